import type { exportFormats } from '../../contract/index.ts';
import type { Aim } from '../replay/lab-context.ts';

/** At most so many ids go into one export. */
export const idsAtOnce = 10_000;

/** What is asked of the core. */
export function exportInput(aim: Aim, how: { format: (typeof exportFormats)[number]; reveal: boolean }) {
  if ('ids' in aim) return { ...how, ids: aim.ids.join(',') };
  return aim.query === '' ? how : { ...how, query: aim.query };
}
