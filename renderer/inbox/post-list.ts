import type { PostSummary } from '../../contract/index.ts';

/** What the list shows: newest first, without gaps, with what arrived but is held back. */
export interface PostList {
  phase: 'loading' | 'ready' | 'failed';
  posts: readonly PostSummary[];
  /** Cursor of the next older page; null at the end. */
  next: string | null;
  /** Newest first; newer than all of `posts`. */
  held: readonly PostSummary[];
  /** True when posts are missing between `held` and `posts`: the list has to be read again to show them. */
  gap: boolean;
}

export interface Page {
  posts: readonly PostSummary[];
  next: string | null;
}

/** More live posts than this are not piled up in memory; the list is read again instead. */
export const heldLimit = 5000;

export const emptyList: PostList = { phase: 'loading', posts: [], next: null, held: [], gap: false };

/**
 * Takes a first page. What arrived while it was read is put on top; it replaces the list unless both overlap.
 *
 * @param asOf the newest id that was known when the reading began: the page says nothing about what came after it
 */
export function readHead(list: PostList, page: Page, asOf = Number.POSITIVE_INFINITY): PostList {
  const pageTop = page.posts[0]?.id ?? 0;
  const since = Math.max(pageTop, asOf);
  const early = [...list.held.filter((post) => post.id > pageTop), ...list.posts.filter((post) => post.id > since)];
  if (list.phase !== 'ready') {
    return { phase: 'ready', posts: [...early, ...page.posts], next: page.next, held: [], gap: false };
  }
  const bottom = page.posts.at(-1)?.id ?? 0;
  const top = list.posts[0]?.id ?? 0;
  if (page.next !== null && bottom > top) {
    return { phase: 'ready', posts: [...early, ...page.posts], next: page.next, held: [], gap: false };
  }
  // The page is the newer truth for its own stretch of ids; below it the list stays as it is.
  const older = list.posts.filter((post) => post.id < bottom);
  const next = page.next === null ? null : list.next;
  return {
    phase: 'ready',
    posts: [...early, ...page.posts, ...(page.next === null ? [] : older)],
    next,
    held: [],
    gap: false,
  };
}

/** The newest id that the list knows; 0 for none. */
export function newestOf(list: PostList): number {
  return list.held[0]?.id ?? list.posts[0]?.id ?? 0;
}

/** Appends an older page. */
export function readTail(list: PostList, page: Page): PostList {
  const bottom = list.posts.at(-1)?.id ?? Number.POSITIVE_INFINITY;
  return { ...list, posts: [...list.posts, ...page.posts.filter((post) => post.id < bottom)], next: page.next };
}

/**
 * Takes a live batch (oldest first).
 *
 * @param hold true while the user paused the list, or while it is being read
 */
export function arrive(list: PostList, batch: readonly PostSummary[], hold: boolean): PostList {
  const top = list.held[0]?.id ?? list.posts[0]?.id ?? 0;
  const fresh = batch.filter((post) => post.id > top).reverse();
  if (fresh.length === 0) return list;
  if (!hold && list.phase === 'ready' && list.held.length === 0 && !list.gap) {
    return { ...list, posts: [...fresh, ...list.posts] };
  }
  const held = [...fresh, ...list.held];
  if (held.length <= heldLimit) return { ...list, held };
  return { ...list, held: held.slice(0, heldLimit), gap: true };
}

/** Shows what was held back. With a gap the caller reads the head of the list instead. */
export function release(list: PostList): PostList {
  if (list.gap || list.held.length === 0) return list;
  return { ...list, posts: [...list.held, ...list.posts], held: [] };
}

/** Takes new marks over. */
export function change(list: PostList, changed: readonly PostSummary[]): PostList {
  const [posts, held] = [withChanges(list.posts, changed), withChanges(list.held, changed)];
  return posts === list.posts && held === list.held ? list : { ...list, posts, held };
}

/** Posts with what changed of them; the same list when nothing did. */
export function withChanges(posts: readonly PostSummary[], changed: readonly PostSummary[]): readonly PostSummary[] {
  const byId = new Map(changed.map((post) => [post.id, post]));
  return posts.some((post) => byId.has(post.id)) ? posts.map((post) => byId.get(post.id) ?? post) : posts;
}

/** Takes posts away. */
export function drop(list: PostList, gone: (post: PostSummary) => boolean): PostList {
  const keep = (post: PostSummary) => !gone(post);
  if (list.posts.every(keep) && list.held.every(keep)) return list;
  return { ...list, posts: list.posts.filter(keep), held: list.held.filter(keep) };
}

/**
 * Takes a page as the truth for its own stretch of ids: what the list has there and the page has not is gone.
 *
 * @param top the newest id that the page could have had
 */
export function reconcile(list: PostList, page: Page, top: number): PostList {
  const known = new Set(page.posts.map((post) => post.id));
  const bottom = page.next === null ? 0 : (page.posts.at(-1)?.id ?? 0);
  return change(
    drop(list, ({ id }) => id <= top && id >= bottom && !known.has(id)),
    page.posts,
  );
}

/** Takes a page that begins with a post to be shown; it replaces the list unless both overlap. `above`: newer posts are missing. */
export function showAround(list: PostList, page: Page, above: boolean): PostList {
  const [top, bottom] = [page.posts[0]?.id ?? 0, page.posts.at(-1)?.id ?? 0];
  const [listTop, listBottom] = [list.posts[0]?.id ?? 0, list.posts.at(-1)?.id ?? 0];
  if (list.phase !== 'ready' || bottom > listTop || top < listBottom) {
    return { phase: 'ready', posts: page.posts, next: page.next, held: [], gap: above };
  }
  const newer = list.posts.filter((post) => post.id > top);
  const older = list.posts.filter((post) => post.id < bottom);
  const isBelow = older.length > 0 || bottom === listBottom;
  return {
    ...list,
    posts: [...newer, ...page.posts, ...older],
    next: isBelow ? list.next : page.next,
    held: list.held.filter((post) => post.id > top),
    gap: newer.length > 0 ? list.gap : above,
  };
}

/** Puts posts on top of a list that begins somewhere below the newest. `whole`: there are no newer ones. */
export function extendUp(list: PostList, newer: readonly PostSummary[], whole: boolean): PostList {
  const top = list.posts[0]?.id ?? 0;
  const fresh = newer.filter((post) => post.id > top);
  if (!whole) return { ...list, posts: [...fresh, ...list.posts] };
  return { ...list, posts: [...fresh, ...list.posts], held: [], gap: false };
}

/** Lets go of the oldest posts; they are read again when they are scrolled to. */
export function trim(list: PostList, most: number): PostList {
  const last = list.posts[most - 1];
  if (list.posts.length <= most || !last) return list;
  return { ...list, posts: list.posts.slice(0, most), next: String(last.id) };
}

/** Takes the head of the list, read again: without a gap in between it is merged, else it waits as a gap or replaces the list. */
export function mergeHead(list: PostList, page: Page, how: { hold: boolean; asOf?: number }): PostList {
  const bottom = page.posts.at(-1)?.id ?? 0;
  const top = list.held[0]?.id ?? list.posts[0]?.id ?? 0;
  const joined = page.next === null || bottom <= top;
  if (how.hold) {
    const next = arrive(list, [...page.posts].reverse(), true);
    return joined ? next : { ...next, gap: true };
  }
  return readHead(list, page, how.asOf);
}
