import type { PostSummary } from '../../contract/index.ts';

/** The newest of the posts that came before the given one; null when there is none. */
export function previousOf(
  post: Pick<PostSummary, 'id' | 'receivedAt'>,
  posts: readonly PostSummary[],
): PostSummary | null {
  const at = (each: Pick<PostSummary, 'receivedAt'>) => Date.parse(each.receivedAt);
  const earlier = posts.filter((each) => at(each) < at(post) || (at(each) === at(post) && each.id < post.id));
  return earlier.toSorted((a, b) => at(b) - at(a) || b.id - a.id)[0] ?? null;
}

/** What was typed as a query: a bare number is the id of a post. */
export function queryFor(typed: string): string {
  const text = typed.trim();
  const id = /^#?(\d{1,15})$/.exec(text)?.[1];
  return id === undefined ? text : `id:${id}`;
}
