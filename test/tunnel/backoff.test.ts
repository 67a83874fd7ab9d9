import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { backoffMs } from '../../main/tunnel/backoff.ts';

const oneToSixty = { firstRetryMs: 1000, lastRetryMs: 60_000 };
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the back-off', () => {
  test('is 1 s to 60 s in the app', () => {
    expect(limits.tunnel).toMatchObject(oneToSixty);
  });

  test('does not wait before a first attempt', () => {
    expect(backoffMs(0, oneToSixty, 0.5)).toBe(0);
  });

  test('doubles, in the middle of its scatter', () => {
    const waits = [2, 3, 4, 5, 6].map((attempt) => backoffMs(attempt, oneToSixty, 0.5));
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000]);
  });

  test('stays within its bounds whatever the attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), unit, (attempt, random) => {
        const ms = backoffMs(attempt, oneToSixty, random);
        return ms >= 1000 && ms <= 60_000;
      }),
    );
  });

  test('is scattered at every attempt, the last ones included', () => {
    for (const attempt of [1, 2, 5, 50]) {
      expect(backoffMs(attempt, oneToSixty, 0)).toBeLessThan(backoffMs(attempt, oneToSixty, 0.99));
    }
  });
});
