import type { Post } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Store, StoredRequest } from '../store/types.ts';

/** What an export reads. */
export type ExportStore = Pick<Store, 'since' | 'list' | 'post' | 'request' | 'lastId' | 'settings' | 'endpoints'>;

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
  const upTo = store.lastId;
  if (query === undefined || query.trim() === '') return allUpTo(store, upTo);
  return pages(await matching({ store, query, upTo }));
}

async function* allUpTo(store: ExportStore, upTo: number): AsyncGenerator<number[]> {
  for (let after = 0; after < upTo; ) {
    const posts = await store.since(after, limits.inOut.pagePosts);
    const last = posts.at(-1);
    if (!last) return;
    after = last.id;
    yield posts.map(({ id }) => id).filter((id) => id <= upTo);
  }
}

/** A search finds the newest first, so all numbers are gathered before the oldest is known; eight bytes each. */
async function matching(of: { store: ExportStore; query: string; upTo: number }): Promise<number[]> {
  const found: number[] = [];
  let before: string | undefined = String(of.upTo + 1);
  while (before !== undefined) {
    const page = await of.store.list({ query: of.query, limit: limits.inOut.pagePosts, before });
    for (const { id } of page.posts) found.push(id);
    before = page.next ?? undefined;
  }
  return found.reverse();
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
 * The posts themselves, in the order of their numbers. A few are read ahead, so that the reader is never idle while a piece
 * is written; what was deleted meanwhile is passed over.
 */
export async function* readPosts(
  store: ExportStore,
  ids: AsyncIterable<number[]>,
): AsyncGenerator<{ post: Post; request: StoredRequest }> {
  const ahead: Promise<{ post: Post; request: StoredRequest } | null>[] = [];
  for await (const page of ids) {
    for (const id of page) {
      const reading = readOne(store, id);
      // Whoever stops reading leaves promises behind that nobody waits for.
      reading.catch(() => {});
      ahead.push(reading);
      if (ahead.length < limits.inOut.readAhead) continue;
      const next = await ahead.shift();
      if (next) yield next;
    }
  }
  for (const reading of ahead) {
    const next = await reading;
    if (next) yield next;
  }
}

async function readOne(store: ExportStore, id: number): Promise<{ post: Post; request: StoredRequest } | null> {
  try {
    const [post, request] = await Promise.all([store.post(id), store.request(id)]);
    return { post, request };
  } catch (error) {
    if (error instanceof TaplineError && error.code === 'POST_NOT_FOUND') return null;
    throw error;
  }
}
