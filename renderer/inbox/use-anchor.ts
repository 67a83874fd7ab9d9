import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { type Gap, indexOfId, rowAt, rowOfPost } from './gap-rows.ts';

interface Rows {
  posts: readonly Pick<PostSummary, 'id'>[];
  gaps: readonly Gap[];
}

/**
 * How many rows came on top of the first one on screen, or null when it cannot be said: the list is another one.
 *
 * @param firstRow the first row on screen, before
 */
export function rowsAdded(before: Rows, after: Rows, firstRow: number): number | null {
  const top = before.posts[0];
  const added = top ? indexOfId(after.posts, top.id) : -1;
  if (added < 0) return null;
  const first = rowAt(before.gaps, firstRow);
  // A gap may go or be replaced, so what is held is the post beneath it.
  const post = 'post' in first ? first.post : first.gap.row - before.gaps.indexOf(first.gap);
  const at = Math.min(post, before.posts.length - 1);
  if (after.posts[at + added]?.id !== before.posts[at]?.id) return null;
  return rowOfPost(after.gaps, at + added) - rowOfPost(before.gaps, at);
}

/**
 * Keeps what is being read in its place when rows are put on top of it, and counts the posts that came since the user left
 * the top.
 */
export function useAnchor(options: {
  scroller: RefObject<HTMLDivElement | null>;
  posts: Rows['posts'];
  gaps: Rows['gaps'];
  rowHeight: number;
  onTop: (top: boolean) => void;
}): number {
  const { scroller, posts, gaps, rowHeight, onTop } = options;
  const topId = posts[0]?.id ?? 0;
  const previous = useRef<Rows>({ posts, gaps });
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const topNow = useRef(topId);
  topNow.current = topId;
  useLayoutEffect(() => {
    const element = scroller.current;
    const before = previous.current;
    previous.current = { posts, gaps };
    if (!element || element.scrollTop < rowHeight / 2) return;
    const added = rowsAdded(before, { posts, gaps }, Math.floor(element.scrollTop / rowHeight));
    if (!added) return;
    element.scrollTop += added * rowHeight;
    // The virtualiser listens to the scroll event, which would come a frame late and show a blank list meanwhile.
    element.dispatchEvent(new Event('scroll'));
  }, [scroller, posts, gaps, rowHeight]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      const top = element.scrollTop < rowHeight / 2;
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
  if (leftAt === null || topId <= leftAt) return 0;
  const index = posts.findIndex((post) => post.id <= leftAt);
  return Math.max(index, 0);
}
