import type { Outage } from '../../contract/index.ts';

/** An outage as the supervisor tells it: twice, with `to` null when it begins and again, otherwise equal, when it ends. */
export type OutageNews = Omit<Outage, 'id'>;

export interface OutageWatch {
  /** A probe missed, at the given instant (ISO 8601): if this turns out to be an outage, it began no later. */
  missed(at: string): void;
  /** The tunnel is down. Only a tunnel that was up, in this run or an earlier one, can have an outage, and one at a time. */
  down(news: { at: string; reason: string; provider: string }): void;
  /** A good probe. */
  up(at: string): void;
}

export interface OutageWatchOptions {
  /** An outage of an earlier run that nothing has ended yet. */
  open: OutageNews | null;
  tell(outage: OutageNews): void;
}

/** Makes outages out of what is known of the tunnel, beginning with the one that an earlier run left open. */
export function watchOutages(options: OutageWatchOptions): OutageWatch {
  const { tell } = options;
  let wasUp = false;
  let firstMiss: string | null = null;
  let current = options.open;
  return {
    missed(at) {
      firstMiss ??= at;
    },
    down({ at, reason, provider }) {
      if (!wasUp || current) return;
      current = { from: firstMiss ?? at, to: null, provider, reason };
      tell(current);
    },
    up(at) {
      wasUp = true;
      firstMiss = null;
      if (current) tell({ ...current, to: at });
      current = null;
    },
  };
}
