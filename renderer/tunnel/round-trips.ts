import type { TunnelHistory } from '../../contract/index.ts';
import type { Span } from './stretches.ts';

/** Probes further apart than this are not joined by a line: nothing was measured in between. Milliseconds. */
const joinedMs = 60_000;

/** What the chart draws: times in seconds since 1970 (as uPlot wants them), round trips in milliseconds. */
export interface RoundTrips {
  times: number[];
  /** Null breaks the line: a probe that missed, or a time without probes. */
  values: (number | null)[];
  /** Times of the probes that missed, seconds. */
  misses: number[];
  /** Milliseconds; null without a single good probe. */
  median: number | null;
  slowest: number | null;
  probes: number;
}

/** The round trips of the probes within a span. */
export function roundTripsOf(history: Pick<TunnelHistory, 'probes'>, span: Span): RoundTrips {
  const times: number[] = [];
  const values: (number | null)[] = [];
  const misses: number[] = [];
  const good: number[] = [];
  let probes = 0;
  let before: number | null = null;
  for (const probe of history.probes) {
    const at = Date.parse(probe.at);
    if (at < span.from || at > span.to) continue;
    probes += 1;
    if (before !== null && at - before > joinedMs) {
      times.push((before + at) / 2000);
      values.push(null);
    }
    before = at;
    const value = probe.ok ? probe.roundTripMs : null;
    times.push(at / 1000);
    values.push(value);
    if (value !== null) good.push(value);
    if (!probe.ok) misses.push(at / 1000);
  }
  good.sort((a, b) => a - b);
  return {
    times,
    values,
    misses,
    median: good[Math.floor((good.length - 1) / 2)] ?? null,
    slowest: good.at(-1) ?? null,
    probes,
  };
}
