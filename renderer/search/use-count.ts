import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Count } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';

/** Counting waits until typing rests: the answer to the next letter must not stand in line behind it. */
const restMs = 250;
const againMs = 2000;
/** A number that is not whole grows from one answer to the next. */
const growingMs = 1000;

/**
 * How many posts match, kept right while posts come.
 * @param shown the query whose posts are on screen; `complete`: how many those are, when there are no others
 * @returns null until something is known; `waiting` while the number belongs to an earlier query
 */
export function useCount(shown: { query: string; complete: number | null }): (Count & { waiting: boolean }) | null {
  const { api, onPosts } = useLive();
  const queries = useQueryClient();
  const stored = useQuery(api.query.status.queryOptions({ select: (status) => status.posts })).data;
  const [query] = useDebouncedValue(shown.query, restMs);
  const isAll = shown.query === '';
  const wanted = !isAll && shown.complete === null && query !== '';
  const counted = useQuery(
    api.query.posts.count.queryOptions({
      input: { query },
      enabled: wanted,
      staleTime: againMs,
      refetchInterval: ({ state }) => (state.data?.exact === false ? growingMs : false),
      placeholderData: keepPreviousData,
    }),
  );

  useEffect(() => {
    if (!wanted) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const end = onPosts(() => {
      timer ??= setTimeout(() => {
        timer = null;
        void queries.invalidateQueries({ queryKey: api.query.posts.count.key() });
      }, againMs);
    });
    return () => {
      end();
      if (timer) clearTimeout(timer);
    };
  }, [wanted, onPosts, queries, api]);

  if (isAll) return stored === undefined ? null : { count: stored, exact: true, waiting: false };
  if (shown.complete !== null) return { count: shown.complete, exact: true, waiting: false };
  if (!counted.data) return null;
  return { ...counted.data, waiting: query !== shown.query || counted.isPlaceholderData };
}
