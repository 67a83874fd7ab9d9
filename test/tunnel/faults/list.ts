import { answerFaults } from './answer-faults.ts';
import type { Fault } from './fault.ts';
import { networkFaults } from './network-faults.ts';

/** Everything that is tried on a tunnel, by the tests at a fast pace and by `npm run bench:tunnel` at the app's own. */
export const faults: readonly Fault[] = [...networkFaults, ...answerFaults];
