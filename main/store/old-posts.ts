import type { Database } from 'better-sqlite3';
import { stopwatch } from './stopwatch.ts';

/** How long one look may go on without finding anything, in milliseconds. */
const lookMs = 4;

/** What a look for posts found. */
export interface Found {
  ids: number[];
  /** True when it found nothing so far and is to be asked again. */
  isLooking: boolean;
}

interface Row {
  id: number;
  received_at: number;
}

/** Ids from the first to the last one. */
interface Range {
  first_id: number;
  last_id: number;
}

const nothing: Found = { ids: [], isLooking: false };
const pinned = 'SELECT post_id FROM marks WHERE pinned = 1';

/**
 * Finds posts by their age. The oldest ids are mostly the oldest posts. Imported posts keep the time at which they came, and clocks are
 * set, so when none of the oldest ids is too old, the counts by minute say whether there are old posts elsewhere; those stretches of ids
 * that have some are looked through, each once, a little at a time. Such posts are known by whole minutes, once they are indexed.
 *
 * @returns called with a time in milliseconds since 1970 and a number, it gives at most so many posts from before, pinned ones left out
 */
export function createOldPosts(db: Database): (limit: number, most: number) => Found {
  const from = db.prepare(
    `SELECT id, received_at FROM posts WHERE id >= ? AND id <= ? AND id NOT IN (${pinned}) ORDER BY id LIMIT ?`,
  );
  const counted = db.prepare('SELECT coalesce(sum(posts), 0) FROM minutes WHERE minute < ?').pluck();
  const kept = db.prepare(`SELECT count(*) FROM posts WHERE id IN (${pinned}) AND received_at < ?`).pluck();
  const stretches = db.prepare(
    'SELECT first_id, last_id FROM minutes WHERE minute < ? AND posts > 0 ORDER BY first_id',
  );
  let ranges: Range[] = [];
  let hasFound = false;
  /** Old posts that were counted, but that a look through all stretches did not find. */
  let unfound = 0;
  let left = 0;

  function begin(limit: number): void {
    const minute = Math.floor(limit / 60_000);
    left = (counted.get(minute) as number) - (kept.get(minute * 60_000) as number);
    hasFound = false;
    if (left > 0 && left !== unfound) ranges = joined(stretches.iterate(minute) as IterableIterator<Range>);
  }

  function lookFurther(limit: number, most: number): number[] {
    const isOver = stopwatch(lookMs, 1);
    do {
      const [range] = ranges;
      if (!range) break;
      const rows = from.all(range.first_id, range.last_id, most) as Row[];
      const last = rows.at(-1);
      if (last && rows.length === most) range.first_id = last.id + 1;
      else ranges.shift();
      const ids = idsBefore(rows, limit);
      if (ids.length > 0) return ids;
    } while (!isOver());
    return [];
  }

  return (limit, most) => {
    const oldest = idsBefore(from.all(0, Number.MAX_SAFE_INTEGER, most) as Row[], limit);
    if (oldest.length > 0) return { ids: oldest, isLooking: false };
    if (ranges.length === 0) begin(limit);
    if (ranges.length === 0) return nothing;
    const ids = lookFurther(limit, most);
    if (ids.length > 0) hasFound = true;
    if (ranges.length === 0) unfound = hasFound ? 0 : left;
    return { ids, isLooking: ids.length === 0 && ranges.length > 0 };
  };
}

function idsBefore(rows: readonly Row[], limit: number): number[] {
  return rows.filter((row) => row.received_at < limit).map((row) => row.id);
}

/** Puts stretches that overlap together, so that no id is looked at twice. They come by their first id. */
function joined(ranges: Iterable<Range>): Range[] {
  const all: Range[] = [];
  for (const range of ranges) {
    const before = all.at(-1);
    if (before && range.first_id <= before.last_id) before.last_id = Math.max(before.last_id, range.last_id);
    else all.push({ ...range });
  }
  return all;
}
