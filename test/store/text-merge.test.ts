import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { createTextMerge } from '../../main/store/text-merge.ts';
import { createTextSegments, nextMerge, type TextLevel } from '../../main/store/text-segments.ts';
import { captured, openEngine, tempFolder } from '../helpers/store.ts';

/** A text index whose segments a test makes itself, without posts. */
function openIndex() {
  const folder = tempFolder();
  const engine = openEngine(folder.file);
  const { db } = engine;
  const insert = db.prepare("INSERT INTO post_text (rowid, text, keys) VALUES (?, ?, '')");
  let id = 0;
  const levels = createTextSegments(db);
  return {
    db,
    engine,
    merge: createTextMerge(db),
    levels: () => levels() ?? [],
    /** Adds a segment of so many rows, all with one word and each with one of its own. */
    add: db.transaction((rows: number) => {
      for (let i = 0; i < rows; i++) insert.run(++id, `everywhere only${id}`);
    }),
    found: (word: string) => db.prepare('SELECT count(*) FROM post_text WHERE post_text MATCH ?').pluck().get(word),
    [Symbol.dispose]() {
      engine[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

const postsOf = (levels: TextLevel[]) => levels.map(({ segments }) => segments.map(({ posts }) => posts));

describe('segments of the text index', () => {
  test('are read as SQLite wrote them, with what was removed', () => {
    using index = openIndex();
    expect(index.levels().flatMap(({ segments }) => segments)).toEqual([]);
    for (const rows of [300, 12_000, 1]) index.add(rows);
    expect(postsOf(index.levels())).toEqual([[300, 12_000, 1]]);
    const pages = () => index.levels()[0]?.segments.map(({ tombstonePages }) => tombstonePages);
    expect(pages()).toEqual([0, 0, 0]);
    index.db.transaction(() => {
      for (let id = 301; id <= 3300; id++) index.db.prepare('DELETE FROM post_text WHERE rowid = ?').run(id);
    })();
    const stored = index.db.prepare('SELECT count(*) FROM post_text_data WHERE id >= 1 << 53').pluck().get();
    expect(stored).toBeGreaterThan(3);
    expect(pages()).toEqual([0, stored, 0]);
    for (let n = 0; n < 6; n++) index.add(10);
    while (index.merge(true) !== 'done');
    const merged = index.levels().flatMap(({ segments }) => segments);
    expect(merged).toHaveLength(1);
    expect(index.levels().every(({ merging }) => merging === 0)).toBe(true);
  });

  test('of a form that is not known are not guessed at', () => {
    using index = openIndex();
    index.add(5);
    const block = index.db.prepare('SELECT block FROM post_text_data WHERE id = 10').pluck().get() as Buffer;
    const db = new Database(':memory:');
    db.exec('CREATE TABLE post_text_data (id INTEGER PRIMARY KEY, block BLOB)');
    const put = db.prepare('INSERT OR REPLACE INTO post_text_data VALUES (10, ?)');
    const levels = createTextSegments(db);
    expect(levels()).toBeNull();
    for (const other of [
      Buffer.concat([block, Buffer.of(1)]),
      block.subarray(0, block.length - 1),
      Buffer.concat([block.subarray(0, 4), block.subarray(8)]),
      Buffer.alloc(0),
    ]) {
      put.run(other);
      expect(levels()).toBeNull();
    }
    put.run(block);
    expect(levels()).toEqual(index.levels());
  });

  test('are merged from the level with the most, or the one under way', () => {
    const level = (posts: number[], merging = 0): TextLevel => ({
      merging,
      segments: posts.map((posts) => ({ posts, tombstonePages: 0 })),
    });
    const chosen = (...levels: TextLevel[]) => nextMerge(levels, 3).map(({ posts }) => posts);
    expect(chosen()).toEqual([]);
    expect(chosen(level([1, 1]), level([5, 5]))).toEqual([]);
    expect(chosen(level([1, 1, 1]), level([5, 5, 5]))).toEqual([1, 1, 1]);
    expect(chosen(level([1, 1, 1]), level([5, 5, 5, 5]))).toEqual([5, 5, 5, 5]);
    expect(chosen(level([1]), level([5, 5], 2))).toEqual([5, 5]);
    expect(chosen(level([1, 1, 1]), level([5, 5, 5], 3))).toEqual([1, 1, 1]);
    expect(chosen(level([1, 1, 1]), level([5, 5], 2), level([9, 9, 9, 9]))).toEqual([1, 1, 1]);
  });
});

test('while posts come only small segments are merged, and large ones once nobody waits', () => {
  using index = openIndex();
  const counts = () => postsOf(index.levels()).map(({ length }) => length);
  const small = () => {
    let left = index.merge(false);
    while (left === 'more') left = index.merge(false);
    return left;
  };
  for (let n = 0; n < 8; n++) index.add(40);
  expect(small()).toBe('done');
  expect(counts()).toEqual([0, 1]);
  // Eight of a size that takes long.
  for (let n = 0; n < 6; n++) index.add(8000);
  expect(small()).toBe('done');
  for (let n = 0; n < 2; n++) index.add(8000);
  expect(small()).toBe('later');
  expect(counts()[0]).toBeGreaterThanOrEqual(8);

  // It begins when nobody waits, and stops where it is when posts come; what is small is merged beside it.
  expect(index.merge(true)).toBe('more');
  const begun = index.levels().findIndex(({ merging }) => merging > 0);
  expect(begun).toBe(0);
  expect(small()).toBe('later');
  for (let n = 0; n < 12; n++) index.add(30);
  expect(small()).toBe('later');
  expect(index.found('everywhere')).toBe(8 * 40 + 8 * 8000 + 12 * 30);
  let parts = 0;
  while (index.merge(true) === 'more') parts++;
  expect(parts).toBeGreaterThan(1);
  expect(small()).toBe('done');
  expect(index.levels().every(({ merging, segments }) => merging === 0 && segments.length < 8)).toBe(true);
  for (const word of ['everywhere', 'only1', 'only40000']) {
    expect(index.found(word)).toBe(word === 'everywhere' ? 8 * 40 + 8 * 8000 + 12 * 30 : 1);
  }
});

test('with very many segments large ones are merged all the same', () => {
  using index = openIndex();
  for (let n = 0; n < 63; n++) index.add(700);
  const merge = createTextMerge(index.db, 64);
  expect(merge(false)).toBe('later');
  index.add(700);
  expect(index.merge(false)).toBe('later');
  expect(merge(false)).toBe('more');
  index.engine.add(captured());
  index.engine.index();
  expect(index.engine.find('join')).toHaveLength(1);
});
