import { expect } from 'vitest';
import { lookInto, testStore, until } from './store.ts';

/** Searches made for tickets of a check, spread over all of them. */
const searched = 200;

/**
 * Every one of these tickets is in the file, once; nothing is there twice, and the file is whole.
 * @param what said when it is not so
 */
export function expectStoredOnce(file: string, tickets: readonly string[], what = ''): void {
  using db = lookInto(file);
  const rows = db.prepare('SELECT ticket, count(*) FROM posts GROUP BY ticket').raw().all() as [string, number][];
  const stored = new Map(rows);
  expect(
    tickets.filter((ticket) => stored.get(ticket) !== 1),
    `${what} answered and not stored once`,
  ).toEqual([]);
  expect(
    rows.filter(([, times]) => times > 1),
    `${what} stored twice`,
  ).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true }), what).toBe('ok');
}

/**
 * The folder opens as it is, its counts are right, ids are unique and gapless, and once the index has caught up a search
 * finds what was answered, and every post is in the index.
 */
export async function expectSearchComplete(
  folder: { path: string; file: string },
  tickets: readonly string[],
  what = '',
): Promise<void> {
  await using store = await testStore(folder.path);
  expect(store.movedAside, what).toBe(null);
  using db = lookInto(folder.file);
  expect(db.pragma('integrity_check', { simple: true }), what).toBe('ok');
  const [count, distinct, newest] = db
    .prepare('SELECT count(*), count(DISTINCT ticket), max(id) FROM posts')
    .raw()
    .get() as number[];
  expect([store.total, store.lastId, distinct, newest], what).toEqual([count, count, count, count]);
  const watermark = db.prepare("SELECT CAST(value AS INTEGER) FROM app_values WHERE name = 'index-watermark'").pluck();
  await until('the indexer has caught up', () => watermark.get() === newest, 60_000);
  const stride = Math.max(1, Math.floor(tickets.length / searched));
  for (let i = 0; i < tickets.length; i += stride) {
    const { posts } = await store.list({ query: `ticket:${tickets[i]}`, limit: 2 });
    expect(posts, `${what}, ticket ${tickets[i]}`).toMatchObject([{ ticket: tickets[i] }]);
  }
  const indexed = new Set(db.prepare("SELECT rowid FROM post_text WHERE post_text MATCH 'text : sent'").pluck().all());
  expect(indexed.size, what).toBe(count);
}
