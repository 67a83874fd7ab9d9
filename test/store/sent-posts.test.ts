import { expect, test } from 'vitest';
import type { Delivery } from '../../contract/index.ts';
import { migrations } from '../../main/store/migrations.ts';
import { openForWriting } from '../../main/store/open.ts';
import { planSearch } from '../../main/store/search-plan.ts';
import { createSearchSql } from '../../main/store/search-sql.ts';
import { captured, openEngine, tempFolder } from '../helpers/store.ts';

function delivery(postId: number | null, origin: Delivery['origin']): Omit<Delivery, 'id'> {
  const request = { method: 'POST', target: '/', headers: [], bodySize: 0, editedBody: null };
  const open = { response: null, error: null, jobId: null, passed: null, differences: [] };
  return { postId, origin, target: 'http://127.0.0.1:1', startedAt: '', durationMs: 1, request, ...open };
}

test('a file from before knows which of its posts were replayed and forwarded', () => {
  using folder = tempFolder();
  {
    const { db } = openForWriting(folder.file, { migrations: migrations.filter(({ number }) => number < 6) });
    const add = db.prepare(
      `INSERT INTO deliveries (post_id, target, origin, started_at, duration_ms, request) VALUES (?, '', ?, '', 1, '{}')`,
    );
    for (const [id, origin] of [
      [1, 'replay'],
      [1, 'replay'],
      [3, 'replay'],
      [3, 'forward'],
      [null, 'test'],
    ])
      add.run(id, origin);
    db.close();
  }
  using engine = openEngine(folder.file);
  engine.add(captured(), captured(), captured(), captured());
  expect([engine.find('is:replayed'), engine.find('is:forwarded')]).toEqual([[3, 1], [3]]);
  expect(engine.find('-is:replayed')).toEqual([4, 2]);
});

test('a post is found as replayed from its first delivery on, once, and until it is removed', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  engine.add(captured(), captured(), captured());
  expect(engine.find('is:replayed')).toEqual([]);
  for (const id of [1, 2, 2]) engine.writer.calls.addDelivery(delivery(id, 'replay'));
  engine.writer.calls.addDelivery(delivery(2, 'forward'));
  engine.writer.calls.addDelivery(delivery(null, 'test'));
  expect([engine.find('is:replayed'), engine.find('is:forwarded')]).toEqual([[2, 1], [2]]);
  engine.remove([2]);
  const left = (table: string) => engine.db.prepare(`SELECT post_id FROM ${table}`).pluck().all();
  expect([left('replayed_posts'), left('forwarded_posts'), engine.find('is:replayed')]).toEqual([[1], [], [1]]);
});

test.each(['is:replayed', 'is:forwarded', '-is:replayed', '-is:forwarded -is:replayed'])(
  'a search for %s looks at no delivery',
  (query) => {
    using folder = tempFolder();
    const { db } = openForWriting(folder.file);
    const stretch = { table: 'posts' as const, low: 1, high: 10, match: null, holds: null };
    const { statement, parameters } = createSearchSql(db).rows(planSearch(query), stretch, 'p.id');
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${statement.source}`).all(...parameters, 100) as { detail: string }[];
    const plan = steps.map(({ detail }) => detail).join('\n');
    expect(plan).toMatch(/ROWID SEARCH ON TABLE (replayed|forwarded)_posts FOR IN-OPERATOR/);
    expect(plan).not.toMatch(/deliveries|TEMP B-TREE|LIST SUBQUERY/);
    db.close();
  },
);
