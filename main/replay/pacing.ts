import type { Bell } from './bell.ts';

/** How far starts may fall behind a rate before they are not made up for, in milliseconds. */
const behindMs = 50;

/**
 * Decides when posts start.
 * @param options.rate most starts a second, or null
 * @param options.speed times as fast as the posts came, or null
 * @param options.isHeld true while nothing is to start
 * @param options.isOver true when nothing is to start any more
 * @param options.bell rings when one of them changed
 */
export function createPacing(options: {
  rate: number | null;
  speed: number | null;
  isHeld(): boolean;
  isOver(): boolean;
  bell: Bell;
}) {
  const { rate, speed, isHeld, isOver, bell } = options;
  let first: { at: number; receivedAt: number } | null = null;
  let due = 0;

  /** Waits while the job is held; the schedule moves by as much. */
  async function whileHeld(): Promise<void> {
    if (!isHeld() || isOver()) return;
    const since = performance.now();
    while (isHeld() && !isOver()) await bell.wait();
    const heldMs = performance.now() - since;
    due += heldMs;
    if (first) first.at += heldMs;
  }

  return {
    /** Whether any post may start at once. */
    isFree: (): boolean => rate === null && speed === null && !isHeld(),
    /** Resolves when a post that came at this time (milliseconds since 1970) may start. */
    async turn(receivedAt: number): Promise<void> {
      await whileHeld();
      first ??= { at: performance.now(), receivedAt };
      for (;;) {
        const spaced: number = speed === null ? 0 : first.at + (receivedAt - first.receivedAt) / speed;
        const wait: number = Math.max(due, spaced) - performance.now();
        // Timers are as fine as a millisecond.
        if (isOver() || wait < 1) break;
        await bell.wait(wait);
        await whileHeld();
      }
      if (rate !== null) due = Math.max(due, performance.now() - behindMs) + 1000 / rate;
    },
  };
}
