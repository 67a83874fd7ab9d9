import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { openForWriting } from '../../main/store/open.ts';
import { pack, packTexts } from '../../main/store/packing.ts';
import type { CapturedPost } from '../../main/store/types.ts';
import { createWriter } from '../../main/store/writer.ts';
import { captured, form, lookInto, tempFolder, testStore, untilExact } from '../helpers/store.ts';

/** A writer without its thread, so that a test decides when posts get their rows. */
function openWriter(file: string) {
  const { db } = openForWriting(file);
  const writer = createWriter(db, (error) => {
    throw error;
  });
  return {
    writer,
    append: (posts: readonly CapturedPost[]) =>
      writer.calls.append({ posts: posts.length, block: pack(posts, posts.map(packTexts)) }),
    count: (table: 'posts' | 'intake') => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number,
    /** Everything that is stored of every post. */
    rows: () => db.prepare('SELECT * FROM posts ORDER BY id').all(),
    [Symbol.dispose]: () => void db.close(),
  };
}

const { burstPosts, unfoldPosts, burstPostBytes } = limits.store;
const some = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => form('/status', { ticket: `${from + i}`, status: 'sent' }));

test('posts of a burst are on disk undecoded, and get the rows they would have had, also after a restart', () => {
  using folder = tempFolder();
  using straight = tempFolder();
  const posts = some(burstPosts + 40);
  {
    using opened = openWriter(folder.file);
    expect(opened.append(posts)).toEqual({ firstId: 1, count: posts.length, visibleId: 0 });
    expect([opened.count('posts'), opened.count('intake')]).toEqual([0, 1]);
    expect(opened.writer.counts()).toMatchObject({ lastId: posts.length, visibleId: 0, total: posts.length });
  }
  using opened = openWriter(folder.file);
  expect(opened.writer.counts()).toMatchObject({ lastId: posts.length, visibleId: 0, total: posts.length });
  // The next one waits behind them, alone as it is.
  expect(opened.append(some(1, 1000))).toEqual({ firstId: posts.length + 1, count: 1, visibleId: 0 });
  expect(opened.writer.calls.unfold()).toEqual({ visibleId: posts.length + 1 });
  expect(opened.count('intake')).toBe(0);

  using other = openWriter(straight.file);
  for (const post of [...posts, ...some(1, 1000)]) {
    other.append([post]);
    while (other.writer.calls.unfold().visibleId < other.writer.appender.lastId);
  }
  expect(opened.rows()).toEqual(other.rows());
});

test('large posts get their rows at once, however many come', () => {
  using folder = tempFolder();
  using opened = openWriter(folder.file);
  const large = captured({ body: Buffer.alloc(burstPostBytes, 'x') });
  opened.append(Array.from({ length: burstPosts }, () => large));
  expect([opened.count('posts'), opened.count('intake')]).toEqual([burstPosts, 0]);
});

test('whatever comes in whatever blocks, each post gets one row, in order, and repeated ones are found', () => {
  const step = fc.oneof(
    fc.record({ append: fc.integer({ min: 1, max: 2 * burstPosts }) }),
    fc.constant('unfold' as const),
    fc.constant('restart' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      using folder = tempFolder();
      let opened = openWriter(folder.file);
      let given = 0;
      for (const one of steps) {
        if (one === 'unfold') opened.writer.calls.unfold();
        else if (one === 'restart') {
          opened[Symbol.dispose]();
          opened = openWriter(folder.file);
        } else {
          // Every third is a repetition of the one before it.
          const posts = Array.from({ length: one.append }, (_, i) => {
            const n = given + i;
            return form('/callback', { n: `${n % 3 === 2 ? n - 1 : n}` });
          });
          expect(opened.append(posts).firstId).toBe(given + 1);
          given += one.append;
        }
        expect(opened.writer.counts()).toMatchObject({ lastId: given, total: given });
        expect(opened.count('posts')).toBe(opened.writer.appender.visibleId);
      }
      while (opened.writer.calls.unfold().visibleId < given);
      const rows = opened.rows() as { id: number; body: Buffer; duplicate_of: number | null }[];
      expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: given }, (_, i) => i + 1));
      expect(rows.filter(({ id, duplicate_of }) => duplicate_of !== (id % 3 === 0 ? id - 1 : null))).toEqual([]);
      opened[Symbol.dispose]();
    }),
    { numRuns: 25 },
  );
});

test('whoever looks right after a burst sees all of it, and may do anything to it', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const count = 3 * unfoldPosts + burstPosts;
  const burst = (from: number) => Promise.all(some(count, from).map((post) => store.append(post)));
  const ids = await burst(0);
  const last = ids.at(-1) as number;
  // Some of them have no row yet, or the burst was none.
  using other = lookInto(folder.file);
  expect(other.prepare('SELECT count(*) FROM intake').pluck().get()).toBeGreaterThan(0);
  expect((await store.list({ limit: 1 })).posts[0]?.id).toBe(last);
  await burst(count);
  expect(await untilExact(() => store.count(`ticket:${2 * count - 1}`))).toMatchObject({ count: 1 });
  await burst(2 * count);
  expect((await store.post(3 * count)).id).toBe(3 * count);
  await burst(3 * count);
  expect((await store.mark(4 * count, { pinned: true })).pinned).toBe(true);
  await burst(4 * count);
  expect(await store.deleteIds([5 * count])).toBe(1);
  await burst(5 * count);
  expect(await store.since(6 * count - 2, 10)).toMatchObject([{ id: 6 * count - 1 }, { id: 6 * count }]);
  expect(store.total).toBe(6 * count - 1);
});
