/** Work that can be done in slices: it yields now and then how much of it is done, from 0 to 1. */
export type Sliced<T> = Generator<number, T, void>;

/** Does it all at once. */
export function runAtOnce<T>(work: Sliced<T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/**
 * Does work in slices and lets the window draw and answer between them.
 * @param options.sliceMs how long a slice may take, in milliseconds
 * @throws the reason of `signal` when that is aborted
 */
export async function runInSlices<T>(
  work: Sliced<T>,
  options: { signal: AbortSignal; sliceMs?: number; onProgress?: (share: number) => void },
): Promise<T> {
  const { signal, sliceMs = 12, onProgress } = options;
  for (;;) {
    signal.throwIfAborted();
    const until = performance.now() + sliceMs;
    let step = work.next();
    while (!step.done && performance.now() < until) step = work.next();
    if (step.done) return step.value;
    onProgress?.(step.value);
    await new Promise((resume) => setTimeout(resume));
  }
}
