import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { FeedEvent, ForwardState, ImportProgress, PostSummary } from '../../contract/index.ts';
import { type Api, faultOf } from '../api.ts';
import type { EarlyPage } from '../inbox/early-page.ts';
import { withTunnel } from '../tunnel/history.ts';
import { type Connection, followFeed } from './feed-loop.ts';
import { importKey, withDelivery, withIncident, withJob } from './live-cache.ts';
import { type Paced, paced } from './paced.ts';

/** How often the numbers of posts follow, while they pour in. Milliseconds. */
const countsEveryMs = 200;

/** What a list hears: the feed's own events, or that it may have missed some. */
export type PostNews = Extract<FeedEvent, { type: 'posts' | 'posts-changed' | 'posts-deleted' }> | { type: 'missed' };

interface Live {
  api: Api;
  /** What was read while the window was being made. */
  early: EarlyPage | null;
  connection: Connection;
  /** Calls the listener for each piece of news about posts; returns what ends it. */
  onPosts(listener: (news: PostNews) => void): () => void;
  /** Tells that a call was refused for want of the token. */
  refused(): void;
}

const LiveContext = createContext<Live | null>(null);

/** The connection to the core and its one live feed; everything below reads the same. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive must be called below LiveProvider.');
  return live;
}

/** Subscribes to the feed once, writes what it tells into the query cache, and hands news about posts to the lists. */
export function LiveProvider(props: { api: Api; early: EarlyPage | null; children: ReactNode }) {
  const { api, early, children } = props;
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const listeners = useMemo(() => new Set<(news: PostNews) => void>(), []);

  useEffect(() => {
    const stop = new AbortController();
    let before: Connection = 'connecting';
    let fresh = false;
    const counts = paced(countsEveryMs, (next: Counts) => countsIntoCache({ queries, api }, next));
    const tell = (news: PostNews) => {
      for (const listener of listeners) listener(news);
    };
    void followFeed({
      open: (signal) => api.client.events(undefined, { signal }),
      signal: stop.signal,
      refused: (error) => faultOf(error).code === 'UNAUTHORIZED',
      onEvent: (event) => {
        intoCache({ queries, api, event, counts });
        // From the first event on nothing is missed; what came between the reading of a list and now was.
        if (fresh) tell({ type: 'missed' });
        fresh = false;
        if (event.type === 'posts' || event.type === 'posts-changed' || event.type === 'posts-deleted') tell(event);
      },
      onConnection: (next) => {
        setConnection(next);
        if (next === 'connected') fresh = true;
        if (next === 'connected' && before === 'lost') void queries.invalidateQueries();
        before = next;
      },
    });
    return () => {
      counts.drop();
      stop.abort();
    };
  }, [api, queries, listeners]);

  // The same function for ever: a list that subscribes anew when the connection is back would forget what it has to read.
  const onPosts = useCallback(
    (listener: (news: PostNews) => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    [listeners],
  );
  const live = useMemo<Live>(
    () => ({ api, early, connection, onPosts, refused: () => setConnection('refused') }),
    [api, early, connection, onPosts],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

interface Counts {
  total: number;
  unread: number;
}

function countsIntoCache({ queries, api }: { queries: QueryClient; api: Api }, { total, unread }: Counts): void {
  queries.setQueryData(api.query.status.queryKey(), (old) => (old ? { ...old, posts: total, unread } : old));
}

function intoCache(options: { queries: QueryClient; api: Api; event: FeedEvent; counts: Paced<Counts> }) {
  const { queries, event, counts } = options;
  const { query } = options.api;
  const count = (next: Counts) => {
    counts.drop();
    countsIntoCache(options, next);
  };
  switch (event.type) {
    case 'posts':
      counts.tell(event);
      break;
    case 'posts-deleted':
      count(event);
      break;
    case 'posts-changed':
      count(event);
      for (const post of event.posts) marksIntoCache(options, post);
      break;
    case 'delivery': {
      const { delivery } = event;
      if (delivery.postId === null) break;
      const key = query.posts.deliveries.queryKey({ input: { id: delivery.postId } });
      queries.setQueryData(key, (old) => old && withDelivery(old, delivery));
      break;
    }
    case 'tunnel':
      queries.setQueryData(query.tunnel.get.queryKey(), event.tunnel);
      queries.setQueryData(query.tunnel.history.queryKey(), (old) => old && withTunnel(old, event.tunnel));
      break;
    case 'incident':
      queries.setQueryData(query.incidents.queryKey(), (old) => old && withIncident(old, event.incident));
      break;
    case 'replay-job':
      queries.setQueryData(query.replays.list.queryKey(), (old) => old && withJob(old, event.job));
      break;
    case 'forwards':
      forwardsIntoCache(options, event.forwards);
      break;
    case 'target-health':
      queries.setQueryData(query.targets.health.queryKey(), event.health);
      break;
    case 'import':
      queries.setQueryData<ImportProgress>(importKey, event.progress);
      break;
    case 'changed':
      readAgain(options, event.what);
      break;
    case 'status':
      counts.drop();
      queries.setQueryData(query.status.queryKey(), event.status);
      break;
  }
}

/** What a note says does not travel on the feed: a post that has one, or had, is read again. */
function marksIntoCache(
  { queries, api }: { queries: QueryClient; api: Api },
  { id, unread, pinned, noted }: PostSummary,
): void {
  const queryKey = api.query.posts.get.queryKey({ input: { id } });
  const old = queries.getQueryData(queryKey);
  if (!old) return;
  queries.setQueryData(queryKey, { ...old, unread, pinned });
  if (noted || old.note !== null) void queries.invalidateQueries({ queryKey });
}

/** Dead letters themselves do not travel on the feed: when their number changes, whoever shows them reads them again. */
function forwardsIntoCache(options: { queries: QueryClient; api: Api }, forwards: ForwardState[]) {
  const { queries, api } = options;
  const key = api.query.forwards.list.queryKey();
  const dead = (list: readonly ForwardState[]) => list.reduce((sum, state) => sum + state.dead, 0);
  const before = dead(queries.getQueryData(key) ?? []);
  queries.setQueryData(key, forwards);
  if (dead(forwards) !== before)
    void queries.invalidateQueries({ queryKey: api.query.forwards.deadLetters.queryKey() });
}

/** Another window or a script changed what is read once and kept. */
function readAgain(options: { queries: QueryClient; api: Api }, what: Extract<FeedEvent, { type: 'changed' }>['what']) {
  const { endpoints, targets, settings, forwards } = options.api.query;
  const changed = { endpoints: endpoints.list, targets: targets.list, settings: settings.get }[what];
  // Where posts are forwarded follows from any of the three.
  for (const { queryKey } of [changed, forwards.list]) {
    void options.queries.invalidateQueries({ queryKey: queryKey() });
  }
}
