import type { Database } from 'better-sqlite3';
import type { Endpoint } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { isMarked, markerName } from '../replay/headers.ts';
import type { NewDelivery } from './new-delivery.ts';
import { headerPairs } from './packing.ts';
import type { Records } from './records.ts';
import type { ForwardOutcome } from './types.ts';
import { writeValue } from './values.ts';
import { isImported } from './via-column.ts';

/** Name of the watermark: posts up to here are in the queue, or do not belong there. */
export const forwardedName = 'forward-watermark';

interface DerivedRow {
  id: number;
  endpoint: string | null;
  via: string;
  /** Header lines that may name our marker, else null. */
  marked: string | null;
}

/**
 * The queue of posts to forward, as the writer sees it. It is filled from the posts that were committed, behind a watermark
 * that moves in the same transaction: a post is queued once, whenever the process ends.
 * @param watermark what was kept; a database without one never forwarded, so nothing older is meant
 */
export function createForwards(options: {
  db: Database;
  records: Records;
  watermark: number;
  lastId(): number;
  endpoints(): readonly Endpoint[];
}) {
  const { db, records, lastId, endpoints } = options;
  const newer = db.prepare(
    `SELECT id, endpoint, via, iif(headers LIKE '%${markerName}%', headers, NULL) AS marked
     FROM posts WHERE id > ? ORDER BY id LIMIT ?`,
  );
  const queue = db.prepare('INSERT OR IGNORE INTO forward_queue (path, post_id) VALUES (?, ?)');
  const queueOwn = db.prepare(
    'INSERT OR IGNORE INTO forward_queue (path, post_id) SELECT endpoint, id FROM posts WHERE id = ? AND endpoint = ?',
  );
  const isDead = db.prepare('SELECT 1 FROM forward_queue WHERE path = ? AND dead = 1 AND post_id = ?');
  const take = db.prepare('DELETE FROM forward_queue WHERE path = ? AND dead = 0 AND post_id = ?');
  const drop = db.prepare('DELETE FROM forward_queue WHERE path = ? AND dead = ?');
  const fail = db.prepare(
    `INSERT INTO forward_queue (path, post_id, dead, attempts, target, last_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET attempts = excluded.attempts, target = excluded.target, last_at = excluded.last_at,
       reason = excluded.reason`,
  );
  const count = db.prepare(
    'INSERT INTO forward_counts (path, sent) VALUES (?, 1) ON CONFLICT (path) DO UPDATE SET sent = sent + 1',
  );
  const dead = db.prepare('SELECT path, post_id FROM forward_queue WHERE dead = 1');
  const bury = db.prepare('DELETE FROM forward_queue WHERE path = ? AND dead = 1 AND post_id = ?');
  let watermark = options.watermark;

  const forwarding = () => new Set(endpoints().flatMap((one) => (one.forward.mode === 'queue' ? [one.path] : [])));

  /** One step behind the watermark; returns where it stands now. */
  const step = db.transaction((paths: ReadonlySet<string>): number => {
    const rows = newer.all(watermark, limits.forward.derivedPosts) as DerivedRow[];
    for (const { id, endpoint, via, marked } of rows) {
      const isMeant = endpoint !== null && paths.has(endpoint) && !isImported(via);
      // What we sent ourselves came back: forwarding it would never end.
      if (isMeant && !(marked !== null && isMarked(headerPairs(marked)))) queue.run(endpoint, id);
    }
    const next = rows.length < limits.forward.derivedPosts ? lastId() : (rows.at(-1)?.id ?? lastId());
    writeValue(db, forwardedName, String(next));
    return next;
  });

  function derive(): void {
    const paths = forwarding();
    // Nobody forwards: the watermark is moved when somebody begins to.
    if (paths.size === 0) return;
    while (watermark < lastId()) watermark = step.immediate(paths);
  }

  const settle = db.transaction((outcome: ForwardOutcome, at: number): number | null => {
    const { path, postId, delivery, result } = outcome;
    const id = delivery ? records.addDelivery(delivery) : null;
    // Discarded meanwhile: what was sent is on record, and that is all.
    const wasQueued = take.run(path, postId).changes > 0;
    if (result.type === 'sent') count.run(path);
    else if (result.type !== 'gone' && wasQueued) {
      fail.run(path, postId, Number(result.type === 'dead'), result.attempts, outcome.target, at, result.reason);
    }
    return id;
  });

  const retry = db.transaction((postIds: readonly number[] | null): number => {
    const asked = postIds && new Set(postIds);
    const rows = (dead.all() as { path: string; post_id: number }[]).filter((row) => asked?.has(row.post_id) ?? true);
    for (const { path, post_id } of rows) {
      bury.run(path, post_id);
      queue.run(path, post_id);
    }
    return rows.length;
  });

  const enqueue = db.transaction((path: string, ids: readonly number[]): number => {
    let queued = 0;
    for (const id of ids) {
      if (isDead.get(path, id)) bury.run(path, id);
      queued += queueOwn.run(id, path).changes;
    }
    return queued;
  });

  const settleAll = db.transaction((outcomes: readonly ForwardOutcome[]): (number | null)[] =>
    outcomes.map((outcome) => settle(outcome, Date.now())),
  );

  const addDeliveries = db.transaction((deliveries: readonly NewDelivery[]): number[] =>
    deliveries.map((delivery) => records.addDeliveryRow(delivery)),
  );

  return {
    /** Queues what was stored since. */
    derive,
    /** Writes new rules; posts stored before belong to the old ones. */
    changeRules(write: () => void): void {
      derive();
      const newest = lastId();
      db.transaction(() => {
        write();
        writeValue(db, forwardedName, String(newest));
      }).immediate();
      watermark = newest;
    },
    /** Queues those of these posts that the endpoint took; dead letters among them are tried again. Returns how many are new in the queue. */
    enqueue: ({ path, ids }: { path: string; ids: readonly number[] }): number => enqueue.immediate(path, ids),
    /** Writes down what became of posts, in one transaction; returns the ids of the deliveries. */
    settle: (outcomes: readonly ForwardOutcome[]): (number | null)[] => settleAll.immediate(outcomes),
    retry: (postIds: readonly number[] | null): number => retry.immediate(postIds),
    discard: ({ path, dead: isDeadLetter }: { path: string; dead: boolean }): number =>
      drop.run(path, Number(isDeadLetter)).changes,
    addDeliveries: (deliveries: readonly NewDelivery[]): number[] => addDeliveries.immediate(deliveries),
  };
}
