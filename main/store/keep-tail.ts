/** After a call somebody is taken to look at the posts for so long. */
const lookedAtMs = 60_000;

/** How soon it is looked for more. */
const everyMs = 200;

/** Calls that search, or are made by somebody who may soon. */
const looks: ReadonlySet<string> = new Set([
  'list',
  'count',
  'facets',
  'histogram',
  'values',
  'conversations',
  'since',
]);

export interface KeptTail {
  /** The reader served a call of this name. */
  served(op: string): void;
  stop(): void;
}

/**
 * Works ahead of calls to come, a little at a time, between the calls: takes posts that wait for the index into the index of the tail,
 * so that a search in a flood finds most of it done, or goes on counting. Only while somebody looks: nobody else waits for it.
 * @param keepUp does one step; false when there was nothing left to do
 * @param restShare how much longer than the work the rest after it is
 */
export function keepTail(keepUp: () => boolean, restShare: number): KeptTail {
  let lastCall = 0;
  let timer: NodeJS.Timeout | null = null;

  function turn(): void {
    timer = null;
    const began = performance.now();
    let hasMore = false;
    try {
      hasMore = keepUp();
    } catch {
      // The next search meets the same fault and tells it.
    }
    const now = performance.now();
    if (now - lastCall < lookedAtMs) timer = setTimeout(turn, hasMore ? restShare * (now - began) : everyMs);
  }

  return {
    served(op) {
      if (!looks.has(op)) return;
      lastCall = performance.now();
      timer ??= setTimeout(turn, everyMs);
    },
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}
