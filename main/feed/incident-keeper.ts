import type { Incident } from '../../contract/index.ts';
import type { Store } from '../store/types.ts';
import type { Feed } from './feed.ts';

/** Incidents that wait to be written; a flood of broken requests must not crowd out posts. */
const maxWaiting = 50;

/** Stores incidents and tells them to the views. What a flood brings beyond the bound is left out; the next one says how many. */
export function createIncidentKeeper(options: {
  store: Pick<Store, 'addIncident'>;
  feed: Pick<Feed, 'publish'>;
  onFault(error: unknown): void;
}): (incident: Omit<Incident, 'id'>) => void {
  let waiting = 0;
  let leftOut = 0;

  function withGap(incident: Omit<Incident, 'id'>): Omit<Incident, 'id'> {
    if (leftOut === 0) return incident;
    const gap = `${leftOut} more came before it, too fast to be kept.`;
    leftOut = 0;
    return { ...incident, sentence: `${incident.sentence} ${gap}` };
  }

  return (incident) => {
    if (waiting >= maxWaiting) {
      leftOut++;
      return;
    }
    waiting++;
    options.store
      .addIncident(withGap(incident))
      .then((kept) => options.feed.publish({ type: 'incident', incident: kept }))
      .catch(options.onFault)
      .finally(() => {
        waiting--;
      });
  };
}
