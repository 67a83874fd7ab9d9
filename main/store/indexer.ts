import type { Database } from 'better-sqlite3';
import type { DecodedPost } from '../dialects/dialect.ts';
import { limits } from '../limits.ts';
import { type CountedRow, type Counters, countedColumns } from './counters.ts';
import type { DecodePacked } from './decoding.ts';
import { findingCodes, type SearchableRow, searchable } from './searchable.ts';
import { writeValue } from './values.ts';

/** Bytes of bodies that one step may hold in memory. */
const stepBytes = 16 * 1024 * 1024;

/**
 * Decoded posts kept from the commit until they are indexed, and bytes of their bodies; more are decoded again from the row, which takes
 * the writer thread 10 ms for each megabyte.
 */
const keptPosts = 2000;
const keptBodyBytes = 32 * 1024 * 1024;

type IndexRow = CountedRow & SearchableRow & { id: number; body: Buffer };

export interface Indexer {
  /** Keeps what decoding found until the post is indexed. */
  remember(id: number, decoded: DecodedPost, bodySize: number): void;
  /** Indexes up to so many posts in one transaction, or counts them; returns how many, 0 when none is left. */
  step(most?: number): number;
  /** All posts up to here are in the index; committed together with them. */
  readonly watermark: number;
  /** All posts up to here are in the counters; at most the watermark of the index. */
  readonly counted: number;
}

export const watermarkName = 'index-watermark';
export const countedName = 'count-watermark';

/**
 * Fills the text index and the counters behind the answers: they lag the posts table by committed watermarks, so a kill
 * loses no entry, and whoever reads looks at the few rows above them itself. Both move together, but for a database that was
 * written before there were counters: its posts are counted when nothing is left to index.
 */
export function createIndexer(options: {
  db: Database;
  decode: DecodePacked;
  counters: Counters;
  /** Posts up to here have their rows, but for those that were removed. */
  visibleId(): number;
}): Indexer {
  const { db, decode, counters, visibleId } = options;
  const kept = new Map<number, { decoded: DecodedPost; bodySize: number }>();
  let keptBytes = 0;
  const next = db.prepare('SELECT id, body_size FROM posts WHERE id > ? ORDER BY id LIMIT ?');
  const read = db.prepare(
    `SELECT ${countedColumns}, endpoint, ticket, custom_ticket, duplicate_of, target, headers, body FROM posts WHERE id = ?`,
  );
  const uncounted = db.prepare(
    `SELECT ${countedColumns}, findings FROM posts WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`,
  );
  const insert = db.prepare('INSERT INTO post_text (rowid, text, keys) VALUES (?, ?, ?)');
  const putMinute = db.prepare(
    `INSERT INTO minutes (minute, first_id, last_id, posts) VALUES (@minute, @id, @id, 0)
     ON CONFLICT (minute) DO UPDATE SET first_id = min(first_id, @id), last_id = max(last_id, @id)`,
  );
  const value = db.prepare('SELECT CAST(value AS INTEGER) FROM app_values WHERE name = ?').pluck();
  let watermark = (value.get(watermarkName) as number | undefined) ?? 0;
  let counted = (value.get(countedName) as number | undefined) ?? 0;

  function index(row: IndexRow, decoded: DecodedPost): void {
    const { text, keys } = searchable(row, decoded);
    insert.run(row.id, text, keys);
    putMinute.run({ minute: Math.floor(row.received_at / 60_000), id: row.id });
  }

  /** What one transaction takes: bounded in rows and in bytes. */
  function nextIds(most: number): number[] {
    let bytes = 0;
    const ids: number[] = [];
    for (const row of next.all(watermark, most) as { id: number; body_size: number }[]) {
      bytes += row.body_size;
      if (ids.length > 0 && bytes > stepBytes) break;
      ids.push(row.id);
    }
    return ids;
  }

  const indexSome = db.transaction((ids: readonly number[], last: number, isCounted: boolean): void => {
    for (const id of ids) {
      const row = read.get(id) as IndexRow;
      const decoded = kept.get(id)?.decoded ?? decode(row).decoded;
      index(row, decoded);
      if (isCounted) counters.add(row, findingCodes(row, decoded));
    }
    writeValue(db, watermarkName, String(last));
    if (!isCounted) return;
    counters.write();
    writeValue(db, countedName, String(last));
  });

  const countSome = db.transaction((rows: readonly (CountedRow & { findings: number })[], last: number): void => {
    for (const row of rows) {
      const whole = row.findings > 0 ? (read.get(row.id) as IndexRow) : null;
      counters.add(row, whole ? findingCodes(whole, decode(whole).decoded) : []);
    }
    counters.write();
    writeValue(db, countedName, String(last));
  });

  function inTransaction(write: () => void): void {
    try {
      write();
    } catch (error) {
      counters.discard();
      throw error;
    }
  }

  const writePassed = db.transaction((last: number, isCounted: boolean): void => {
    writeValue(db, watermarkName, String(last));
    if (isCounted) writeValue(db, countedName, String(last));
  });

  /** What is left above the watermark was removed before it was indexed: nothing has to be done about it, now or later. */
  function passRemoved(): void {
    const last = visibleId();
    if (last > watermark) moveTo(last, (isCounted) => writePassed.immediate(last, isCounted));
  }

  /** Moves the watermark, and that of the counters where both move together. */
  function moveTo(last: number, write: (isCounted: boolean) => void): void {
    const isCounted = counted === watermark;
    write(isCounted);
    if (isCounted) counted = last;
    watermark = last;
    for (const [id, { bodySize }] of kept) {
      if (id > last) break;
      kept.delete(id);
      keptBytes -= bodySize;
    }
  }

  function countStep(most: number): number {
    if (counted >= watermark) return 0;
    const rows = uncounted.all(counted, watermark, most) as (CountedRow & { findings: number })[];
    const last = rows.length < most ? watermark : (rows.at(-1) as CountedRow).id;
    inTransaction(() => countSome.immediate(rows, last));
    counted = last;
    return rows.length;
  }

  return {
    get watermark() {
      return watermark;
    },
    get counted() {
      return counted;
    },
    remember(id, decoded, bodySize) {
      if (kept.size >= keptPosts || keptBytes + bodySize > keptBodyBytes) return;
      kept.set(id, { decoded, bodySize });
      keptBytes += bodySize;
    },
    step(most = limits.store.indexRows) {
      const ids = nextIds(most);
      const last = ids.at(-1);
      if (last === undefined) {
        passRemoved();
        return countStep(most);
      }
      moveTo(last, (isCounted) => inTransaction(() => indexSome.immediate(ids, last, isCounted)));
      return ids.length;
    },
  };
}
