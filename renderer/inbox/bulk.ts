import type { PostSummary } from '../../contract/index.ts';
import type { Api } from '../api.ts';
import type { RemovalAim } from '../ui/removals.ts';
import { liveMatcher } from './query.ts';
import { type Every, type Selection, sizeOf } from './selection.ts';

/** Marks that can be set on many posts. */
export type BulkMarks = { unread: boolean } | { pinned: boolean };

/** Posts that one call reads, and marks. */
const pageSize = 1000;
/** So many ids are copied at most. */
const idsCopied = 10_000;

/**
 * A query for what matches now, closed towards later: posts that arrive while the user makes up his mind are not meant.
 *
 * @param posts the newest of the posts that match
 */
export function closedQuery(query: string, posts: readonly Pick<PostSummary, 'receivedAt'>[]): string {
  const last = posts.reduce((newest, post) => Math.max(newest, Date.parse(post.receivedAt)), 0);
  return `${query} before:${new Date(last + 1).toISOString()}`.trim();
}

/** Counts what matches a query, for everything in it to be selected. Null when nothing does. */
export async function selectEvery(
  api: Api,
  { query, posts }: { query: string; posts: readonly PostSummary[] },
): Promise<Every | null> {
  const top = posts[0];
  if (!top) return null;
  const closed = closedQuery(query, posts.slice(0, pageSize));
  const { count, exact } = await api.client.posts.count({ query: closed });
  return count === 0 ? null : { query: closed, topId: top.id, count, exact };
}

/** What deleting the selection is about. What only the server could tell of a post is known of those that were loaded. */
export function aimOf(selection: Selection, shownQuery: string): RemovalAim {
  const { every, ids } = selection;
  if (every === null) return { ids };
  const { topId, query, count } = every;
  const matches = liveMatcher(query);
  return { shownQuery, topId, query, count, covers: (post) => matches(post) ?? ids.has(post.id) };
}

/**
 * Sets marks of a selection, however large.
 *
 * @param options.onDone told after each step how many posts were marked so far
 */
export async function markSelected(
  api: Api,
  options: { selection: Selection; marks: BulkMarks; signal: AbortSignal; onDone: (done: number) => void },
): Promise<number> {
  const { selection, marks, signal } = options;
  let done = 0;
  const mark = async (ids: number[]) => {
    if (ids.length === 0) return;
    done += (await api.client.posts.markMany({ ids, ...marks }, { signal })).changed;
    options.onDone(done);
  };
  if (selection.every === null) {
    const ids = [...selection.ids];
    for (let at = 0; at < ids.length && !signal.aborted; at += pageSize) await mark(ids.slice(at, at + pageSize));
    return done;
  }
  const query = `${selection.every.query} ${missingMark(marks)}`;
  let before: string | null | undefined;
  while (before !== null && !signal.aborted) {
    const page = await api.client.posts.list({ query, limit: pageSize, ...(before ? { before } : {}) }, { signal });
    await mark(page.posts.map((post) => post.id));
    before = page.next;
  }
  return done;
}

/** The ids of a selection, newest first; `cut` when there are more than are worth copying. */
export async function selectedIds(api: Api, selection: Selection): Promise<{ ids: number[]; cut: boolean }> {
  if (selection.every === null) return { ids: [...selection.ids].sort((a, b) => b - a), cut: false };
  const ids: number[] = [];
  let before: string | null | undefined;
  while (before !== null && ids.length < idsCopied) {
    const query = selection.every.query;
    const page = await api.client.posts.list({ query, limit: pageSize, ...(before ? { before } : {}) });
    ids.push(...page.posts.map((post) => post.id));
    before = page.next;
  }
  return { ids, cut: sizeOf(selection) > ids.length };
}

/** Finds the posts that do not have the mark yet. */
function missingMark(marks: BulkMarks): string {
  if ('unread' in marks) return marks.unread ? '-is:unread' : 'is:unread';
  return marks.pinned ? '-is:pinned' : 'is:pinned';
}
