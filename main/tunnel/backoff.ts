import type { Limits } from '../limits.ts';

/** The tunnel's limits; tests override single ones. */
export type TunnelLimits = { readonly [name in keyof Limits['tunnel']]: number };

/**
 * How long to wait before the next attempt. The wait doubles from `firstRetryMs` to `lastRetryMs` and is scattered around
 * that, so that clients that lost the same server do not all come back in the same instant.
 * @param attempt failures in a row; 0 means none, and then there is no wait.
 * @param random a number from 0 up to 1.
 * @returns milliseconds.
 */
export function backoffMs(
  attempt: number,
  limits: Pick<TunnelLimits, 'firstRetryMs' | 'lastRetryMs'>,
  random: number,
): number {
  if (attempt <= 0) return 0;
  const { firstRetryMs, lastRetryMs } = limits;
  const base = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(attempt - 1, 30));
  const low = Math.max(firstRetryMs, base * 0.75);
  const high = Math.min(lastRetryMs, base * 1.25);
  return Math.round(low + (high - low) * random);
}
