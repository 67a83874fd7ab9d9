import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Outage } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';

/** The row is written after the news went out, so it is asked for again a moment later. Milliseconds. */
const askAgainMs = [300, 1500];
const none: readonly Outage[] = [];

/** The outages on record, newest first. They begin and end with changes of the tunnel's state, so each asks for them anew. */
export function useOutages() {
  const { api } = useLive();
  const queries = useQueryClient();
  const tunnel = useQuery(api.query.tunnel.get.queryOptions()).data;
  const { data, error, refetch } = useQuery(api.query.outages.queryOptions());
  const change = tunnel && `${tunnel.state} ${tunnel.since}`;
  const since = tunnel?.since ?? '';
  useEffect(() => {
    if (!change) return;
    // A list that is drawn again and again, as while somebody types a search, need not ask each time.
    const settled = Date.parse(since) + Math.max(...askAgainMs);
    if ((queries.getQueryState(api.query.outages.queryKey())?.dataUpdatedAt ?? 0) > settled) return;
    const ask = () => void queries.invalidateQueries({ queryKey: api.query.outages.queryKey() });
    ask();
    const timers = askAgainMs.map((ms) => setTimeout(ask, ms));
    return () => timers.forEach(clearTimeout);
  }, [change, since, queries, api]);
  return { outages: data ?? none, known: data !== undefined, error, refetch };
}
