import type { Histogram } from '../../contract/index.ts';
import { clockParts } from '../ui/time.ts';

export const spans = ['30m', '3h', '24h', '7d', 'all'] as const;
export type SpanName = (typeof spans)[number];

/** Bars of the chart. */
export const bars = 60;

const spanMs: Record<Exclude<SpanName, 'all'>, number> = {
  '30m': 30 * 60_000,
  '3h': 3 * 3_600_000,
  '24h': 24 * 3_600_000,
  '7d': 7 * 24 * 3_600_000,
};

/**
 * The stretch of time that the chart shows, ending with the bar that is now filling up. It moves on by whole bars, so that a
 * post stays in its bar.
 * @returns nothing for all time: the server knows when it began
 */
export function windowOf(span: SpanName, now: number): { from?: number; to?: number } {
  if (span === 'all') return {};
  const bucket = spanMs[span] / bars;
  const to = (Math.floor(now / bucket) + 1) * bucket;
  return { from: to - spanMs[span], to };
}

/** The bar at a place of the chart, given as a share of its width. */
export function barAt(share: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(share * count)));
}

/** The time that bars cover, both included, in either order. */
export function barsRange(histogram: Histogram, first: number, last: number): { after: number; before: number } {
  const [low, high] = first <= last ? [first, last] : [last, first];
  const { from, bucketMs, to } = histogram;
  return {
    after: from + low * bucketMs,
    before: Math.min(Math.max(to, from + bucketMs), from + (high + 1) * bucketMs),
  };
}

/** The part of the chart that a range covers, as shares of its width; null when none of it is in sight. */
export function shareOf(
  histogram: Histogram,
  range: { after: number | null; before: number | null },
): { start: number; end: number } | null {
  const width = histogram.to - histogram.from;
  if (width <= 0 || (range.after === null && range.before === null)) return null;
  const place = (time: number) => Math.max(0, Math.min(1, (time - histogram.from) / width));
  const start = range.after === null ? 0 : place(range.after);
  const end = range.before === null ? 1 : place(range.before);
  return end > start ? { start, end } : null;
}

/** How many bars at the left nobody counted: when only the newest posts were, those before the oldest one that was. */
export function uncountedBars(histogram: Histogram): number {
  if (histogram.exact) return 0;
  const first = histogram.counts.findIndex((count) => count > 0);
  return first < 0 ? histogram.counts.length : first;
}

/** The outline of all bars in a box of 1 × 1 for each, as an SVG path. A bar with a post is never invisible. */
export function barsPath(counts: readonly number[], height: number): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count, index) => {
      if (count === 0) return '';
      const tall = Math.max(2, (count / most) * height);
      return `M${index + 0.1} ${height}v${-round(tall)}h0.8v${round(tall)}z`;
    })
    .join('');
}

/** `10:02`, with the day when it is not today's. Bars of a minute or less show seconds. */
export function barTime(time: number, bucketMs: number, now: Date): string {
  const { day, seconds } = clockParts(new Date(time).toISOString(), now);
  const clock = bucketMs < 60_000 ? seconds : seconds.slice(0, -3);
  return day === null ? clock : `${day} ${clock}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
