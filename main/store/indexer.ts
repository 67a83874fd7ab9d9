import type { Database } from 'better-sqlite3';
import type { DecodedPost } from '../dialects/dialect.ts';
import { limits } from '../limits.ts';
import type { DecodePacked } from './decoding.ts';
import { keyTokens, strayToken } from './keys.ts';
import { writeValue } from './values.ts';

/** Bytes of bodies that one step may hold in memory. */
const stepBytes = 16 * 1024 * 1024;

/** Decoded posts kept from the commit until they are indexed; more, and large ones, are decoded again from the row. */
const keptPosts = 2000;
const keptBodyBytes = 16 * 1024;

interface IndexRow {
  id: number;
  received_at: number;
  kind: DecodedPost['kind'];
  endpoint: string | null;
  method: string;
  phone: string | null;
  code: string | null;
  keyword: string | null;
  ticket: string | null;
  custom_ticket: string | null;
  status: string | null;
  response_status: number | null;
  duplicate_of: number | null;
  target: string;
  headers: string;
  body: Buffer;
}

export interface Indexer {
  /** Keeps what decoding found until the post is indexed. */
  remember(id: number, decoded: DecodedPost, bodySize: number): void;
  /** Indexes up to so many posts in one transaction; returns how many, 0 when none is left. */
  step(most?: number): number;
  /**
   * Merges a bounded part of the index's segments, of which each step adds one. Returns false when nothing is left to
   * merge.
   */
  merge(): boolean;
  /** All posts up to here are in the index; committed together with them. */
  readonly watermark: number;
}

/** Pages that one merge writes at most: a few milliseconds. */
const mergePages = 64;

export const watermarkName = 'index-watermark';

/**
 * Fills the text index behind the answers: post_text and minutes lag the posts table by a committed watermark, so a kill
 * loses no index entry, and searches look at the few rows above it themselves.
 */
export function createIndexer(db: Database, decode: DecodePacked): Indexer {
  const kept = new Map<number, DecodedPost>();
  const next = db.prepare('SELECT id, body_size FROM posts WHERE id > ? ORDER BY id LIMIT ?');
  const read = db.prepare(
    `SELECT id, received_at, kind, endpoint, method, phone, code, keyword, ticket, custom_ticket, status, response_status,
       duplicate_of, target, headers, body FROM posts WHERE id = ?`,
  );
  const insert = db.prepare('INSERT INTO post_text (rowid, text, keys) VALUES (?, ?, ?)');
  const count = db.prepare(
    `INSERT INTO minutes (minute, first_id, last_id, posts) VALUES (@minute, @id, @id, 1)
     ON CONFLICT (minute) DO UPDATE SET
       first_id = min(first_id, @id), last_id = max(last_id, @id), posts = posts + 1`,
  );
  const mergeSome = db.prepare("INSERT INTO post_text (post_text, rank) VALUES ('merge', CAST(? AS INTEGER))");
  const changes = db.prepare('SELECT total_changes()').pluck();
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  let watermark = Number(
    (db.prepare('SELECT value FROM app_values WHERE name = ?').get(watermarkName) as { value: string } | undefined)
      ?.value ?? 0,
  );

  function index(id: number): void {
    const row = read.get(id) as IndexRow;
    const decoded = kept.get(id) ?? decode(row).decoded;
    const { text, keys } = searchable(row, decoded);
    insert.run(id, text, keys);
    count.run({ minute: Math.floor(row.received_at / 60_000), id });
  }

  return {
    get watermark() {
      return watermark;
    },
    remember(id, decoded, bodySize) {
      if (kept.size < keptPosts && bodySize <= keptBodyBytes) kept.set(id, decoded);
    },
    step(most = limits.store.indexRows) {
      const rows = next.all(watermark, most) as { id: number; body_size: number }[];
      let bytes = 0;
      const ids: number[] = [];
      for (const row of rows) {
        bytes += row.body_size;
        if (ids.length > 0 && bytes > stepBytes) break;
        ids.push(row.id);
      }
      const last = ids.at(-1);
      if (last === undefined) return 0;
      begin.run();
      try {
        for (const id of ids) index(id);
        writeValue(db, watermarkName, String(last));
        commit.run();
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK');
        throw error;
      }
      watermark = last;
      for (const id of kept.keys()) {
        if (id > last) break;
        kept.delete(id);
      }
      return ids.length;
    },
    merge() {
      const before = changes.get() as number;
      mergeSome.run(mergePages);
      // What FTS5's documentation gives as the sign that a merge had nothing to do.
      return (changes.get() as number) - before >= 2;
    },
  };
}

/** What the index holds of a post: its text, and its keys as tokens. The un-indexed tail is searched by the same two. */
export function searchable(
  row: Omit<IndexRow, 'id' | 'received_at' | 'body'>,
  decoded: DecodedPost,
): { text: string; keys: string } {
  const findings = decoded.findings.map((finding) => finding.code);
  if (row.duplicate_of !== null) findings.push('duplicate-post');
  const keys = keyTokens({
    kind: row.kind,
    method: row.method,
    responseStatus: row.response_status,
    keys: {
      phone: row.phone,
      code: row.code,
      keyword: row.keyword,
      ticket: row.ticket,
      customTicket: row.custom_ticket,
      status: row.status,
    },
    findings,
  });
  return {
    text: decoded.text.slice(0, limits.store.indexedTextChars),
    keys: row.endpoint === null ? `${keys} ${strayToken}` : keys,
  };
}
