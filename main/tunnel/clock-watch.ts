/** Timers may be late by this much on a busy machine; more means that the machine slept or its clock was set. */
const jumpMs = 5000;

/**
 * Tells when the wall clock jumped between two ticks of a timer: timers stand still while a machine sleeps, its clock does
 * not.
 * @param now milliseconds since 1970.
 * @param everyMs milliseconds between two looks at the clock.
 * @returns a function that ends the watch.
 */
export function watchClock(now: () => number, onJump: () => void, everyMs = 2000): () => void {
  let last = now();
  const timer = setInterval(() => {
    const current = now();
    const jumped = Math.abs(current - last - everyMs) > jumpMs;
    last = current;
    if (jumped) onJump();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
