import type { Database } from 'better-sqlite3';
import { createTextSegments } from './text-segments.ts';

/**
 * Removed posts that the text index still has. Searches do not see them, because they read the posts as well; what reads
 * the index alone leaves them out with `notDue`. Their entries are
 * taken out many at once, in the order of the pages on which the index notes that: posts that follow each other are on as many
 * pages as there are posts.
 */
export function createDueTexts(db: Database) {
  const put = db.prepare('INSERT OR IGNORE INTO texts_due (post_id) VALUES (?)');
  const all = db.prepare('SELECT post_id FROM texts_due').pluck();
  const drop = db.prepare('DELETE FROM texts_due WHERE post_id = ?');
  // One row at a time: a range on the index's rowid scans all of it.
  const deleteText = db.prepare('DELETE FROM post_text WHERE rowid = ?');
  const levels = createTextSegments(db);
  /** Those of the pass under way, in their order, and how far it has come. */
  let pass: number[] = [];
  let at = 0;

  /** On how many pages a segment notes what was removed, in the one that has the most. */
  function mostPages(): number {
    const segments = (levels() ?? []).flatMap((level) => level.segments);
    return segments.reduce((most, { tombstonePages }) => Math.max(most, tombstonePages), 1);
  }

  function begin(): void {
    const pages = mostPages();
    const byPage = Array.from({ length: pages }, (): number[] => []);
    for (const id of all.iterate() as IterableIterator<number>) byPage[id % pages]?.push(id);
    pass = byPage.flat();
    at = 0;
  }

  return {
    add(id: number): void {
      put.run(id);
    },
    /** Takes the entries of up to so many posts out, within a transaction; returns how many, 0 when none is due. */
    settle(most: number): number {
      if (at >= pass.length) begin();
      const ids = pass.slice(at, at + most);
      for (const id of ids) {
        deleteText.run(id);
        drop.run(id);
      }
      at += ids.length;
      return ids.length;
    },
  };
}

/** For a statement that reads matches of the index alone: what leaves out posts that were removed. */
export const notDue = 'rowid NOT IN (SELECT post_id FROM texts_due)';

/** Whether the index still has posts of a stretch of ids [low, high) that were removed. */
export function createDueCheck(db: Database): (low: number, high: number) => boolean {
  const some = db.prepare('SELECT EXISTS (SELECT 1 FROM texts_due WHERE post_id >= ? AND post_id < ?)').pluck();
  return (low, high) => some.get(low, high) === 1;
}
