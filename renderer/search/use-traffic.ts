import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { parseQuery } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { withoutDates } from './edit-query.ts';
import { bars, type SpanName, windowOf } from './traffic.ts';

const everyMs = 4000;
/** Counting goes on between the answers. */
const growingEveryMs = 1000;
/** Counting waits until typing rests: the answer to the next letter must not stand in line behind it. */
const restMs = 300;

/**
 * Posts over time, counted again every few seconds while the window is in sight. What the query says about time is left
 * out: the chart shows what lies around the stretch that was chosen.
 */
export function useTraffic(query: string, span: SpanName) {
  const { api } = useLive();
  const [wanted] = useDebouncedValue(withoutDates(query).trim(), restMs);
  return useQuery({
    queryKey: ['traffic', span, wanted],
    queryFn: ({ signal }) =>
      api.client.posts.histogram(
        { ...windowOf(span, Date.now()), ...(wanted ? { query: wanted } : {}), buckets: bars },
        { signal },
      ),
    enabled: parseQuery(wanted).ok,
    staleTime: everyMs,
    refetchInterval: ({ state }) => (state.data?.exact === false ? growingEveryMs : everyMs),
    placeholderData: keepPreviousData,
  });
}
