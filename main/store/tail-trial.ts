import type { Database } from 'better-sqlite3';
import type { DecodePacked } from './decoding.ts';
import { mayHold } from './raw-words.ts';
import { type SearchableRow, searchable } from './searchable.ts';

type TrialRow = SearchableRow & { id: number; body: Buffer };

export interface TailTrial {
  /** Makes `temp.trial_text` hold, of the posts with ids in (`after`, `upTo`], those that may have all of these words. */
  fill(options: { after: number; upTo: number; words: readonly string[] }): void;
  /** Makes it hold these posts. */
  hold(ids: readonly number[]): void;
}

/**
 * Decoding each post of a long backlog takes seconds. A search for words decodes those whose bytes may hold them, and asks an index
 * of the same make as the real one; nothing is kept of it.
 */
export function createTailTrial(db: Database, decode: DecodePacked): TailTrial {
  db.exec(`CREATE VIRTUAL TABLE temp.trial_text USING fts5(
    text, keys, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2"
  )`);
  const rows = db.prepare('SELECT id, target, headers, body FROM posts WHERE id > ? AND id <= ? ORDER BY id DESC');
  const whole = db.prepare(
    `SELECT id, kind, endpoint, method, phone, code, keyword, ticket, custom_ticket, status, response_status, duplicate_of,
       target, headers, body FROM posts WHERE id = ?`,
  );
  const insert = db.prepare('INSERT INTO temp.trial_text (rowid, text, keys) VALUES (?, ?, ?)');
  const clear = db.prepare("INSERT INTO temp.trial_text (trial_text) VALUES ('delete-all')");

  function hold(ids: readonly number[]): void {
    clear.run();
    for (const id of ids) {
      const row = whole.get(id) as TrialRow;
      const { text, keys } = searchable(row, decode(row).decoded);
      insert.run(id, text, keys);
    }
  }
  return {
    hold,
    fill({ after, upTo, words }) {
      const found: number[] = [];
      for (const row of rows.iterate(after, upTo) as IterableIterator<Omit<TrialRow, keyof SearchableRow> & TrialRow>) {
        if (mayHold(row, words)) found.push(row.id);
      }
      hold(found);
    },
  };
}
