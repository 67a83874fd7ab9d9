import type { TunnelHistory, TunnelState } from '../../contract/index.ts';

/** `unknown` is the time before there was a record. */
export type BandState = TunnelState | 'unknown';

/** A stretch of time in one state; times in milliseconds since 1970. */
export interface Stretch {
  state: BandState;
  from: number;
  to: number;
  provider: string | null;
  reason: string | null;
  /** How many changes of state it stands for when they are too short to be drawn one by one. */
  changes: number;
}

const minute = 60_000;
/** The spans to choose from, milliseconds. */
export const spanLengths = { quarter: 15 * minute, hour: 60 * minute, day: 24 * 60 * minute } as const;
export type SpanName = keyof typeof spanLengths;

export interface Span {
  from: number;
  to: number;
}

/** The states within a span, oldest first, without holes: together they fill it exactly. */
export function stretchesOf(history: Pick<TunnelHistory, 'states'>, span: Span): Stretch[] {
  const result: Stretch[] = [];
  const add = (next: Stretch) => {
    const from = Math.max(next.from, span.from);
    const to = Math.min(next.to, span.to);
    if (to <= from) return;
    const last = result.at(-1);
    if (last && last.state === next.state && last.provider === next.provider && last.reason === next.reason) {
      last.to = to;
    } else result.push({ ...next, from, to });
  };
  const first = history.states[0];
  const begin = first ? Date.parse(first.at) : span.to;
  add({ state: 'unknown', from: span.from, to: begin, provider: null, reason: null, changes: 1 });
  history.states.forEach((each, index) => {
    const next = history.states[index + 1];
    const { state, provider, reason } = each;
    add({
      state,
      from: Date.parse(each.at),
      to: next ? Date.parse(next.at) : span.to,
      provider,
      reason,
      changes: 1,
    });
  });
  return result;
}

const severity: readonly BandState[] = ['unknown', 'off', 'online', 'connecting', 'reconnecting', 'offline'];

/**
 * Joins neighbours that are each shorter than `leastMs`, so that a flapping tunnel costs no more to draw than a calm one. The
 * worst state gives the joined stretch its look: trouble is never thinned away.
 */
export function thin(stretches: readonly Stretch[], leastMs: number): Stretch[] {
  const result: Stretch[] = [];
  for (const next of stretches) {
    const last = result.at(-1);
    if (last && last.to - last.from < leastMs && next.to - next.from < leastMs) {
      const worse = severity.indexOf(next.state) > severity.indexOf(last.state) ? next : last;
      const { state, provider, reason } = worse;
      Object.assign(last, { state, provider, reason, to: next.to, changes: last.changes + next.changes });
    } else result.push({ ...next });
  }
  return result;
}

/** How much of the recorded time each state had, the largest share first; the time without a record is left out. */
export function sharesOf(stretches: readonly Stretch[]): { state: TunnelState; share: number }[] {
  const sums = new Map<TunnelState, number>();
  let total = 0;
  for (const { state, from, to } of stretches) {
    if (state === 'unknown') continue;
    sums.set(state, (sums.get(state) ?? 0) + to - from);
    total += to - from;
  }
  return [...sums].map(([state, sum]) => ({ state, share: sum / total })).sort((a, b) => b.share - a.share);
}
