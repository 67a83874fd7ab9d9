import type { Database } from 'better-sqlite3';
import type { Settings } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { strayToken } from './keys.ts';
import { writeValue } from './values.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface Remover {
  /** Deletes these posts with all that hangs on them, in one transaction. Returns how many there were. */
  remove(ids: readonly number[]): number;
  /**
   * Deletes one slice of what the retention settings let go; returns how many posts, 0 when nothing is left to do.
   * @param now milliseconds since 1970
   */
  retain(settings: Settings, now: number): number;
  /** How many posts were ever removed: with the newest id, that is the number of posts stored, without counting. */
  readonly removed: number;
}

/**
 * Removes posts in small slices, so that no commit waits long for it.
 * @param lastId the newest id given; kept with the removal so that no id is given twice
 */
export function createRemover(db: Database, removedSoFar: number, lastId: () => number): Remover {
  const deletePost = db.prepare('DELETE FROM posts WHERE id = ?');
  // One row at a time: a range on the index's rowid scans all of it.
  const deleteText = db.prepare('DELETE FROM post_text WHERE rowid = ?');
  const deleteMarks = db.prepare('DELETE FROM marks WHERE post_id = ?');
  const deleteDeliveries = db.prepare('DELETE FROM deliveries WHERE post_id = ?');
  const oldest = db.prepare(
    `SELECT id, received_at FROM posts WHERE id NOT IN (SELECT post_id FROM marks WHERE pinned = 1) ORDER BY id LIMIT ?`,
  );
  const strays = db.prepare(
    `SELECT rowid AS id FROM post_text WHERE post_text MATCH 'keys : ${strayToken}' ORDER BY rowid DESC LIMIT ? OFFSET ?`,
  );
  const isPinned = db.prepare('SELECT 1 FROM marks WHERE post_id = ? AND pinned = 1');
  let removed = removedSoFar;

  const remove = db.transaction((ids: readonly number[]): number => {
    let count = 0;
    for (const id of ids) {
      if (deletePost.run(id).changes === 0) continue;
      deleteText.run(id);
      deleteMarks.run(id);
      deleteDeliveries.run(id);
      count++;
    }
    writeValue(db, 'removed', String(removed + count));
    writeValue(db, 'last-id', String(lastId()));
    return count;
  });

  function removeNow(ids: readonly number[]): number {
    if (ids.length === 0) return 0;
    const count = remove.immediate(ids);
    removed += count;
    return count;
  }

  function oldestIds(count: number): { id: number; received_at: number }[] {
    return oldest.all(Math.min(Math.max(count, 0), limits.store.deleteRows)) as { id: number; received_at: number }[];
  }

  return {
    get removed() {
      return removed;
    },
    remove: removeNow,
    retain(settings, now) {
      const stored = lastId() - removed;
      const slice = limits.store.deleteRows;
      if (settings.keepPosts !== null && stored > settings.keepPosts) {
        return removeNow(oldestIds(stored - settings.keepPosts).map((row) => row.id));
      }
      if (settings.keepDays !== null) {
        const limit = now - settings.keepDays * dayMs;
        const old = oldestIds(slice).filter((row) => row.received_at < limit);
        if (old.length > 0) return removeNow(old.map((row) => row.id));
      }
      if (settings.keepBytes !== null && usedBytes(db) > settings.keepBytes) {
        const gone = removeNow(oldestIds(slice).map((row) => row.id));
        if (gone > 0) return gone;
      }
      const surplus = (strays.all(slice, settings.keepStrays) as { id: number }[]).filter(
        (row) => !isPinned.get(row.id),
      );
      return removeNow(surplus.map((row) => row.id));
    },
  };
}

/** Bytes of the file that hold data; pages that are free for reuse do not count. */
function usedBytes(db: Database): number {
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}
