import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import { jobIds } from '../replay/job-posts.ts';
import type { PostParts, Store, WholePost } from '../store/types.ts';

/** What an export reads. */
export type ExportStore = Pick<Store, 'ids' | 'matching' | 'posts' | 'lastId' | 'settings' | 'endpoints'>;

/** Which posts: those that match a query, or those with these ids; all when neither is given. */
export interface Selection {
  query?: string | undefined;
  /** Numbers with commas between. */
  ids?: string | undefined;
}

/**
 * Numbers of the posts that are meant, oldest first, page by page. Posts that arrive meanwhile are not meant.
 * @throws TaplineError BAD_QUERY, or BAD_REQUEST for ids that are none; both before the first page
 */
export async function selectPosts(store: ExportStore, { query, ids }: Selection): Promise<AsyncIterable<number[]>> {
  if (ids !== undefined) {
    if (query !== undefined) throw new TaplineError('BAD_REQUEST', 'Give either "query" or "ids", not both.');
    return pages(numbers(ids));
  }
  if (query === undefined || query.trim() === '') return allUpTo(store, store.lastId);
  return pages([...(await jobIds(store, { query }))]);
}

async function* allUpTo(store: ExportStore, upTo: number): AsyncGenerator<number[]> {
  for (let after = 0; after < upTo; ) {
    const ids = await store.ids(after, limits.inOut.pagePosts);
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    yield last <= upTo ? ids : ids.filter((id) => id <= upTo);
  }
}

async function* pages(ids: readonly number[]): AsyncGenerator<number[]> {
  for (let at = 0; at < ids.length; at += limits.inOut.pagePosts) yield ids.slice(at, at + limits.inOut.pagePosts);
}

function numbers(text: string): number[] {
  if (!/^\s*\d{1,15}\s*(,\s*\d{1,15}\s*)*$/.test(text)) {
    throw new TaplineError('BAD_REQUEST', '"ids" takes numbers of posts with commas between, for example 3,5,8.');
  }
  return [...new Set(text.split(',').map(Number))].sort((a, b) => a - b);
}

/**
 * The posts themselves, in the order of their numbers. The next are read while one page is written; what was deleted meanwhile
 * is passed over.
 */
export async function* readPosts(
  store: ExportStore,
  ids: AsyncIterable<number[]>,
  parts: PostParts = 'all',
): AsyncGenerator<WholePost> {
  const pages = readPages(store, ids, parts);
  let reading = pages.next();
  for (;;) {
    const { value: page, done } = await reading;
    if (done) return;
    reading = pages.next();
    // Whoever stops reading leaves a promise behind that nobody waits for.
    reading.catch(() => {});
    for (const one of page) if (one) yield one;
  }
}

async function* readPages(
  store: ExportStore,
  ids: AsyncIterable<number[]>,
  parts: PostParts,
): AsyncGenerator<(WholePost | null)[], undefined> {
  for await (const page of ids) {
    for (let at = 0; at < page.length; ) {
      const posts = await store.posts(page.slice(at, at + limits.inOut.readAhead), parts);
      at += posts.length;
      yield posts;
    }
  }
}
