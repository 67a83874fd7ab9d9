import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { indexOfId, rowAt, rowOfPost } from './gap-rows.ts';
import { useAnchor } from './use-anchor.ts';
import { useGaps } from './use-gaps.ts';
import type { usePostList } from './use-post-list.ts';

/** Rows from an end of what is loaded at which more is read. */
const readAhead = 40;
/** Rows that are drawn beyond both ends of what is on screen. */
const overscan = 12;
/** At the top rows are drawn again and again while posts pour in, and those below it are seen only once it is left. */
const overscanAtTop = 4;

const drawn = (range: Range) =>
  defaultRangeExtractor(range.startIndex === 0 ? { ...range, overscan: overscanAtTop } : range);

/** The rows of the list: which are drawn, what reads more of them, and what keeps them in their place. */
export function useRows(options: { list: ReturnType<typeof usePostList>; openId: number | null; rowHeight: number }) {
  const { list, openId, rowHeight } = options;
  const { posts, held, gap, next } = list.list;
  const scroller = useRef<HTMLDivElement>(null);
  const { gaps, total: outages } = useGaps(list);
  const rows = useVirtualizer({
    count: posts.length + gaps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    // Until the list is measured: with a guess its rows are there at once, and the window is laid out once instead of twice.
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    overscan,
    rangeExtractor: drawn,
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are remembered until they are asked for anew
  useLayoutEffect(() => rows.measure(), [rowHeight]);
  const items = rows.getVirtualItems();
  const above = useAnchor({
    scroller,
    posts,
    gaps,
    query: list.shownQuery,
    below: gap,
    rowHeight,
    onTop: list.setAtTop,
  });
  const { more, newer, show, paused, setLookedAt } = list;
  const first = rows.range?.startIndex ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (next !== null && last > posts.length + gaps.length - readAhead) more();
  }, [next, last, posts.length, gaps.length, more]);
  useEffect(() => {
    if (gap && first < readAhead / 4) newer();
  }, [gap, first, newer]);
  // What was kept back joins the list before its top is reached, so that scrolling up leads on into what is new.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only scrolling asks for it; what comes meanwhile waits
  useEffect(() => {
    if (held.length > 0 && !paused && first < readAhead / 4) show();
  }, [first]);
  useEffect(() => {
    const row = rowAt(gaps, first);
    setLookedAt('post' in row ? (posts[row.post]?.id ?? null) : null);
  }, [gaps, first, posts, setLookedAt]);

  const at = useMemo(() => (openId === null ? -1 : indexOfId(posts, openId)), [posts, openId]);
  const reach = (id: number) => {
    const index = indexOfId(posts, id);
    if (index >= 0) rows.scrollToIndex(rowOfPost(gaps, index), { align: 'auto' });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice scrolls, not every new row
  useLayoutEffect(() => {
    if (openId !== null && at >= 0) reach(openId);
  }, [openId, at >= 0]);

  return { scroller, gaps, outages, rows, items, above, reach };
}
