import type { Database } from 'better-sqlite3';
import type { DecodePacked } from './decoding.ts';
import { searchable } from './indexer.ts';

/** Rows taken into the tail in one go, so that a search over a long backlog can stop early. */
const tailRows = 500;

type TailRow = Parameters<typeof searchable>[0] & { id: number; body: Buffer };

export interface Tail {
  /**
   * Makes `temp.tail_text` hold the un-indexed posts with ids in (`watermark`, `newest`], newest first, at least down to
   * `newest - 500`, and further down with each call of `more`.
   */
  prepare(watermark: number, newest: number): void;
  /** Takes older ones in; false when all are in. */
  more(): boolean;
  /** Ids above this one are in. */
  readonly from: number;
  /** Starts anew at the next search. */
  forget(): void;
}

/**
 * Posts that are stored and not indexed yet are searched through a small index in memory of the same make, so that a
 * word, a phrase or a beginning means exactly the same there. It follows the posts: what was taken in stays until the
 * real index has it.
 */
export function createTail(db: Database, decode: DecodePacked): Tail {
  db.exec(`CREATE VIRTUAL TABLE temp.tail_text USING fts5(
    text, keys, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2"
  )`);
  const rows = db.prepare(
    `SELECT id, kind, endpoint, method, phone, code, keyword, ticket, custom_ticket, status, response_status, duplicate_of,
       target, headers, body FROM posts WHERE id > ? AND id <= ? ORDER BY id DESC LIMIT ?`,
  );
  const insert = db.prepare('INSERT INTO temp.tail_text (rowid, text, keys) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM temp.tail_text WHERE rowid = ?');
  const clear = db.prepare("INSERT INTO temp.tail_text (tail_text) VALUES ('delete-all')");
  /** Ids in the tail: (low, high]. */
  let low = 0;
  let high = 0;
  let floor = 0;

  function take(after: number, upTo: number): void {
    for (const row of rows.all(after, upTo, tailRows) as TailRow[]) {
      const { text, keys } = searchable(row, decode(row).decoded);
      insert.run(row.id, text, keys);
    }
  }

  return {
    get from() {
      return low;
    },
    forget() {
      low = 0;
      high = 0;
    },
    prepare(watermark, newest) {
      floor = watermark;
      if (watermark >= high || newest - high > tailRows) {
        // Nothing of what is held is of use, or the gap to the newest is too wide to close at once: start at the top.
        clear.run();
        high = newest;
        low = Math.max(watermark, newest - tailRows);
        take(low, high);
        return;
      }
      for (let id = low + 1; id <= watermark; id++) remove.run(id);
      low = Math.max(low, watermark);
      if (newest > high) {
        take(high, newest);
        high = newest;
      }
    },
    more() {
      if (low <= floor) return false;
      const next = Math.max(floor, low - tailRows);
      take(next, low);
      low = next;
      return true;
    },
  };
}
