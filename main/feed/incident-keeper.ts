import type { Incident } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';
import type { Feed } from './feed.ts';

/** Incidents that wait to be written; a flood of broken requests must not crowd out posts. */
const maxWaiting = 50;

type NewIncident = Omit<Incident, 'id'>;

export interface IncidentKeeper {
  keep(incident: NewIncident): void;
  /** Writes what waits, without a rest from now on. Resolves when it is written. */
  settled(): Promise<void>;
}

/**
 * Stores incidents and tells them to the views. One that comes alone is written at once. What comes within a moment behind it is
 * written in one transaction, so a flood of them takes little of the disk from posts; a kill may lose that moment. What a flood brings
 * beyond the bound is left out; the next one says how many.
 */
export function createIncidentKeeper(options: {
  store: Pick<Store, 'addIncidents'>;
  feed: Pick<Feed, 'publish'>;
  onFault(error: unknown): void;
}): IncidentKeeper {
  const { store, feed, onFault } = options;
  const { promise: closing, resolve: close } = Promise.withResolvers<void>();
  let waiting: NewIncident[] = [];
  let underWay = 0;
  let leftOut = 0;
  let writing: Promise<void> | null = null;

  function withGap(incident: NewIncident): NewIncident {
    if (leftOut === 0) return incident;
    const gap = `${leftOut} more came before it, too fast to be kept.`;
    leftOut = 0;
    return { ...incident, sentence: `${incident.sentence} ${gap}` };
  }

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      underWay = batch.length;
      try {
        for (const incident of await store.addIncidents(batch)) feed.publish({ type: 'incident', incident });
      } catch (error) {
        onFault(error);
      }
      underWay = 0;
      await pause();
    }
    writing = null;
  }

  /** Until more may have come, or until the app closes. */
  async function pause(): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, limits.feed.incidentsMs);
    await Promise.race([over, closing]);
    clearTimeout(timer);
  }

  return {
    keep(incident) {
      if (waiting.length + underWay >= maxWaiting) {
        leftOut++;
        return;
      }
      waiting.push(withGap(incident));
      writing ??= write();
    },
    async settled() {
      close();
      await writing;
    },
  };
}
