import type { Database } from 'better-sqlite3';
import type { Settings } from '../../contract/index.ts';
import { type CountedRow, type Counters, countedColumns } from './counters.ts';
import { createDueRemovals } from './due-removals.ts';
import { createRemovalPace } from './removal-pace.ts';
import { retainable } from './retention.ts';
import { writeValue } from './values.ts';

/**
 * Removed posts after which the text index is worth tidying, and pages it rewrites in one step: a few milliseconds, but a word that is in
 * most of a million posts is rewritten in one, which can take 100 ms. So it waits until no posts come, unless the index holds so many
 * times more of removed posts than of those that are stored.
 */
const tidyAfterPosts = 5000;
const tidyPages = 64;
const removedShare = 2;

/**
 * Free pages are used again by the posts that come; only what is more than this share of the file is given back to the disk,
 * and so many pages in one step.
 */
const spareShare = 0.1;
const spareBytes = 16 * 1024 * 1024;
const givenBackPages = 64;

export const tidiedName = 'tidied';

export interface Remover {
  /**
   * Deletes the first of these posts with all that hangs on them, in one transaction: as many as make a slice.
   * @returns how many ids were gone through and how many posts there were, and the milliseconds to rest before the next slice
   */
  remove(ids: readonly number[]): { taken: number; removed: number; restMs: number };
  /**
   * Deletes one slice of what the retention settings let go, or does a slice of what removals left to be done once that is much.
   * @param now milliseconds since 1970
   * @returns how many posts, and whether nothing is left to do
   */
  retain(settings: Settings, now: number): { removed: number; isDone: boolean };
  /** How long to rest behind so many milliseconds of this. */
  rest(ms: number): number;
  /**
   * Frees a little of what removed posts still take, in conversations, in the text index and then on the disk; false when there is no
   * more to do for now. The disk gets space back from files that were made for it (`auto_vacuum`); others keep it for later posts.
   * @param isQuiet false while posts come: only what cannot wait is done then
   */
  tidy(isQuiet: boolean): boolean;
  /** How many posts were ever removed: with the newest id, that is the number of posts stored, without counting. */
  readonly removed: number;
}

export interface RemoverOptions {
  db: Database;
  removedSoFar: number;
  /** What `tidiedName` holds. */
  tidiedSoFar: number;
  counters: Counters;
  /** Posts up to here are counted. */
  counted(): number;
  /** The newest id given; kept with the removal so that no id is given twice. */
  lastId(): number;
  /** Posts above this one wait for their rows. */
  visibleId(): number;
  /** So many of the posts removed had been opened. */
  onReadRemoved(posts: number): void;
}

/** Removes posts in small slices, so that no commit waits long for it. */
export function createRemover(options: RemoverOptions): Remover {
  const { db, counters, lastId } = options;
  const find = db.prepare(`SELECT ${countedColumns} FROM posts WHERE id = ?`);
  const deletePost = db.prepare('DELETE FROM posts WHERE id = ?');
  const deleteMarks = db.prepare('DELETE FROM marks WHERE post_id = ? RETURNING is_read').pluck();
  const deleteDeliveries = db.prepare('DELETE FROM deliveries WHERE post_id = ?');
  // The oldest minutes whose posts are all gone; searches by time look at each minute that is left.
  const deleteMinutes = db.prepare(
    `DELETE FROM minutes WHERE minute IN (SELECT minute FROM minutes ORDER BY minute LIMIT 100)
       AND last_id < (SELECT coalesce(min(id), 9e15) FROM posts)`,
  );
  const mergeDeleted = db.prepare("INSERT INTO post_text (post_text, rank) VALUES ('deletemerge', CAST(? AS INTEGER))");
  const merge = db.prepare("INSERT INTO post_text (post_text, rank) VALUES ('merge', CAST(? AS INTEGER))");
  const changes = db.prepare('SELECT total_changes()').pluck();
  const choose = retainable(db);
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  const canShrink = pragma('auto_vacuum') === 2;
  const pageBytes = pragma('page_size');
  let removed = options.removedSoFar;
  /** How many had been removed when the text index was last rid of them; kept, since it may wait for longer than the app runs. */
  let tidied = options.tidiedSoFar;
  const pace = createRemovalPace(lastId);
  const due = createDueRemovals({ db, counters, lastId });
  // A start after a kill in the middle of tidying goes on with it.
  let tidying = db.prepare("SELECT v FROM post_text_config WHERE k = 'deletemerge'").pluck().get() !== 0;

  const remove = db.transaction((ids: readonly number[]): { count: number; read: number } => {
    let count = 0;
    let read = 0;
    for (const id of ids) {
      const row = find.get(id) as CountedRow | undefined;
      if (!row) continue;
      deletePost.run(id);
      if (id <= options.counted()) counters.remove(row);
      due.add(id);
      if (deleteMarks.get(id) === 1) read++;
      deleteDeliveries.run(id);
      count++;
    }
    counters.write();
    deleteMinutes.run();
    writeValue(db, 'removed', String(removed + count));
    writeValue(db, 'last-id', String(lastId()));
    return { count, read };
  });

  /** Merging for deleted rows is on only in `tidy`: otherwise a merge of any size could come with a removal. */
  function stopTidying(): void {
    if (!tidying) return;
    mergeDeleted.run(0);
    tidying = false;
  }

  function removeCounted(ids: readonly number[]): { count: number; read: number } {
    try {
      return remove.immediate(ids);
    } catch (error) {
      counters.discard();
      throw error;
    }
  }

  function removeNow(ids: readonly number[]): number {
    if (ids.length === 0) return 0;
    stopTidying();
    const began = performance.now();
    const { count, read } = removeCounted(ids);
    pace.took(performance.now() - began);
    removed += count;
    due.added(count);
    options.onReadRemoved(read);
    return count;
  }

  /** One slice of what removals left to be done; false when they left nothing. */
  function settle(): boolean {
    stopTidying();
    return due.settle();
  }

  /** The file gets shorter when the log is next written back. */
  function giveBack(): boolean {
    if (!canShrink) return false;
    const free = pragma('freelist_count');
    const spare = Math.max(spareBytes / pageBytes, pragma('page_count') * spareShare);
    if (free <= spare) return false;
    db.pragma(`incremental_vacuum(${givenBackPages})`);
    return pragma('freelist_count') < free;
  }

  return {
    get removed() {
      return removed;
    },
    remove(ids) {
      const began = performance.now();
      const slice = ids.slice(0, pace.rows);
      const count = removeNow(slice);
      return { taken: slice.length, removed: count, restMs: pace.rest(performance.now() - began) };
    },
    retain(settings, now) {
      if (due.isPressing && settle()) return { removed: 0, isDone: false };
      const { ids, isLooking } = choose(settings, { now, stored: options.visibleId() - removed, most: pace.rows });
      return { removed: removeNow(ids), isDone: ids.length === 0 && !isLooking };
    },
    rest: pace.rest,
    tidy(isQuiet) {
      const untidy = removed - tidied;
      const mayTidy = isQuiet || untidy >= removedShare * (options.visibleId() - removed);
      if (mayTidy && due.isAny && settle()) return true;
      if (!tidying && untidy < tidyAfterPosts) return giveBack();
      if (!mayTidy) {
        stopTidying();
        return giveBack();
      }
      if (!tidying) mergeDeleted.run(10);
      tidying = true;
      const before = changes.get() as number;
      merge.run(tidyPages);
      if ((changes.get() as number) - before >= 2) return true;
      mergeDeleted.run(0);
      tidying = false;
      tidied = removed;
      writeValue(db, tidiedName, String(tidied));
      return giveBack();
    },
  };
}
