import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useLive } from '../ui/live.tsx';
import { hiddenBy } from '../ui/removals.ts';
import { useRemovals } from '../ui/removals-context.tsx';
import type { ReadPosts } from './list-around.ts';
import { initialListState, listReducer } from './list-reducer.ts';
import { createMarksHeard } from './marks-heard.ts';
import { drop } from './post-list.ts';
import { composeQuery } from './query.ts';
import { useListEnds } from './use-list-ends.ts';
import { type ListNow, useListNews } from './use-list-news.ts';
import { useShownPost } from './use-shown-post.ts';

const pageSize = 200;
/** The first page is what a window shows, and some more: it is awaited at every key. */
export const firstPageSize = 100;

/**
 * The posts that match, kept fresh by the live feed. While paused or scrolled away, nothing moves what is being read.
 *
 * @param options.openId the post that is open: the list is read around it when it lies far below
 */
export function usePostList(options: { text: string; openId: number | null }) {
  const { text } = options;
  const { api, early } = useLive();
  const query = composeQuery(text);
  const [begun] = useState(() => early?.take(query) ?? null);
  const [state, dispatch] = useReducer(listReducer, initialListState, (initial) =>
    begun?.page ? listReducer(initial, { type: 'opened', page: begun.page, query }) : initial,
  );
  const [paused, setPaused] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [marks] = useState(createMarksHeard);
  const first = useRef(begun);
  const now = useRef<ListNow>({ state, paused, atTop: true, lookedAt: null });
  now.current.state = state;
  now.current.paused = paused;

  const read = useCallback<ReadPosts>(
    async ({ before, limit = pageSize, signal }) => {
      const withMarks = marks.begin();
      const input = { limit, ...(query ? { query } : {}), ...(before ? { before } : {}) };
      const page = await api.client.posts.list(input, { signal });
      return { ...page, posts: withMarks(page.posts) };
    },
    [api, query, marks],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads the same query again
  useEffect(() => {
    const taken = first.current;
    first.current = null;
    // It is on screen already.
    if (taken?.page) return;
    const stop = new AbortController();
    dispatch({ type: 'opening' });
    (taken?.answer ?? read({ signal: stop.signal, limit: firstPageSize })).then(
      (page) => stop.signal.aborted || dispatch({ type: 'opened', page, query }),
      (error: unknown) => stop.signal.aborted || dispatch({ type: 'failed', error }),
    );
    return () => stop.abort();
  }, [read, query, attempt]);

  const again = useCallback(() => setAttempt((count) => count + 1), []);
  useListNews({ text, read, dispatch, now, marks });
  useShownPost({ openId: options.openId, state, query, read, dispatch, marks });

  const { pending, onDeleted } = useRemovals();
  useEffect(
    () =>
      onDeleted((aim) => {
        const gone = hiddenBy([{ aim, count: 0 }], now.current.state.shownQuery);
        if (gone) dispatch({ type: 'removed', gone });
      }),
    [onDeleted],
  );
  const list = useMemo(() => {
    const hidden = hiddenBy(pending, state.shownQuery);
    return hidden ? drop(state.list, hidden) : state.list;
  }, [state.list, state.shownQuery, pending]);

  const settled = !state.opening && state.shownQuery === query;
  const { reading, more, newer, retryEnds } = useListEnds({ query, settled, read, dispatch, now, marks });

  const show = useCallback(() => {
    if (now.current.state.list.gap) again();
    else dispatch({ type: 'released' });
  }, [again]);

  // What was kept back on the way to the top belongs there at once.
  const { held, gap } = state.list;
  useEffect(() => {
    if (held.length > 0 && !gap && !paused && now.current.atTop) show();
  }, [held, gap, paused, show]);

  return {
    ...state,
    list,
    query,
    paused,
    reading,
    more,
    newer,
    retryEnds,
    retry: again,
    /** Shows what was held back. */
    show,
    setPaused: useCallback(
      (next: boolean) => {
        setPaused(next);
        if (!next) show();
      },
      [show],
    ),
    /** Told by the grid: at the top new posts appear at once. */
    setAtTop: useCallback(
      (top: boolean) => {
        const came = top && !now.current.atTop;
        now.current.atTop = top;
        const { held, gap } = now.current.state.list;
        if (came && !now.current.paused && held.length > 0 && !gap) show();
      },
      [show],
    ),
    /** Told by the grid: the first post on screen. */
    setLookedAt: useCallback((id: number | null) => {
      now.current.lookedAt = id;
    }, []),
  };
}
