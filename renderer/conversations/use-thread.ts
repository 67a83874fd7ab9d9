import { useCallback, useEffect, useRef, useState } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import type { ConversationKey } from '../ui/view.ts';
import { readThread } from './read-thread.ts';
import { emptyThread, livePosts, type Thread, withPosts } from './thread.ts';

/** A thread is not let grow for ever; what is older is in the Inbox. */
export const threadLimit = 2000;

/** The posts of one conversation, oldest first: the newest at once, older ones as they are asked for, new ones live. */
export function useThread({ phone, code }: ConversationKey) {
  const { api, onPosts } = useLive();
  const [thread, setThread] = useState<Thread | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const [reading, setReading] = useState(false);
  // Live posts that come while the first page is read; null from then on.
  const early = useRef<PostSummary[] | null>([]);
  const read = useCallback(
    (before: string | null, signal: AbortSignal) =>
      readThread({ client: api.client, conversation: { phone, code }, before, signal }),
    [api, phone, code],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads the same conversation again
  useEffect(() => {
    const stop = new AbortController();
    early.current = [];
    read(null, stop.signal).then(
      (page) => {
        if (stop.signal.aborted) return;
        setError(null);
        setThread(withPosts(page, livePosts(early.current ?? [], page, { phone, code })));
        early.current = null;
      },
      (failed: unknown) => stop.signal.aborted || setError(failed),
    );
    return () => stop.abort();
  }, [read, attempt]);

  useEffect(
    () =>
      onPosts((news) => {
        if (news.type === 'missed' || news.type === 'posts-deleted' || (news.type === 'posts' && news.skipped))
          setAttempt((count) => count + 1);
        else if (news.type === 'posts') {
          early.current?.push(...news.posts);
          setThread((old) => old && withPosts(old, livePosts(news.posts, old, { phone, code })));
        }
      }),
    [onPosts, phone, code],
  );

  const next = thread?.next ?? null;
  const full = (thread?.posts.length ?? 0) >= threadLimit;
  const older = useCallback(() => {
    if (next === null || reading || full) return;
    setReading(true);
    read(next, new AbortController().signal)
      .then(
        (page) => setThread((old) => ({ ...withPosts(old ?? emptyThread, page.posts), next: page.next })),
        (failed: unknown) => setError(failed),
      )
      .finally(() => setReading(false));
  }, [read, next, reading, full]);

  return { thread, error, reading, older, full, retry: () => setAttempt((count) => count + 1) };
}
