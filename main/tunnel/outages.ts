import type { Outage } from '../../contract/index.ts';

/** An outage as the supervisor tells it: twice, with `to` null when it begins and again, otherwise equal, when it ends. */
export type OutageNews = Omit<Outage, 'id'>;

export interface OutageWatch {
  /** A probe missed, at the given instant (ISO 8601): if this turns out to be an outage, it began no later. */
  missed(at: string): void;
  /** The tunnel is down. Only a tunnel that was up can have an outage, and one at a time. */
  down(at: string, reason: string): void;
  /** A good probe. */
  up(at: string): void;
}

export function watchOutages(provider: string, tell: (outage: OutageNews) => void): OutageWatch {
  let wasUp = false;
  let firstMiss: string | null = null;
  let current: OutageNews | null = null;
  return {
    missed(at) {
      firstMiss ??= at;
    },
    down(at, reason) {
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
