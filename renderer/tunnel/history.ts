import type { Tunnel, TunnelHistory } from '../../contract/index.ts';
import { spanLengths } from './stretches.ts';

/** What is older than the longest span that is drawn is dropped. */
const longestSpanMs = spanLengths.day;
/** A tunnel that flaps without pause may not grow the record for ever. */
const keptStates = 5000;
const keptProbes = 20_000;

/**
 * Takes a live snapshot of the tunnel over into the history: a change of state, a better
 * reason for it, a probe, or none of them. What the history
 * already has is not added twice.
 */
export function withTunnel(history: TunnelHistory, tunnel: Tunnel): TunnelHistory {
  const { state, since, provider, url, reason, lastProbe } = tunnel;
  const last = history.states.at(-1);
  const lastProbeAt = history.probes.at(-1)?.at ?? '';
  const isNewState = last === undefined || (since > last.at && !(state === last.state && provider === last.provider));
  const isNewProbe = lastProbe !== null && lastProbe.at > lastProbeAt;
  const isOtherReason = !isNewState && last?.state === state && reason !== null && last.reason !== reason;
  if (!isNewState && !isNewProbe && !isOtherReason) return history;
  const oldest = new Date(Date.parse(isNewState ? since : (lastProbe?.at ?? since)) - longestSpanMs).toISOString();
  return {
    ...history,
    states: isNewState
      ? recentStates([...history.states, { at: since, state, provider, url, reason }], oldest)
      : isOtherReason
        ? [...history.states.slice(0, -1), { ...last, reason }]
        : history.states,
    probes: isNewProbe
      ? [
          ...history.probes.filter((probe) => probe.at >= oldest).slice(-keptProbes),
          { at: lastProbe.at, ok: lastProbe.ok, roundTripMs: lastProbe.roundTripMs },
        ]
      : history.probes,
  };
}

/** The state in force when the span begins is kept too, however long ago it came. */
function recentStates(states: TunnelHistory['states'], oldest: string): TunnelHistory['states'] {
  const first = states.findIndex((each) => each.at >= oldest);
  return states.slice(Math.max(0, first - 1, states.length - keptStates));
}
