import { expect, test } from 'vitest';
import { defaultEndpoints, facetNames } from '../../contract/index.ts';
import { openForReading } from '../../main/store/open.ts';
import { createReader, type Reader } from '../../main/store/reader.ts';
import { captured, type Engine, form, openEngine, tempFolder } from '../helpers/store.ts';

const start = Date.UTC(2026, 10, 1, 12);
const minute = 60_000;

/** A reader that has no time for an answer, so that all is counted between the answers. */
function hurried(file: string): Reader & Disposable {
  const db = openForReading(file);
  const settings = { endpoints: defaultEndpoints, maskedNames: [] };
  const onFault = (error: unknown) => {
    throw error;
  };
  const reader = createReader(db, settings, { onFault, countMs: -1, keepsCounts: true });
  return Object.assign(reader, { [Symbol.dispose]: () => void db.close() });
}

/** Posts of every sort, one a minute, the newest last. */
function add(engine: Engine, count: number): void {
  const posts = Array.from({ length: count }, (_, i) => {
    const at = { receivedAt: start + i * minute };
    if (i % 3 === 0)
      return form('/status', { sendTo: '13125550142', status: i % 2 ? 'sent' : 'Sent', ticket: `t-${i}` }, at);
    if (i % 50 === 1) return captured({ ...at, target: '/elsewhere' });
    return form('/callback', { phone: `1312555${1000 + (i % 40)}`, keyword: `K${i % 5}`, message: `join n${i}` }, at);
  });
  engine.add(...posts);
}

const queries = [
  'kind:status',
  'join',
  '-keyword:k1',
  'phone:1312',
  'status:sent kind:status',
  `after:${new Date(start + 99.5 * minute).toISOString()}`,
];

function numbers(reader: Reader, query: string) {
  const { facets, counted, exact } = reader.facets(query);
  const values = facetNames.map((name) => facets.find((facet) => facet.name === name)?.values);
  return { counted, exact, values, count: reader.count(query) };
}

/** Goes on counting until there is nothing left to count. */
function finish(reader: Reader): void {
  for (let steps = 0; reader.countOn(); steps++) expect(steps).toBeLessThan(500);
}

function compare(engine: Engine, reader: Reader): void {
  for (const query of queries) {
    expect(numbers(reader, query).exact, query).toBe(false);
    finish(reader);
    const known = numbers(reader, query);
    expect(known, query).toEqual(numbers(engine.reader, query));
    expect(known.count, query).toEqual({ count: known.counted, exact: true });
    for (const from of [undefined, start + 60 * minute]) {
      const asked = { query, buckets: 7, from, to: start + 760 * minute, now: start };
      const { counts, exact } = reader.histogram(asked);
      const direct = engine.reader.histogram(asked);
      expect(exact, query).toBe(true);
      // Those of the rows may begin within a minute.
      if (from !== undefined) expect(counts, query).toEqual(direct.counts);
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(direct.counts.reduce((sum, n) => sum + n, 0));
    }
  }
}

test('numbers that take too long are counted on between the answers, posts that come meanwhile included', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  using reader = hurried(folder.file);
  add(engine, 400);
  engine.index();
  compare(engine, reader);
  const known = numbers(reader, 'join');
  expect(known.exact).toBe(false);
  finish(reader);
  add(engine, 90);
  // What came is looked at next; until then what is known is a lower bound.
  const before = numbers(reader, 'join');
  expect([before.exact, before.counted]).toEqual([false, numbers(reader, 'join').counted]);
  finish(reader);
  expect(numbers(reader, 'join')).toEqual(numbers(engine.reader, 'join'));
  engine.index(1);
  reader.forgetCounts();
  compare(engine, reader);
});

test('what was counted is forgotten when posts are removed, and flags are never remembered', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  using reader = hurried(folder.file);
  add(engine, 60);
  expect(numbers(reader, 'kind:status').exact).toBe(false);
  finish(reader);
  expect(numbers(reader, 'kind:status').count).toEqual({ count: 20, exact: true });
  engine.remove([1, 4]);
  reader.forgetCounts();
  expect(reader.facets('kind:status').exact).toBe(false);
  finish(reader);
  expect(reader.facets('kind:status').counted).toBe(18);
  expect(reader.facets('is:unread kind:status').exact).toBe(false);
  expect(reader.countOn()).toBe(false);
  expect(reader.facets('is:unread kind:status').exact).toBe(false);
  expect(() => reader.facets('nothing:here')).toThrow(/There is no filter/);
});
