import type { Database } from 'better-sqlite3';
import { expect } from 'vitest';
import { unpack } from '../../main/store/packing.ts';
import { lookInto, testStore, until } from './store.ts';

/** Searches made for tickets of a check, spread over all of them. */
const searched = 200;

/** The tickets of all posts, also of those of a burst that have no row yet. */
function ticketsIn(db: Database): string[] {
  const blocks = db.prepare('SELECT block FROM intake').pluck().all() as Buffer[];
  const waiting = blocks.flatMap((block) => unpack(Uint8Array.from(block).buffer));
  return [
    ...(db.prepare('SELECT ticket FROM posts').pluck().all() as string[]),
    ...waiting.map(({ body }) => new URLSearchParams(body.toString('latin1')).get('ticket') ?? ''),
  ];
}

/**
 * Every one of these tickets is in the file, once; nothing is there twice, and the file is whole.
 * @param what said when it is not so
 */
export function expectStoredOnce(file: string, tickets: readonly string[], what = ''): void {
  using db = lookInto(file);
  const stored = new Map<string, number>();
  for (const ticket of ticketsIn(db)) stored.set(ticket, (stored.get(ticket) ?? 0) + 1);
  expect(
    tickets.filter((ticket) => stored.get(ticket) !== 1),
    `${what} answered and not stored once`,
  ).toEqual([]);
  expect(
    [...stored].filter(([, times]) => times > 1),
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
  // Whoever looks sees all; the last of a burst get their rows by it.
  await store.list({ limit: 1 });
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
