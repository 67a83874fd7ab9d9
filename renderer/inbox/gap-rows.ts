import type { Outage, PostSummary } from '../../contract/index.ts';

/** An outage among the posts. */
export interface Gap {
  outage: Outage;
  /** Index of its row, posts and gaps counted together. */
  row: number;
}

type Placed = Pick<PostSummary, 'receivedAt' | 'via'>;

/**
 * Finds the row of each outage: above the posts that came before it ended, one that lasts at the top. Posts that came over
 * other ways meanwhile are below it, so that it does not move when it ends.
 *
 * @param posts newest first
 * @param outages in any order
 * @param complete true when no older posts are left to be read: outages below the last post are placed too
 * @returns in the order of rows
 */
export function placeGaps(posts: readonly Placed[], outages: readonly Outage[], complete: boolean): Gap[] {
  const newestFirst = [...outages].sort((a, b) => compareEnds(b, a) || b.id - a.id);
  const gaps: Gap[] = [];
  let low = 0;
  for (const outage of newestFirst) {
    low = outage.to === null ? low : firstBefore({ posts, time: outage.to, low });
    if (low === posts.length && !complete) break;
    gaps.push({ outage, row: low + gaps.length });
  }
  return gaps;
}

/** What stands in a row: the index of a post, or a gap. */
export function rowAt(gaps: readonly Gap[], row: number): { post: number } | { gap: Gap } {
  const above = gapsBefore(gaps, row);
  const gap = gaps[above];
  return gap?.row === row ? { gap } : { post: row - above };
}

/** The row of a post, by its index among the posts. */
export function rowOfPost(gaps: readonly Gap[], post: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    // The gap's row less the gaps above it is the index of the post beneath it.
    if ((gaps[middle]?.row ?? 0) - middle <= post) low = middle + 1;
    else high = middle;
  }
  return post + low;
}

/** The index of a post by its id, or -1. Ids fall from the first post to the last. */
export function indexOfId(posts: readonly { id: number }[], id: number): number {
  let low = 0;
  let high = posts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((posts[middle]?.id ?? 0) > id) low = middle + 1;
    else high = middle;
  }
  return posts[low]?.id === id ? low : -1;
}

/** How many gaps have a smaller row. */
function gapsBefore(gaps: readonly Gap[], row: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((gaps[middle]?.row ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The first post from `low` on that came at or before a time. Imported posts stand where they were imported, not where they
 * came, so they are passed over.
 */
function firstBefore(options: { posts: readonly Placed[]; time: string; low: number }): number {
  const { posts, time } = options;
  let { low } = options;
  let high = posts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    let at = middle;
    while (at > low && posts[at]?.via === 'import') at -= 1;
    const post = posts[at];
    if (post?.via === 'import' || (post?.receivedAt ?? '') > time) low = middle + 1;
    else high = at;
  }
  return low;
}

function compareEnds(a: Outage, b: Outage): number {
  if (a.to === b.to) return 0;
  if (a.to === null) return 1;
  if (b.to === null) return -1;
  return a.to < b.to ? -1 : 1;
}
