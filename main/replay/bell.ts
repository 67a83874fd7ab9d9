/** Longest time a timer of Node takes, in milliseconds. */
const longestMs = 2 ** 31 - 1;

/** Something to wait for: it rings, or the time is over. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, or after so many milliseconds. */
  wait(ms?: number): Promise<void>;
}

/** A bell for as many as wait for it at once. */
export function createBell(): Bell {
  const waiting = new Set<() => void>();
  return {
    ring() {
      for (const wake of [...waiting]) wake();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        // Forgotten when the time is over, too: some wait many times a second for a bell that never rings.
        const wake = () => {
          waiting.delete(wake);
          if (timer) clearTimeout(timer);
          resolve();
        };
        const timer = ms === undefined ? null : setTimeout(wake, Math.min(ms, longestMs));
        waiting.add(wake);
      }),
  };
}
