import type { Delivery, Incident } from '../../contract/index.ts';

const incidentsShown = 1000;

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
