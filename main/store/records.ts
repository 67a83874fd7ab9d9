import type { Database } from 'better-sqlite3';
import type { Delivery, Incident, Outage } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { deliveryRow, type NewDelivery } from './new-delivery.ts';
import { type OutageRow, toOutage } from './rows.ts';
import type { Marks } from './types.ts';

/** Writes what belongs to posts but is no post: marks, deliveries, incidents, outages. */
export function createRecords(db: Database) {
  const exists = db.prepare('SELECT 1 FROM posts WHERE id = ?');
  const putMarks = db.prepare(
    `INSERT INTO marks (post_id, is_read, pinned, note) VALUES (@id, coalesce(@isRead, 0), coalesce(@pinned, 0), @note)
     ON CONFLICT (post_id) DO UPDATE SET
       is_read = coalesce(@isRead, is_read),
       pinned = coalesce(@pinned, pinned),
       note = iif(@hasNote, @note, note)`,
  );
  const isRead = db.prepare('SELECT 1 FROM marks WHERE post_id = ? AND is_read = 1');
  // Counted once and kept up: it is told with every mark.
  let readPosts = db.prepare('SELECT count(*) FROM marks WHERE is_read = 1').pluck().get() as number;
  const addDelivery = db.prepare(
    `INSERT INTO deliveries (response_body, post_id, target, origin, started_at, duration_ms, request, response, error, job_id,
       passed, differences)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addIncident = db.prepare(
    `INSERT INTO incidents (at, code, sentence, response_status, remote_address, method, target, bytes, size)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const trimIncidents = db.prepare('DELETE FROM incidents WHERE id <= ?');
  const addOutage = db.prepare('INSERT INTO outages (started_at, ended_at, provider, reason) VALUES (?, ?, ?, ?)');
  const putOutage = db.prepare(
    'UPDATE outages SET started_at = ?, ended_at = ?, provider = ?, reason = ? WHERE id = ?',
  );

  const lastOutage = db.prepare('SELECT * FROM outages ORDER BY id DESC LIMIT 1');

  const markedAs = db.prepare(
    'SELECT p.id, m.is_read, m.pinned FROM posts p LEFT JOIN marks m ON m.post_id = p.id WHERE p.id = ?',
  );

  const addAll = db.transaction((incidents: readonly Omit<Incident, 'id'>[]): number => {
    let last = 0;
    for (const { at, code, sentence, responseStatus, remoteAddress, method, target, bytes, size } of incidents) {
      const values = [
        at,
        code,
        sentence,
        responseStatus,
        remoteAddress,
        method,
        target,
        Buffer.from(bytes, 'base64'),
        size,
      ];
      last = Number(addIncident.run(values).lastInsertRowid);
    }
    trimIncidents.run(last - limits.store.incidents);
    return last;
  });

  const records = {
    /** False when there is no such post. */
    mark(id: number, marks: Marks): boolean {
      if (!exists.get(id)) return false;
      const wasRead = isRead.get(id) !== undefined;
      putMarks.run({
        id,
        isRead: marks.unread === undefined ? null : Number(!marks.unread),
        pinned: marks.pinned === undefined ? null : Number(marks.pinned),
        hasNote: Number(marks.note !== undefined),
        note: marks.note ?? null,
      });
      if (marks.unread !== undefined) readPosts += Number(!marks.unread) - Number(wasRead);
      return true;
    },
    /** Marks posts in one transaction; returns the ids of those that are otherwise now. */
    markMany(ids: readonly number[], marks: Pick<Marks, 'unread' | 'pinned'>): number[] {
      const readBefore = readPosts;
      const change = db.transaction(() =>
        ids.filter((id) => {
          const row = markedAs.get(id) as { is_read: number | null; pinned: number | null } | undefined;
          const isSame =
            (marks.unread === undefined || marks.unread === (row?.is_read !== 1)) &&
            (marks.pinned === undefined || marks.pinned === (row?.pinned === 1));
          return row !== undefined && !isSame && records.mark(id, marks);
        }),
      );
      try {
        return change.immediate();
      } catch (error) {
        readPosts = readBefore;
        throw error;
      }
    },
    /** How many stored posts were opened. */
    get readPosts() {
      return readPosts;
    },
    /** Posts that had been opened were removed. */
    forgetRead(posts: number): void {
      readPosts -= posts;
    },
    addDelivery: (delivery: Omit<Delivery, 'id'>): number => records.addDeliveryRow(deliveryRow(delivery)),
    addDeliveryRow([body, ...values]: NewDelivery): number {
      return Number(addDelivery.run(body === null ? null : Buffer.from(body, 'base64'), values).lastInsertRowid);
    },
    /** In one transaction; returns the id of the last one. Those before it have the ids before it. */
    addIncidents: (incidents: readonly Omit<Incident, 'id'>[]): number => addAll.immediate(incidents),
    lastOutage(): Outage | null {
      const row = lastOutage.get() as OutageRow | undefined;
      return row ? toOutage(row) : null;
    },
    putOutage(outage: Omit<Outage, 'id'> & { id: number | null }): number {
      if (outage.id === null) {
        return Number(addOutage.run(outage.from, outage.to, outage.provider, outage.reason).lastInsertRowid);
      }
      putOutage.run(outage.from, outage.to, outage.provider, outage.reason, outage.id);
      return outage.id;
    },
  };
  return records;
}

export type Records = ReturnType<typeof createRecords>;
