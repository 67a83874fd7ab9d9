import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Delivery } from '../contract/index.ts';
import { deliveryRow } from '../main/store/new-delivery.ts';
import { openForReading } from '../main/store/open.ts';
import { planSearch } from '../main/store/search-plan.ts';
import { createSearchSql } from '../main/store/search-sql.ts';
import { openStore } from '../main/store/store.ts';
import { cachedFolder } from './cached-folder.ts';
import { measure, table } from './measure.ts';

/**
 * Searches for posts that were replayed or forwarded, or not, among many posts with many deliveries that lie in the middle, and
 * how SQLite goes about it. `node bench/sent.ts`; works on a copy.
 */
const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    deliveries: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
  },
});
const [posts, deliveries, rounds] = [values.posts, values.deliveries, values.rounds].map(Number) as [
  number,
  number,
  number,
];
const atOnce = 500;
const pagePosts = 100;
const queries = ['is:replayed', 'is:forwarded', '-is:replayed', '-is:forwarded -is:replayed', 'is:replayed phone:1'];

function delivery(postId: number, origin: Delivery['origin']): Omit<Delivery, 'id'> {
  const headers: [string, string][] = [
    ['Host', 'localhost:8080'],
    ['User-Agent', 'Platform/1.0'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
  ];
  const response = { status: 200, statusText: 'OK', headers, body: 'b2s=', bodySize: 2, cut: false };
  const request = { method: 'POST', target: '/callback', headers, bodySize: 290, editedBody: null };
  const rest = { error: null, jobId: 1, passed: null, differences: [] };
  const startedAt = new Date().toISOString();
  return { postId, origin, target: 'http://localhost:8080', startedAt, durationMs: 1.5, request, response, ...rest };
}

const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-sent-'));
try {
  cpSync((await cachedFolder(posts)).folder, folder, { recursive: true });
  const store = await openStore({ folder });
  const middle = await store.matching('', Math.floor(store.lastId / 2), Math.ceil(deliveries / 2));
  for (let at = 0; at < deliveries; at += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, deliveries - at) }, (_, i) => at + i);
    await store.addDeliveries(
      some.map((n) => deliveryRow(delivery(middle[Math.floor(n / 2)] ?? 1, n % 2 === 0 ? 'replay' : 'forward'))),
    );
  }
  const measured = [];
  for (const query of queries) {
    const run = async () => (await store.list({ query, limit: pagePosts })).posts.length;
    measured.push(await measure({ name: query, limitMs: null, run }, rounds));
  }
  await store.close();
  console.log(
    `${posts} posts, ${deliveries} deliveries of ${middle.length} posts in the middle; pages of ${pagePosts}`,
  );
  console.log(table(measured));
  const db = openForReading(join(folder, 'tapline.db'));
  const sql = createSearchSql(db);
  for (const query of queries) {
    const stretch = { table: 'posts' as const, low: 1, high: posts, match: null, holds: null };
    const { statement, parameters } = sql.rows(planSearch(query), stretch, 'p.id');
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${statement.source}`).all(...parameters, pagePosts);
    console.log(`${query}: ${(steps as { detail: string }[]).map(({ detail }) => detail).join('; ')}`);
  }
  db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
