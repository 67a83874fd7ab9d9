import type { PostSummary } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';

export interface FollowOptions {
  store: Pick<Store, 'since' | 'lastId'>;
  /** True = every post is told, however many come; false = a view's share: of a flood only the newest. */
  all: boolean;
  /** `skipped` tells that posts before these were left out. */
  onPosts(posts: PostSummary[], skipped: boolean): void;
  onFault(error: unknown): void;
}

export interface Follower {
  /** Posts were stored. Cheap: called for each. */
  wake(): void;
  stop(): void;
}

/**
 * Tells stored posts in batches. It holds no posts itself: it remembers the last id it told and reads on from there, so a
 * follower that is slow, or absent, costs the accepting path nothing.
 */
export function followPosts({ store, all, onPosts, onFault }: FollowOptions): Follower {
  let told = store.lastId;
  let reading = false;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let lastRead = 0;

  async function read(): Promise<void> {
    timer = null;
    reading = true;
    lastRead = performance.now();
    try {
      let skipped = false;
      const behind = store.lastId - told;
      if (!all && behind > limits.feed.batchPosts) {
        told = store.lastId - limits.feed.batchPosts;
        skipped = true;
      }
      const posts = await store.since(told, limits.feed.batchPosts);
      const last = posts.at(-1);
      if (last) told = last.id;
      if (!stopped && (posts.length > 0 || skipped)) onPosts(posts, skipped);
    } catch (error) {
      reading = false;
      if (stopped) return;
      onFault(error);
      timer = setTimeout(() => void read(), limits.feed.retryMs);
      return;
    }
    reading = false;
    if (store.lastId > told) wake();
  }

  /** The first post after a quiet moment is told at once, more of them every 50 ms. */
  function wake(): void {
    if (stopped || reading || timer) return;
    const rest = all ? 0 : limits.feed.intervalMs - (performance.now() - lastRead);
    timer = setTimeout(() => void read(), Math.max(0, rest));
  }

  return {
    wake,
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}
