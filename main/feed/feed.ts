import type { FeedEvent } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';
import { type Follower, followPosts } from './follow-posts.ts';

/** Events a view may lag behind before it is cut off; it then connects again and reads everything anew. */
export const maxWaiting = 1000;

export interface Feed {
  publish(event: FeedEvent): void;
  /** Posts were stored. Cheap: called for each. */
  postsStored(): void;
  /** Everything from now on, until `signal` is aborted or the feed closes. */
  subscribe(signal: AbortSignal | undefined): AsyncGenerator<FeedEvent, void, void>;
  /** Whether anybody watches. */
  readonly isWatched: boolean;
  close(): void;
}

interface Subscriber {
  waiting: FeedEvent[];
  wake: (() => void) | null;
  ended: boolean;
}

/** A view that is slow is told of the newest posts only: what waits is bounded, and it is told that posts were left out. */
function add(waiting: FeedEvent[], event: FeedEvent): void {
  const last = waiting.at(-1);
  if (event.type === 'posts' && last?.type === 'posts') {
    const posts = [...last.posts, ...event.posts];
    const skipped = last.skipped || event.skipped || posts.length > limits.feed.batchPosts;
    waiting[waiting.length - 1] = { ...event, posts: posts.slice(-limits.feed.batchPosts), skipped };
    return;
  }
  waiting.push(event);
}

/**
 * Tells every open view what happens.
 * @param onFault a batch could not be read; the feed goes on
 */
export function createFeed(
  store: Pick<Store, 'since' | 'lastId' | 'total' | 'unread'>,
  onFault: (error: unknown) => void,
): Feed {
  const subscribers = new Set<Subscriber>();
  let follower: Follower | null = null;

  function end(subscriber: Subscriber): void {
    subscriber.ended = true;
    subscribers.delete(subscriber);
    subscriber.wake?.();
    if (subscribers.size > 0) return;
    follower?.stop();
    follower = null;
  }

  const feed: Feed = {
    publish(event) {
      for (const subscriber of subscribers) {
        add(subscriber.waiting, event);
        if (subscriber.waiting.length > maxWaiting) end(subscriber);
        else subscriber.wake?.();
      }
    },
    postsStored: () => follower?.wake(),
    get isWatched() {
      return subscribers.size > 0;
    },
    async *subscribe(signal) {
      const subscriber: Subscriber = { waiting: [], wake: null, ended: false };
      subscribers.add(subscriber);
      follower ??= followPosts({
        store,
        all: false,
        onPosts: (posts, skipped) =>
          feed.publish({ type: 'posts', posts, total: store.total, unread: store.unread, skipped }),
        onFault,
      });
      const stop = () => end(subscriber);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });
      try {
        while (!subscriber.ended || subscriber.waiting.length > 0) {
          const event = subscriber.waiting.shift();
          if (event) {
            yield event;
            continue;
          }
          await new Promise<void>((resolve) => {
            subscriber.wake = resolve;
          });
          subscriber.wake = null;
        }
      } finally {
        signal?.removeEventListener('abort', stop);
        end(subscriber);
      }
    },
    close() {
      for (const subscriber of [...subscribers]) end(subscriber);
    },
  };
  return feed;
}
