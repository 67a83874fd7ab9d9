import type { PostSummary } from '../../contract/index.ts';

type Posts = readonly Pick<PostSummary, 'id'>[];

/** Which posts are selected. Opening a post selects nothing; an empty selection means that actions are about the open one. */
export interface Selection {
  ids: ReadonlySet<number>;
  /** Where a range begins, and the end that moves. */
  anchor: number | null;
  head: number | null;
  /** Set when everything that matches a query is selected, loaded or not: then `ids` are those among the loaded posts. */
  every: Every | null;
}

/** All posts that matched when it was asked for: what comes later is not among them. */
export interface Every {
  query: string;
  /** The newest of them. */
  topId: number;
  count: number;
  /** False when there are more than counted. */
  exact: boolean;
}

export const noSelection: Selection = { ids: new Set(), anchor: null, head: null, every: null };

/** Adds a post or takes it away. The first one to be added takes the open post along, as it looks selected. */
export function toggle(selection: Selection, id: number, openId: number | null): Selection {
  const ids = new Set(selection.ids);
  if (ids.size === 0 && openId !== null && openId !== id) ids.add(openId);
  if (!ids.delete(id)) ids.add(id);
  return ids.size === 0 ? noSelection : { ids, anchor: id, head: id, every: null };
}

/** Selects from where the last range began, else from the open post, to this one. */
export function extendTo(
  selection: Selection,
  id: number,
  options: { posts: Posts; openId: number | null },
): Selection {
  const { posts, openId } = options;
  const anchor = selection.anchor ?? openId ?? id;
  const [low, high] = anchor < id ? [anchor, id] : [id, anchor];
  const ids = new Set(selection.ids);
  // The part of the old range that the new one does not reach is given back.
  if (selection.head !== null && selection.anchor !== null) {
    const [from, to] = [Math.min(selection.anchor, selection.head), Math.max(selection.anchor, selection.head)];
    for (const post of posts) if (post.id >= from && post.id <= to) ids.delete(post.id);
  }
  for (const post of posts) if (post.id >= low && post.id <= high) ids.add(post.id);
  return { ids, anchor, head: id, every: null };
}

/** Moves the end of the range by one post, as Shift with an arrow does. */
export function extendBy(
  selection: Selection,
  by: 1 | -1,
  options: { posts: Posts; openId: number | null },
): Selection {
  const { posts, openId } = options;
  const from = selection.head ?? openId;
  const at = posts.findIndex((post) => post.id === from);
  const next = posts[at < 0 ? 0 : Math.max(0, Math.min(posts.length - 1, at + by))];
  return next ? extendTo(selection, next.id, options) : selection;
}

/** All loaded posts. */
export function selectLoaded(posts: Posts): Selection {
  if (posts.length === 0) return noSelection;
  return {
    ids: new Set(posts.map((post) => post.id)),
    anchor: posts[0]?.id ?? null,
    head: posts.at(-1)?.id ?? null,
    every: null,
  };
}

/** Without posts that are gone. */
export function without(selection: Selection, gone: (id: number) => boolean): Selection {
  const ids = new Set([...selection.ids].filter((id) => !gone(id)));
  if (ids.size === selection.ids.size) return selection;
  return ids.size === 0 ? noSelection : { ...selection, ids };
}

/** Tells whether a post is selected. */
export function isSelected(selection: Selection, id: number): boolean {
  return selection.ids.has(id) || (selection.every !== null && id <= selection.every.topId);
}

/** How many posts are selected. */
export function sizeOf({ every, ids }: Selection): number {
  return every?.count ?? ids.size;
}
