import type { Delivery, Incident, ReplayJob } from '../../contract/index.ts';

const incidentsShown = 1000;

/** Where the feed keeps how far the import that runs is. */
export const importKey = ['import-progress'] as const;

/** Adds a delivery, newest first; one that is there already is replaced in its place. */
export function withDelivery(list: readonly Delivery[], delivery: Delivery): Delivery[] {
  if (list.some((each) => each.id === delivery.id))
    return list.map((each) => (each.id === delivery.id ? delivery : each));
  return [delivery, ...list].sort((a, b) => b.id - a.id);
}

/** Adds an incident, newest first. */
export function withIncident(list: readonly Incident[], incident: Incident): Incident[] {
  return [incident, ...list.filter((each) => each.id !== incident.id)].slice(0, incidentsShown);
}

/** Adds a replay of many posts, newest first, or brings it up to date; an older state never replaces a newer one. */
export function withJob(list: readonly ReplayJob[], job: ReplayJob): ReplayJob[] {
  const known = list.find((each) => each.id === job.id);
  if (!known) return [job, ...list].sort((a, b) => b.id - a.id);
  const over = known.endedAt !== null && job.endedAt === null;
  return list.map((each) => (each === known && !over && job.done >= known.done ? job : each));
}
