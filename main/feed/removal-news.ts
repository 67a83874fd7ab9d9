import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';
import type { Feed } from './feed.ts';

export interface RemovalNews {
  /** So many posts were removed. */
  deleted(posts: number): void;
  /** Tells what was not told yet. */
  end(): void;
}

/** Tells views of posts that are removed slice by slice, a few times a second: they read their lists again for each telling. */
export function createRemovalNews(options: {
  store: Pick<Store, 'total' | 'unread'>;
  feed: Pick<Feed, 'publish'>;
}): RemovalNews {
  const { store, feed } = options;
  let untold = 0;
  let timer: NodeJS.Timeout | null = null;

  function tell(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const deleted = untold;
    untold = 0;
    feed.publish({ type: 'posts-deleted', deleted, total: store.total, unread: store.unread });
  }

  return {
    deleted(posts) {
      if (posts === 0) return;
      untold += posts;
      timer ??= setTimeout(tell, limits.feed.removalsMs);
    },
    end() {
      if (untold > 0) tell();
    },
  };
}
