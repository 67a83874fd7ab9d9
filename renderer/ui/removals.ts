import type { PostSummary } from '../../contract/index.ts';

/** Posts that were deleted on screen and can still be had back: the core is told only when the time to undo is over. */

/** What is to be deleted: posts by their ids, or all that match a query up to some moment. */
export type RemovalAim =
  | { ids: ReadonlySet<number> }
  | {
      /** The list's query, whose posts vanish from the list, up to this id. */
      shownQuery: string;
      topId: number;
      /** What the core is asked to delete: the same, bounded in time, so that nothing goes that nobody has seen. */
      query: string;
      count: number;
      /** True for the posts of it that are to vanish from lists of other queries. */
      covers(post: PostSummary): boolean;
    };

export interface Removal {
  aim: RemovalAim;
  count: number;
}

export interface RemovalOptions {
  /** Milliseconds in which it can be undone. */
  undoMs: number;
  /** Deletes for good; rejects when it could not, or when `signal` ended it before it was through. */
  delete(aim: RemovalAim, signal: AbortSignal): Promise<void>;
  /** @param hidden what is not shown: `undoable` posts that can still be had back, `deleting` ones that are on their way out */
  onChange(hidden: readonly Removal[], undoable: number, deleting: number): void;
  /** Called once the core has deleted: lists drop the posts. */
  onDeleted(aim: RemovalAim): void;
  /** Deleting failed; the posts are shown again. */
  onFault(error: unknown): void;
  /** Deleting was halted; what is left is shown again. */
  onHalted(): void;
}

export interface Removals {
  remove(aim: RemovalAim): void;
  /** Brings everything back that is not deleted yet. */
  undo(): void;
  /** Ends the deleting that is under way. What is deleted already stays so. */
  halt(): void;
  /** Stops the clock while somebody reads or reaches for the button, and starts it anew. */
  hold(): void;
  resume(): void;
  /** Forgets what is pending: it is not deleted. */
  stop(): void;
}

/** Creates the waiting room. Posts deleted one after another wait together, and come back together. */
export function createRemovals(options: RemovalOptions): Removals {
  let pending: Removal[] = [];
  let underway: Removal[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let halting = new AbortController();
  const tell = () => options.onChange([...pending, ...underway], postsOf(pending), postsOf(underway));

  function start() {
    if (timer) clearTimeout(timer);
    timer = pending.length > 0 ? setTimeout(() => void flush(), options.undoMs) : null;
  }

  async function flush(): Promise<void> {
    timer = null;
    const due = pending;
    underway = [...underway, ...due];
    pending = [];
    tell();
    const { signal } = halting;
    for (const removal of due) {
      try {
        signal.throwIfAborted();
        await options.delete(removal.aim, signal);
        options.onDeleted(removal.aim);
      } catch (error) {
        if (!signal.aborted) options.onFault(error);
      }
      underway = underway.filter((each) => each !== removal);
      tell();
    }
  }

  return {
    remove(aim) {
      const last = pending.at(-1);
      if (last && 'ids' in last.aim && 'ids' in aim) {
        const ids = new Set([...last.aim.ids, ...aim.ids]);
        pending = [...pending.slice(0, -1), { aim: { ids }, count: ids.size }];
      } else {
        pending = [...pending, { aim, count: 'ids' in aim ? aim.ids.size : aim.count }];
      }
      start();
      tell();
    },
    undo() {
      pending = [];
      start();
      tell();
    },
    halt() {
      if (underway.length === 0) return;
      halting.abort();
      halting = new AbortController();
      options.onHalted();
    },
    hold() {
      if (timer) clearTimeout(timer);
      timer = null;
    },
    resume: start,
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      pending = [];
    },
  };
}

function postsOf(removals: readonly Removal[]): number {
  return removals.reduce((sum, { count }) => sum + count, 0);
}

/** Tells which posts of a list are not to be shown; null when all are. */
export function hiddenBy(pending: readonly Removal[], shownQuery: string): ((post: PostSummary) => boolean) | null {
  const rules = pending.map(({ aim }): ((post: PostSummary) => boolean) => {
    if ('ids' in aim) return ({ id }) => aim.ids.has(id);
    return aim.shownQuery === shownQuery ? ({ id }) => id <= aim.topId : aim.covers;
  });
  return rules.length === 0 ? null : (post) => rules.some((rule) => rule(post));
}
