import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { type Gap, indexOfId, rowAt, rowOfPost } from './gap-rows.ts';

/** When this many posts in a row are gone, it is another list. */
const mostGone = 2000;

interface Rows {
  posts: readonly Pick<PostSummary, 'id'>[];
  gaps: readonly Gap[];
}

/**
 * How many rows came on top of the first one on screen (fewer than none: went), or null when nothing of what is on screen is
 * left. Where the first post itself is gone, the next one that is left takes its place.
 *
 * @param firstRow the first row on screen, before
 */
export function rowsAdded(before: Rows, after: Rows, firstRow: number): number | null {
  const first = rowAt(before.gaps, firstRow);
  // A gap may go or be replaced, so what is held is the post beneath it.
  const post = 'post' in first ? first.post : first.gap.row - before.gaps.indexOf(first.gap);
  const from = Math.min(post, before.posts.length - 1);
  for (let at = from; at >= 0 && at < Math.min(before.posts.length, from + mostGone); at++) {
    const now = indexOfId(after.posts, before.posts[at]?.id ?? 0);
    if (now >= 0) return rowOfPost(after.gaps, now) - rowOfPost(before.gaps, from);
  }
  return null;
}

/**
 * Keeps what is being read in its place when rows are put on top of it, and counts the posts that came since the user left
 * the top.
 */
export function useAnchor(options: {
  scroller: RefObject<HTMLDivElement | null>;
  posts: Rows['posts'];
  gaps: Rows['gaps'];
  /** Another one means another list, which begins at its top. */
  query: string;
  /** True while newer posts are missing above the list: what comes there is not new. */
  below: boolean;
  rowHeight: number;
  onTop: (top: boolean) => void;
}): number {
  const { scroller, posts, gaps, query, below, rowHeight, onTop } = options;
  const topId = posts[0]?.id ?? 0;
  const previous = useRef<Rows & { query: string; rowHeight: number }>({ posts, gaps, query, rowHeight });
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const topNow = useRef(topId);
  /** As the last scroll event told: to ask the element would make the browser lay out the page at every batch of posts. */
  const atTop = useRef(true);
  const wasBelow = useRef(below);
  topNow.current = topId;
  useLayoutEffect(() => {
    const element = scroller.current;
    const before = previous.current;
    previous.current = { posts, gaps, query, rowHeight };
    if (!element) return;
    if (before.query !== query) {
      if (atTop.current) return;
      element.scrollTop = 0;
    } else {
      // A list that begins in the middle grows at its top end, too.
      if (!wasBelow.current && (atTop.current || element.scrollTop < before.rowHeight / 2)) return;
      const row = element.scrollTop / before.rowHeight;
      const added = rowsAdded(before, { posts, gaps }, Math.floor(row)) ?? 0;
      if (added === 0 && before.rowHeight === rowHeight) return;
      element.scrollTop = (row + added) * rowHeight;
    }
    // The virtualiser listens to the scroll event, which would come a frame late and show a blank list meanwhile.
    element.dispatchEvent(new Event('scroll'));
  }, [scroller, posts, gaps, query, rowHeight]);
  useLayoutEffect(() => {
    wasBelow.current = below;
    if (below) return;
    const element = scroller.current;
    setLeftAt(element && element.scrollTop >= rowHeight / 2 ? topNow.current : null);
  }, [scroller, below, rowHeight]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      const top = element.scrollTop < rowHeight / 2;
      atTop.current = top;
      onTop(top);
      setLeftAt((left) => (top ? null : (left ?? topNow.current)));
    };
    onScroll();
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      element.removeEventListener('scroll', onScroll);
      onTop(true);
    };
  }, [scroller, onTop, rowHeight]);
  if (below || leftAt === null || topId <= leftAt) return 0;
  const index = posts.findIndex((post) => post.id <= leftAt);
  return Math.max(index, 0);
}
