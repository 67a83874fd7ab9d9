import { expect, test } from 'vitest';
import { watchClock } from '../../main/tunnel/clock-watch.ts';

test('a jump of the clock is told once, whichever way it went; its steady course is not', async () => {
  let offset = 0;
  let looks = 0;
  let jumps = 0;
  const now = () => {
    looks += 1;
    return Date.now() + offset;
  };
  const stop = watchClock(now, () => (jumps += 1), 20);
  const threeMoreLooks = async () => {
    const before = looks;
    await expect.poll(() => looks, { interval: 5 }).toBeGreaterThanOrEqual(before + 3);
  };
  try {
    await threeMoreLooks();
    expect(jumps).toBe(0);
    offset = 3_600_000;
    await threeMoreLooks();
    expect(jumps).toBe(1);
    offset = -3_600_000;
    await threeMoreLooks();
    expect(jumps).toBe(2);
  } finally {
    stop();
  }
});
