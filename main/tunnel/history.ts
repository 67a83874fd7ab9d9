import type { Tunnel, TunnelHistory } from '../../contract/index.ts';
import { limits } from '../limits.ts';

export interface History {
  /** Takes in what a snapshot tells that was not known before. */
  take(tunnel: Tunnel): void;
  read(): TunnelHistory;
}

/** Keeps the changes of state and the probes of this run, the newest of each, in memory. */
export function createHistory(from: string): History {
  const states: TunnelHistory['states'] = [];
  const probes: TunnelHistory['probes'] = [];
  let lastProbe: Tunnel['lastProbe'] = null;
  return {
    take({ state, provider, url, reason, since, ...tunnel }) {
      const last = states.at(-1);
      if (last?.state !== state || last.provider !== provider || last.url !== url) {
        states.push({
          at: last?.state === state ? (tunnel.lastProbe?.at ?? since) : since,
          state,
          provider,
          url,
          reason,
        });
      } else if (reason !== null) {
        last.reason = reason;
      }
      if (tunnel.lastProbe && tunnel.lastProbe !== lastProbe) {
        const { at, ok, roundTripMs } = tunnel.lastProbe;
        probes.push({ at, ok, roundTripMs });
      }
      lastProbe = tunnel.lastProbe;
      // Cut in large steps, because each cut moves all that stays.
      if (states.length > limits.tunnel.historyStates * 1.1)
        states.splice(0, states.length - limits.tunnel.historyStates);
      if (probes.length > limits.tunnel.historyProbes * 1.1)
        probes.splice(0, probes.length - limits.tunnel.historyProbes);
    },
    read: () => ({ from, states: [...states], probes: [...probes] }),
  };
}
