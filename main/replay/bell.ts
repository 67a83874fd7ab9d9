/** Longest time a timer of Node takes, in milliseconds. */
const longestMs = 2 ** 31 - 1;

/** Something to wait for: it rings, or the time is over. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, or after so many milliseconds. */
  wait(ms?: number): Promise<void>;
}

export function createBell(): Bell {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = ms === undefined ? null : setTimeout(resolve, Math.min(ms, longestMs));
        waiting.push(() => {
          if (timer) clearTimeout(timer);
          resolve();
        });
      }),
  };
}
