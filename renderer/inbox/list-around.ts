import type { PostSummary } from '../../contract/index.ts';
import type { Page } from './post-list.ts';

/** Reads posts that match the list's query, newest first. */
export type ReadPosts = (input: { before?: string; limit?: number; signal?: AbortSignal }) => Promise<Page>;

/** A page reaches this far at most. */
const mostPosts = 1000;
const firstSpan = 400;

/**
 * Reads the page that begins with a post, to open a link to one far from the top.
 *
 * @returns the page and whether newer posts lie above it; null when the post is gone, or is none of the query's
 */
export async function readAround(read: ReadPosts, id: number): Promise<{ page: Page; above: boolean } | null> {
  const [page, top] = await Promise.all([read({ before: String(id + 1) }), read({ limit: 1 })]);
  if (page.posts[0]?.id !== id) return null;
  return { page, above: (top.posts[0]?.id ?? id) > id };
}

/**
 * Reads what comes right above a post. Pages lead downwards only, so one is asked for that begins a little higher and is sure
 * to reach down to it.
 *
 * @returns newest first; none when nothing newer matches
 */
export async function readAbove(read: ReadPosts, id: number): Promise<PostSummary[]> {
  const newest = (await read({ limit: 1 })).posts[0]?.id ?? id;
  let base = id;
  let span = firstSpan;
  while (base < newest) {
    const page = await read({ before: String(base + span + 1), limit: mostPosts });
    const newer = page.posts.filter((post) => post.id > base);
    const reachesDown = page.next === null || newer.length < page.posts.length;
    if (!reachesDown) {
      span = Math.max(1, Math.floor(span / 4));
    } else if (newer.length > 0) {
      return newer;
    } else {
      base += span;
      span *= 4;
    }
  }
  return [];
}
