import type { Database } from 'better-sqlite3';
import { stopwatch } from './stopwatch.ts';
import { createTextSegments, nextMerge } from './text-segments.ts';

/** Fewest segments of a level that are merged: `usermerge` of migrations.ts. */
const mergedSegments = 8;

/** Pages that a part of a merge writes at least, when nobody waits for it. */
const quietPages = 64;

/** What merging takes at a time while posts come, in milliseconds. */
const busyMs = 4;

/**
 * FTS5 ends a part of a merge between two words, and some words are in every post: 50 ms for 100,000 posts, ten times as much for a million.
 * While posts come only so many are merged.
 */
const busyPosts = 40_000;

/**
 * With so many segments on one level large ones are merged all the same: each makes a search a little slower, and where a level has 256 FTS5
 * merges them within a commit (`crisismerge`). Posts that come without a pause leave about as many on each of two levels.
 */
const manySegments = 200;

/**
 * Merges a part of the segments of the text index, of which each step of indexing adds one.
 * @param isQuiet false while posts come: what would make one of them wait is left for later
 * @returns `more`, `done` when nothing is left to merge, or `later` when all that is left has to wait
 */
export type TextMerge = (isQuiet: boolean) => 'more' | 'later' | 'done';

/** @param mostSegments with so many on one level large ones are merged while posts come, too */
export function createTextMerge(db: Database, mostSegments = manySegments): TextMerge {
  const merge = db.prepare("INSERT INTO post_text (post_text, rank) VALUES ('merge', CAST(? AS INTEGER))");
  const changes = db.prepare('SELECT total_changes()').pluck();
  const levels = createTextSegments(db);

  /** False when there was nothing to do. */
  function mergeSome(pages: number): boolean {
    const before = changes.get() as number;
    merge.run(pages);
    // What FTS5's documentation gives as the sign that a merge had nothing to do.
    return (changes.get() as number) - before >= 2;
  }

  function next(): 'small' | 'large' {
    const all = levels() ?? [];
    const posts = nextMerge(all, mergedSegments).reduce((sum, segment) => sum + segment.posts, 0);
    const isCrowded = all.some(({ segments }) => segments.length >= mostSegments);
    return posts > busyPosts && !isCrowded ? 'large' : 'small';
  }

  /** A page at a time: one that is told to write more goes on to the next level, however large that is. */
  const mergeBriefly = db.transaction((): ReturnType<TextMerge> => {
    const isOver = stopwatch(busyMs, 1);
    do {
      if (next() === 'large') return 'later';
      if (!mergeSome(1)) return 'done';
    } while (!isOver());
    return 'more';
  });

  return (isQuiet) => {
    if (!isQuiet) return mergeBriefly.immediate();
    return mergeSome(quietPages) ? 'more' : 'done';
  };
}
