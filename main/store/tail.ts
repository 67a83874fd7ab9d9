import type { Database } from 'better-sqlite3';
import type { DecodePacked } from './decoding.ts';
import { type SearchableRow, searchable } from './searchable.ts';

/** Rows taken into the tail in one go, so that a search over a long backlog can stop early. */
const tailRows = 250;

type TailRow = SearchableRow & { id: number; body: Buffer };

export interface Tail {
  /**
   * Makes `temp.tail_text` hold the un-indexed posts with ids in (`watermark`, `newest`], newest first, at least down to
   * `newest - 250`, and further down with each call of `more`.
   */
  prepare(watermark: number, newest: number): void;
  /** Takes older ones in; false when all are in. */
  more(): boolean;
  /** Lets go what the real index has, up to `watermark`, and says what is in: the newest stretch of it, in (low, high]. */
  held(watermark: number): { low: number; high: number } | null;
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
  /** Ids that are in, the newest stretch first; each is (low, high], and none touches the next. */
  let held: { low: number; high: number }[] = [];
  let floor = 0;
  let isForgotten = false;

  function take(after: number, upTo: number): void {
    for (const row of rows.all(after, upTo, tailRows) as TailRow[]) {
      const { text, keys } = searchable(row, decode(row).decoded);
      insert.run(row.id, text, keys);
    }
  }

  /** What the real index has is let go. */
  function letGo(watermark: number): void {
    if ((held[0]?.high ?? 0) <= watermark) {
      if (held.length > 0) clear.run();
      held = [];
      return;
    }
    for (const part of held) {
      for (let id = part.low + 1; id <= Math.min(part.high, watermark); id++) remove.run(id);
      part.low = Math.max(part.low, watermark);
    }
    held = held.filter(({ low, high }) => low < high);
  }

  function startOver(): void {
    if (isForgotten) clear.run();
    isForgotten = false;
  }

  return {
    held(watermark) {
      startOver();
      letGo(watermark);
      return held[0] ?? null;
    },
    get from() {
      return held[0]?.low ?? floor;
    },
    forget() {
      held = [];
      isForgotten = true;
    },
    prepare(watermark, newest) {
      floor = watermark;
      startOver();
      letGo(watermark);
      const high = held[0]?.high ?? watermark;
      if (newest <= high) return;
      // A gap too wide to close at once: what is above it comes first, and it is closed from there.
      const low = Math.max(high, newest - tailRows);
      take(low, newest);
      if (held[0] && low === high) held[0].high = newest;
      else held.unshift({ low, high: newest });
    },
    more() {
      const [newest, next] = held;
      if (!newest || newest.low <= floor) return false;
      const low = Math.max(floor, next?.high ?? 0, newest.low - tailRows);
      take(low, newest.low);
      newest.low = low;
      if (next && next.high === low) {
        newest.low = next.low;
        held.splice(1, 1);
      }
      return true;
    },
  };
}
