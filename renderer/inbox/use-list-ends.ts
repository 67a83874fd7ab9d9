import { type Dispatch, type RefObject, useCallback, useEffect, useState } from 'react';
import { useLive } from '../ui/live.tsx';
import { type ReadPosts, readAbove } from './list-around.ts';
import type { ListAction } from './list-reducer.ts';
import type { MarksHeard } from './marks-heard.ts';
import { newestOf } from './post-list.ts';
import { createRetryPace } from './retry-pace.ts';
import type { ListNow } from './use-list-news.ts';

/**
 * Reads on at the ends of the list. Whoever draws it asks for more as often as it likes: what failed rests, until it is time, the
 * connection is back, the search is another one or the user says so.
 *
 * @param options.query the query that `read` asks
 * @param options.settled true when the posts on screen are those of that query
 */
export function useListEnds(options: {
  query: string;
  settled: boolean;
  read: ReadPosts;
  dispatch: Dispatch<ListAction>;
  now: RefObject<ListNow>;
  marks: MarksHeard;
}) {
  const { query, settled, read, dispatch, now, marks } = options;
  const { connection } = useLive();
  const [reading, setReading] = useState(false);
  const [resting, setResting] = useState(false);
  const [pace] = useState(() => createRetryPace(setResting));
  useEffect(() => () => pace.stop(), [pace]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query is another question
  useEffect(() => {
    if (connection === 'connected') pace.renew();
  }, [connection, pace, query]);

  const ready = settled && !reading && !resting;
  const reads = useCallback(
    (work: () => Promise<void>) => {
      setReading(true);
      work()
        .then(pace.worked, (error: unknown) => {
          pace.failed();
          dispatch({ type: 'tail-failed', error });
        })
        .finally(() => setReading(false));
    },
    [dispatch, pace],
  );
  const more = useCallback(() => {
    const before = now.current.state.list.next;
    if (!ready || before === null) return;
    reads(async () => {
      const page = await read({ before });
      // Meanwhile the list may be another one, or have let go of its end.
      const { list, shownQuery } = now.current.state;
      if (list.next === before && shownQuery === query) dispatch({ type: 'tail', page });
    });
  }, [query, ready, read, reads, dispatch, now]);
  /** Reads what lies above a list that does not begin with the newest post. */
  const newer = useCallback(() => {
    const top = now.current.state.list.posts[0]?.id;
    if (!ready || now.current.paused || top === undefined || !now.current.state.list.gap) return;
    reads(async () => {
      const withMarks = marks.begin();
      const posts = await readAbove(read, top);
      const whole = posts.length === 0;
      const asOf = newestOf(now.current.state.list);
      const head = whole ? await read({}) : null;
      // Meanwhile the user may have gone to the top, and the list may be another one.
      const { list, shownQuery } = now.current.state;
      if (list.posts[0]?.id !== top || shownQuery !== query) return;
      dispatch({ type: 'above', posts: withMarks(posts), whole });
      if (head) dispatch({ type: 'head', page: head, hold: !now.current.atTop, asOf });
    });
  }, [query, ready, read, reads, dispatch, now, marks]);
  /** The user wants it tried again: what reads on by itself does so at once. */
  const retryEnds = useCallback(() => {
    dispatch({ type: 'tail-failed', error: null });
    pace.renew();
  }, [dispatch, pace]);
  return { reading, more, newer, retryEnds };
}
