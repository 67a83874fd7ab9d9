import type { Database } from 'better-sqlite3';
import type { DeadLetter, Delivery } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { type DeliveryRow, type RequestRow, toDelivery, toRequest } from './rows.ts';
import type { ForwardCounts, ForwardHead, TimedRequest } from './types.ts';

interface DeadRow {
  path: string;
  post_id: number;
  target: string;
  attempts: number;
  last_at: number;
  reason: string | null;
}

/** Reads what forwarding and replays of many posts work through. */
export function createForwardList(db: Database) {
  const heads = db.prepare(
    'SELECT post_id AS postId, attempts FROM forward_queue WHERE path = ? AND dead = 0 ORDER BY post_id LIMIT ?',
  );
  const counted = db.prepare('SELECT path, dead, count(*) AS posts FROM forward_queue GROUP BY path, dead');
  const sent = db.prepare('SELECT path, sent FROM forward_counts');
  const dead = db.prepare('SELECT * FROM forward_queue WHERE dead = 1 ORDER BY post_id DESC LIMIT ?');
  const status = "json_extract(response, '$.status')";
  // Where nothing was expected, an answer that speaks of an error counts as one.
  const failures = db.prepare(
    `SELECT * FROM deliveries WHERE job_id = ? AND (passed = 0 OR error IS NOT NULL OR (passed IS NULL AND ${status} >= 400))
     ORDER BY id LIMIT ?`,
  );
  const ofOutcome = db.prepare(
    `SELECT * FROM deliveries WHERE job_id = ? AND iif(error IS NULL, CAST(${status} AS TEXT), json_extract(error, '$.code')) = ?
     ORDER BY id LIMIT ?`,
  );
  const request = db.prepare(
    'SELECT id, received_at, method, target, http_version, headers, trailers, body, endpoint FROM posts WHERE id = ?',
  );

  return {
    forwardHeads: ({ path, limit }: { path: string; limit: number }) => heads.all(path, limit) as ForwardHead[],
    forwardCounts(): ForwardCounts[] {
      const found = new Map<string, ForwardCounts>();
      const of = (path: string): ForwardCounts => {
        const one = found.get(path) ?? { path, queued: 0, dead: 0, sent: 0 };
        found.set(path, one);
        return one;
      };
      for (const row of counted.all() as { path: string; dead: number; posts: number }[]) {
        of(row.path)[row.dead === 1 ? 'dead' : 'queued'] = row.posts;
      }
      for (const row of sent.all() as { path: string; sent: number }[]) of(row.path).sent = row.sent;
      return [...found.values()];
    },
    deadLetters: (limit: number): DeadLetter[] =>
      (dead.all(limit) as DeadRow[]).map((row) => ({
        postId: row.post_id,
        path: row.path,
        target: row.target,
        attempts: row.attempts,
        lastAt: new Date(row.last_at).toISOString(),
        reason: row.reason ?? '',
      })),
    failures({ id, outcome, limit }: { id: number; outcome?: string | undefined; limit: number }): Delivery[] {
      const rows = outcome === undefined ? failures.all(id, limit) : ofOutcome.all(id, outcome, limit);
      return (rows as DeliveryRow[]).map(toDelivery);
    },
    /** As many of these posts, from the first on, as fit; those that were deleted are null. At least one. */
    requests(ids: readonly number[]): (TimedRequest | null)[] {
      const found: (TimedRequest | null)[] = [];
      let bytes = 0;
      for (const id of ids) {
        const row = request.get(id) as RequestRow | undefined;
        bytes += row?.body.length ?? 0;
        if (found.length > 0 && bytes > limits.replay.pageBytes) break;
        found.push(row ? { ...toRequest(row), receivedAt: row.received_at } : null);
      }
      return found;
    },
  };
}
