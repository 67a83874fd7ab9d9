import type { PostSummary } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';

export interface FollowOptions {
  store: Pick<Store, 'since' | 'lastId'>;
  /** True = every post is told, however many come; false = a view's share: of a flood only the newest. */
  all: boolean;
  /** `skipped` tells that posts before these were left out. No more are told until what it returns is over. */
  onPosts(posts: PostSummary[], skipped: boolean): unknown;
  onFault(error: unknown): void;
}

export interface Follower {
  /** Posts were stored. Cheap: called for each. */
  wake(): void;
  stop(): void;
}

/** Rest after a batch that could not be read. */
const faultRestMs = 1000;

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
    const newest = store.lastId;
    const skipped = !all && newest - told > limits.feed.batchPosts;
    const after = skipped ? newest - limits.feed.batchPosts : told;
    let rest = 0;
    try {
      const posts = await store.since(after, limits.feed.batchPosts);
      // A short batch is all there is up to `newest`; posts that were deleted meanwhile are not waited for.
      const last = posts.at(-1)?.id ?? 0;
      told = posts.length < limits.feed.batchPosts ? Math.max(last, newest) : last;
      if (!stopped && (posts.length > 0 || skipped)) await onPosts(posts, skipped);
    } catch (error) {
      if (!stopped) onFault(error);
      rest = faultRestMs;
    }
    reading = false;
    if (store.lastId > told) plan(rest);
  }

  /** The first post after a quiet moment is told at once, more of them every 50 ms. */
  function plan(atLeast: number): void {
    if (stopped || reading || timer) return;
    const rest = all ? 0 : limits.feed.intervalMs - (performance.now() - lastRead);
    timer = setTimeout(() => void read(), Math.max(atLeast, rest));
  }

  return {
    wake: () => plan(0),
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}
