import { TaplineError } from '../errors.ts';
import type { Feed } from '../feed/feed.ts';
import { createRemovalNews } from '../feed/removal-news.ts';
import { limits } from '../limits.ts';
import type { Marks, Store } from '../store/types.ts';

interface Parts {
  store: Store;
  feed: Feed;
}

/** Marks posts and tells the views, in as many events as it takes. @throws TaplineError BAD_REQUEST when nothing is to be set */
export async function markMany(
  { store, feed }: Parts,
  { ids, ...marks }: { ids: number[] } & Pick<Marks, 'unread' | 'pinned'>,
): Promise<{ changed: number }> {
  if (marks.unread === undefined && marks.pinned === undefined) {
    throw new TaplineError('BAD_REQUEST', 'Say what to set: "unread" or "pinned", true or false.');
  }
  const changed = await store.markMany(ids, marks);
  for (let at = 0; at < changed.length; at += limits.feed.batchPosts) {
    const posts = await store.summaries(changed.slice(at, at + limits.feed.batchPosts));
    feed.publish({ type: 'posts-changed', posts, total: store.total, unread: store.unread });
  }
  return { changed: changed.length };
}

/**
 * Deletes what a query matches, or the posts with these ids, and tells the views, a few times a second while it goes on.
 * @param signal ends it; what is deleted then stays so
 * @throws TaplineError BAD_REQUEST when it is not said which, so that a forgotten parameter never deletes everything
 */
export async function deletePosts(
  { store, feed }: Parts,
  { query, ids }: { query?: string | undefined; ids?: string | undefined },
  signal?: AbortSignal,
): Promise<{ deleted: number }> {
  if (query === undefined && ids === undefined) {
    throw new TaplineError(
      'BAD_REQUEST',
      'Say which posts to delete: with "query" (an empty one means all posts) or with "ids".',
    );
  }
  if (query !== undefined && ids !== undefined) {
    throw new TaplineError('BAD_REQUEST', 'Give either "query" or "ids", not both.');
  }
  const news = createRemovalNews({ store, feed });
  const following = { signal, onDeleted: news.deleted };
  try {
    const deleted =
      ids === undefined
        ? await store.delete(query ?? '', following)
        : await store.deleteIds(ids.split(',').map(Number), following);
    return { deleted };
  } finally {
    news.end();
  }
}
