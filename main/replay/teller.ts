/** Tells of changes, at once after a quiet moment and else no more often than every so many milliseconds; the last is always told. */
export function createTeller(everyMs: number, tellNow: () => void): { tell(): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let toldAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  const now = (): void => {
    timer = null;
    if (stopped) return;
    toldAt = performance.now();
    tellNow();
  };
  return {
    tell() {
      if (stopped || timer) return;
      timer = setTimeout(now, Math.max(0, toldAt + everyMs - performance.now()));
    },
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}
