import type { Database } from 'better-sqlite3';
import type { StatusLabel } from '../../contract/index.ts';

/** What the user says status values mean, by dialect and value. A label may have the form of another version. */
export function readStatusLabels(db: Database): unknown[] {
  const rows = db.prepare('SELECT dialect, status, meaning, label, colour FROM status_labels ORDER BY 1, 2').all();
  // The column takes no NULL: without a word of the user's own it is empty.
  return (rows as StatusLabel[]).map((row) => ({ ...row, label: row.label || null }));
}

/** Writes a label; one that says nothing is taken away. */
export function writeStatusLabel(db: Database, { dialect, status, meaning, label, colour }: StatusLabel): void {
  const word = label?.trim() ?? '';
  if (meaning === null && word === '' && colour === null) {
    db.prepare('DELETE FROM status_labels WHERE dialect = ? AND status = ?').run(dialect, status);
    return;
  }
  db.prepare(
    `INSERT INTO status_labels (dialect, status, meaning, label, colour) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (dialect, status) DO UPDATE SET
       meaning = excluded.meaning, label = excluded.label, colour = excluded.colour`,
  ).run(dialect, status, meaning, word, colour);
}
