import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barAt,
  bars,
  barsPath,
  barsRange,
  shareOf,
  spans,
  uncountedBars,
  windowOf,
} from '../../renderer/search/traffic.ts';

const now = Date.UTC(2026, 10, 22, 10, 2, 11, 482);
const chart = { from: 1000, to: 7000, bucketMs: 100, counts: Array.from({ length: 60 }, () => 1), exact: true };

describe('the traffic chart', () => {
  it.each(spans.filter((span) => span !== 'all'))('moves on by whole bars over %s', (span) => {
    const { from = 0, to = 0 } = windowOf(span, now);
    const bar = (to - from) / bars;
    expect(from % bar).toBe(0);
    expect(to).toBeGreaterThan(now);
    expect(to - now).toBeLessThanOrEqual(bar);
    expect(windowOf(span, to - 1)).toEqual({ from, to });
    expect(windowOf(span, to)).toEqual({ from: from + bar, to: to + bar });
  });

  it('leaves the ends of all time to the server', () => {
    expect(windowOf('all', now)).toEqual({});
  });

  it('finds the bar under the pointer, also beyond the edges', () => {
    expect([barAt(-1, 60), barAt(0, 60), barAt(0.5, 60), barAt(1, 60), barAt(2, 60)]).toEqual([0, 0, 30, 59, 59]);
  });

  it('chooses the same stretch from either side', () => {
    expect(barsRange(chart, 3, 5)).toEqual({ after: 1300, before: 1600 });
    expect(barsRange(chart, 5, 3)).toEqual(barsRange(chart, 3, 5));
  });

  it('shows a stretch where it was chosen', () => {
    const bar = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(bar, bar, (a, b) => {
        const share = shareOf(chart, barsRange(chart, a, b));
        expect(share?.start).toBeCloseTo(Math.min(a, b) / 60);
        expect(share?.end).toBeCloseTo((Math.max(a, b) + 1) / 60);
      }),
    );
  });

  it('shows the part that is in sight, or nothing', () => {
    expect(shareOf(chart, { after: 4000, before: null })).toEqual({ start: 0.5, end: 1 });
    expect(shareOf(chart, { after: null, before: 900 })).toBeNull();
    expect(shareOf(chart, { after: null, before: null })).toBeNull();
  });

  it('tells what was not counted from what was none', () => {
    expect(uncountedBars({ ...chart, counts: [0, 0, 3, 0] })).toBe(0);
    expect(uncountedBars({ ...chart, counts: [0, 0, 3, 0], exact: false })).toBe(2);
    expect(uncountedBars({ ...chart, counts: [0, 0], exact: false })).toBe(2);
  });

  it('draws a bar for every stretch with a post, however few they are beside the others', () => {
    expect(barsPath([0, 0], 20)).toBe('');
    expect(barsPath([10_000, 1, 0], 20)).toBe('M0.1 20v-20h0.8v20zM1.1 20v-2h0.8v2z');
  });
});
