import { type Dispatch, type RefObject, useEffect } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import type { ReadPosts } from './list-around.ts';
import type { ListAction, ListState } from './list-reducer.ts';
import type { MarksHeard } from './marks-heard.ts';
import { newestOf } from './post-list.ts';
import { liveMatcher } from './query.ts';

/** A list that follows the feed is not let grow for ever: of more than this, it keeps the newest part. */
const followedLimit = 20_000;
const followedKept = 5000;
const rereadMs = 300;
/** While nothing of it can be seen, only the number of new posts is drawn, and not for every batch. Milliseconds. */
const heldEveryMs = 250;

/** What the list is doing right now, for what happens between two drawings of it. */
export interface ListNow {
  state: ListState;
  paused: boolean;
  atTop: boolean;
  /** The first post on screen. */
  lookedAt: number | null;
}

/** Takes what the feed tells into the list: at once where that is sure, else by reading again soon. */
export function useListNews(options: {
  text: string;
  read: ReadPosts;
  dispatch: Dispatch<ListAction>;
  now: RefObject<ListNow>;
  marks: MarksHeard;
}): void {
  const { text, read, dispatch, now, marks } = options;
  const { onPosts } = useLive();
  useEffect(() => {
    const stop = new AbortController();
    const timers: { head?: Timer; looked?: Timer; held?: Timer } = {};
    let held: { posts: PostSummary[]; skipped: boolean } = { posts: [], skipped: false };
    // Newer posts may be missing above what is looked at: then its top is not the list's.
    const away = () => now.current.paused || !now.current.atTop || now.current.state.list.gap;
    const failed = () => {
      // The feed's own bar tells about a lost connection; the next batch reads again.
    };
    const readHead = () => {
      timers.head = undefined;
      const asOf = newestOf(now.current.state.list);
      read({ signal: stop.signal }).then(
        (page) => stop.signal.aborted || dispatch({ type: 'head', page, hold: away(), asOf }),
        failed,
      );
    };
    const soon = (ms = rereadMs) => {
      timers.head ??= setTimeout(readHead, ms);
    };
    const readLookedAt = () => {
      timers.looked = undefined;
      const top = now.current.lookedAt ?? newestOf(now.current.state.list);
      read({ signal: stop.signal, before: String(top + 1) }).then(
        (page) => stop.signal.aborted || dispatch({ type: 'reconciled', page, top }),
        failed,
      );
    };
    /** Posts that came go on top, or are kept back while something else is being read. */
    const arrive = () => {
      clearTimeout(timers.held);
      timers.held = undefined;
      const { posts, skipped } = held;
      held = { posts: [], skipped: false };
      if (posts.length === 0 && !skipped) return;
      const hold = away();
      dispatch({ type: 'arrived', posts: marks.onto(posts), hold, gap: skipped });
      if (!hold && now.current.state.list.posts.length > followedLimit)
        dispatch({ type: 'trimmed', most: followedKept });
    };
    const matches = liveMatcher(text);
    const end = onPosts((news) => {
      if (news.type !== 'posts') arrive();
      if (news.type === 'posts-changed') {
        marks.hear(news.posts);
        dispatch({ type: 'changed', posts: news.posts });
      } else if (news.type === 'missed') {
        soon(0);
      } else if (news.type === 'posts-deleted') {
        timers.looked ??= setTimeout(readLookedAt, rereadMs / 3);
      } else {
        const known = news.posts.map(matches);
        if (known.includes(null) || (news.skipped && !away())) {
          soon();
          return;
        }
        const posts = news.posts.filter((_, index) => known[index]);
        held = { posts: [...held.posts, ...posts], skipped: held.skipped || news.skipped };
        if (away()) timers.held ??= setTimeout(arrive, heldEveryMs);
        else arrive();
      }
    });
    return () => {
      end();
      stop.abort();
      clearTimeout(timers.head);
      clearTimeout(timers.looked);
      clearTimeout(timers.held);
    };
  }, [onPosts, read, text, dispatch, now, marks]);
}

type Timer = ReturnType<typeof setTimeout>;
