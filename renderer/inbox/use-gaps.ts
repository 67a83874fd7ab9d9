import { useMemo, useRef } from 'react';
import { useOutages } from '../tunnel/use-outages.ts';
import { type Gap, placeGaps } from './gap-rows.ts';
import type { usePostList } from './use-post-list.ts';

const none: readonly Gap[] = [];

/**
 * The outages as rows among the posts. Only while nothing is searched or filtered: a selection of posts is no record of time,
 * and its holes mean nothing. While the list is paused no row comes to those it has.
 *
 * @returns `gaps` in the order of rows, and `total`, which counts those too that lie below the posts read so far
 */
export function useGaps(list: ReturnType<typeof usePostList>): { gaps: readonly Gap[]; total: number } {
  const { outages } = useOutages();
  const frozen = useRef<ReadonlySet<number> | null>(null);
  if (!list.paused) frozen.current = null;
  else frozen.current ??= new Set(outages.map((outage) => outage.id));
  const only = frozen.current;
  const { posts, next } = list.list;
  const wanted = list.shownQuery === '';
  return useMemo(() => {
    if (!wanted) return { gaps: none, total: 0 };
    const shown = only ? outages.filter((outage) => only.has(outage.id)) : outages;
    return { gaps: placeGaps(posts, shown, next === null), total: shown.length };
  }, [wanted, only, outages, posts, next]);
}
