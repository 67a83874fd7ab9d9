import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { useLive } from '../ui/live.tsx';
import { type ConversationPage, withHead, withTail } from './conversation-list.ts';

const pageSize = 100;
/** Live posts come in bursts; the list is read again once for each. */
const rereadMs = 300;

type Action =
  | { type: 'opened'; page: ConversationPage }
  | { type: 'head'; page: ConversationPage }
  | { type: 'tail'; page: ConversationPage }
  | { type: 'failed'; error: unknown };

interface State {
  page: ConversationPage | null;
  error: unknown;
}

function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'opened':
      return { page: action.page, error: null };
    case 'head':
      return { page: state.page ? withHead(state.page, action.page) : action.page, error: null };
    case 'tail':
      return { ...state, page: state.page ? withTail(state.page, action.page) : action.page };
    case 'failed':
      return { ...state, error: action.error };
  }
}

/** The conversations whose phone number or short code begins like `prefix`, newest first, kept fresh by the live feed. */
export function useConversations(prefix: string) {
  const { api, onPosts } = useLive();
  const [state, dispatch] = useReducer(reduce, { page: null, error: null });
  const [attempt, setAttempt] = useState(0);
  const [reading, setReading] = useState(false);
  const read = useCallback(
    (before: string | null, signal?: AbortSignal) =>
      api.client.conversations({ prefix, limit: pageSize, ...(before === null ? {} : { before }) }, { signal }),
    [api, prefix],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads the same list again
  useEffect(() => {
    const stop = new AbortController();
    read(null, stop.signal).then(
      (page) => stop.signal.aborted || dispatch({ type: 'opened', page }),
      (error: unknown) => stop.signal.aborted || dispatch({ type: 'failed', error }),
    );
    return () => stop.abort();
  }, [read, attempt]);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const again = () => {
      timer = null;
      read(null, stop.signal).then(
        (page) => stop.signal.aborted || dispatch({ type: 'head', page }),
        () => {
          // The bar tells about a lost connection; the next post reads again.
        },
      );
    };
    const end = onPosts((news) => {
      if (news.type === 'posts-deleted') setAttempt((count) => count + 1);
      else if (news.type !== 'posts-changed') timer ??= setTimeout(again, rereadMs);
    });
    return () => {
      end();
      stop.abort();
      if (timer) clearTimeout(timer);
    };
  }, [onPosts, read]);

  const next = state.page?.next ?? null;
  const busy = useRef(false);
  const more = useCallback(() => {
    if (next === null || busy.current) return;
    busy.current = true;
    setReading(true);
    read(next)
      .then(
        (page) => dispatch({ type: 'tail', page }),
        (error: unknown) => dispatch({ type: 'failed', error }),
      )
      .finally(() => {
        busy.current = false;
        setReading(false);
      });
  }, [read, next]);

  return { ...state, more, reading, retry: () => setAttempt((count) => count + 1) };
}
