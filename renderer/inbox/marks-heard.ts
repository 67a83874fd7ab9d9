import type { PostSummary } from '../../contract/index.ts';

/** So many posts whose marks changed last are remembered: enough for what is on its way at that moment. */
const mostKept = 2000;

/**
 * The marks that were told lately. News of a mark may come before its post does, or while a page is on its way that was read
 * before: what comes later then knows less than what was heard.
 */
export interface MarksHeard {
  hear(posts: readonly PostSummary[]): void;
  /** Posts as they were when they were stored, with what was heard of them. */
  onto(posts: readonly PostSummary[]): readonly PostSummary[];
  /** Called before posts are read: what it returns puts onto them what was heard since, which is newer than what they say. */
  begin(): (posts: readonly PostSummary[]) => readonly PostSummary[];
}

/** Creates the memory of one list. */
export function createMarksHeard(): MarksHeard {
  const heard = new Map<number, { post: PostSummary; at: number }>();
  let count = 0;
  const onto = (posts: readonly PostSummary[], since: number) =>
    posts.map((post) => {
      const told = heard.get(post.id);
      return told && told.at > since ? told.post : post;
    });
  return {
    hear(posts) {
      count++;
      for (const post of posts) {
        // The one that was told last stands last, and goes last.
        heard.delete(post.id);
        heard.set(post.id, { post, at: count });
      }
      for (const id of heard.keys()) {
        if (heard.size <= mostKept) break;
        heard.delete(id);
      }
    },
    onto: (posts) => onto(posts, 0),
    begin() {
      const since = count;
      return (posts) => (count === since ? posts : onto(posts, since));
    },
  };
}
