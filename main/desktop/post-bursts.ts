import type { PostSummary } from '../../contract/index.ts';

/** Posts that came close together, told as one. */
export interface Burst {
  count: number;
  /** Of the posts whose summaries were told; a flood leaves some out. */
  kinds: Record<PostSummary['kind'], number>;
  /** The newest. */
  last: PostSummary;
}

export interface BurstOptions {
  /** Milliseconds without a post that end a burst. */
  quietMs: number;
  /** A burst is told after this many milliseconds even if posts go on coming. */
  longestMs: number;
  /** Milliseconds between two notifications. */
  restMs: number;
  /** Called with everything that came since the user last looked. */
  tell(burst: Burst): void;
}

/**
 * Counts the posts that events tell of. Where one leaves some out, their numbers say how many: the number of posts stored may
 * be ahead of an event, by posts that the next one tells of.
 */
export function countArrivals(): (event: { posts: readonly PostSummary[]; skipped: boolean }) => number {
  let newest: number | null = null;
  return ({ posts, skipped }) => {
    const before = newest;
    newest = posts.at(-1)?.id ?? newest;
    return skipped && before !== null && newest !== null ? newest - before : posts.length;
  };
}

/** Gathers new posts, so that a flood of them is one notification. */
export function gatherPosts({ quietMs, longestMs, restMs, tell }: BurstOptions) {
  let burst: Burst | null = null;
  let firstAt = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function plan(): void {
    const now = performance.now();
    const at = Math.max(Math.min(now + quietMs, firstAt + longestMs), toldAt + restMs);
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        timer = undefined;
        toldAt = performance.now();
        if (burst) tell(burst);
      },
      Math.max(0, at - now),
    );
  }

  return {
    /** @param count how many came, at least as many as `posts` tells of */
    add(posts: readonly PostSummary[], count: number): void {
      const last = posts.at(-1);
      if (!last) return;
      if (timer === undefined) firstAt = performance.now();
      const kinds = burst?.kinds ?? { callback: 0, status: 0, other: 0 };
      for (const { kind } of posts) kinds[kind] += 1;
      burst = { count: (burst?.count ?? 0) + count, kinds, last };
      plan();
    },
    /** The user looks at the window: what came until now needs no telling. */
    seen(): void {
      clearTimeout(timer);
      timer = undefined;
      burst = null;
      toldAt = Number.NEGATIVE_INFINITY;
    },
  };
}
