import { readStored, writeStored } from './stored.ts';

const storedAs = 'recent-posts';
const kept = 8;

/** Puts a post first among those that were opened. */
export function withRecentPost(recent: readonly number[], id: number): number[] {
  return [id, ...recent.filter((each) => each !== id)].slice(0, kept);
}

/** Reads the posts that were opened as they were stored; anything else than a list of ids is none. */
export function parseRecentPosts(stored: string | null): number[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(list) ? list.filter((id) => Number.isSafeInteger(id) && id > 0).slice(0, kept) : [];
  } catch {
    return [];
  }
}

/** The posts opened last, newest first. */
export function recentPosts(): number[] {
  return parseRecentPosts(readStored(storedAs));
}

/** Remembers that a post was opened. */
export function rememberPost(id: number): void {
  writeStored(storedAs, JSON.stringify(withRecentPost(recentPosts(), id)));
}
