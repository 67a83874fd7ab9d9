import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { useLive } from '../ui/live.tsx';
import { initialListState, listReducer } from './list-reducer.ts';
import { composeQuery, type KindFilter, matchesLive } from './query.ts';

const pageSize = 200;
/** A list that follows the feed is not let grow for ever; it is read again from the top. */
const followedLimit = 20_000;
const rereadMs = 300;

/** The posts that match, kept fresh by the live feed. While paused or scrolled away, nothing moves what is being read. */
export function usePostList(options: { text: string; kind: KindFilter }) {
  const { text, kind } = options;
  const { api, onPosts } = useLive();
  const [state, dispatch] = useReducer(listReducer, initialListState);
  const [paused, setPaused] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [reading, setReading] = useState(false);
  const query = composeQuery(text, kind);
  const atTop = useRef(true);
  const latest = useRef({ state, paused });
  latest.current = { state, paused };

  const read = useCallback(
    (input: { before?: string; signal?: AbortSignal }) =>
      api.client.posts.list(
        { limit: pageSize, ...(query ? { query } : {}), ...(input.before ? { before: input.before } : {}) },
        { signal: input.signal },
      ),
    [api, query],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads the same query again
  useEffect(() => {
    const stop = new AbortController();
    dispatch({ type: 'opening' });
    read({ signal: stop.signal }).then(
      (page) => stop.signal.aborted || dispatch({ type: 'opened', page, query }),
      (error: unknown) => stop.signal.aborted || dispatch({ type: 'failed', error }),
    );
    return () => stop.abort();
  }, [read, query, attempt]);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const readHead = () => {
      timer = null;
      read({ signal: stop.signal }).then(
        (page) => {
          if (!stop.signal.aborted) dispatch({ type: 'head', page, hold: latest.current.paused || !atTop.current });
        },
        () => {
          // The feed's own bar tells about a lost connection; the next batch reads again.
        },
      );
    };
    const soon = () => {
      timer ??= setTimeout(readHead, rereadMs);
    };
    const end = onPosts((news) => {
      if (news.type === 'posts-changed') dispatch({ type: 'changed', posts: news.posts });
      else if (news.type === 'missed') soon();
      else if (news.type === 'posts-deleted')
        setAttempt((count) => (latest.current.paused || !atTop.current ? count : count + 1));
      else {
        const known = news.posts.map((post) => matchesLive(post, text, kind));
        const away = latest.current.paused || !atTop.current;
        if (known.includes(null)) soon();
        else if (news.skipped && !away) soon();
        else {
          const posts = news.posts.filter((_, index) => known[index]);
          dispatch({ type: 'arrived', posts, hold: latest.current.paused, gap: news.skipped });
          if (!away && latest.current.state.list.posts.length > followedLimit) setAttempt((count) => count + 1);
        }
      }
    });
    return () => {
      end();
      stop.abort();
      if (timer) clearTimeout(timer);
    };
  }, [onPosts, read, text, kind]);

  const more = useCallback(() => {
    const before = latest.current.state.list.next;
    if (reading || before === null) return;
    setReading(true);
    read({ before })
      .then(
        (page) => dispatch({ type: 'tail', page }),
        (error: unknown) => dispatch({ type: 'tail-failed', error }),
      )
      .finally(() => setReading(false));
  }, [read, reading]);

  const show = useCallback(() => {
    if (latest.current.state.list.gap) setAttempt((count) => count + 1);
    else dispatch({ type: 'released' });
  }, []);

  return {
    ...state,
    query,
    paused,
    reading,
    more,
    retry: () => setAttempt((count) => count + 1),
    /** Shows what was held back. */
    show,
    setPaused(next: boolean) {
      setPaused(next);
      if (!next) show();
    },
    /** Told by the grid: at the top new posts appear at once. */
    setAtTop: useCallback(
      (top: boolean) => {
        const came = top && !atTop.current;
        atTop.current = top;
        if (came && !latest.current.paused && latest.current.state.list.held.length > 0) show();
      },
      [show],
    ),
  };
}
