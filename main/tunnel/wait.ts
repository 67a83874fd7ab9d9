/**
 * Waits; an abort ends the wait early and is no error.
 * @param ms milliseconds.
 */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** A wait that others can cut short. */
export interface Pause {
  /** Waits `ms` milliseconds, or until `wake()`; a `wake()` that came while nobody waited ends the next wait at once. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  wake(): void;
}

/** A pause for one waiter at a time. */
export function createPause(): Pause {
  let woken = false;
  let current: AbortController | null = null;
  return {
    async wait(ms, signal) {
      if (woken) {
        woken = false;
        return;
      }
      current = new AbortController();
      await wait(ms, AbortSignal.any([signal, current.signal]));
      current = null;
      woken = false;
    },
    wake() {
      woken = true;
      current?.abort();
    },
  };
}

/** Resolves when `work` has settled either way, at the latest after `ms` milliseconds. */
export async function settledWithin(work: Promise<unknown>, ms: number): Promise<void> {
  const limit = new AbortController();
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([settled, wait(ms, limit.signal)]);
  limit.abort();
}
