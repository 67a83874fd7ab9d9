import type { Expectation, ReplayJobInput, Target } from '../../contract/index.ts';
import { expectationFault, isExpected, noExpectation, targetFault, targetMeant } from '../targets/target-draft.ts';
import type { Aim } from './lab-context.ts';
import { manyText as text } from './strings.ts';

/** How many posts are to be replayed, as it stands in the dialog. */
export interface ManyDraft {
  target: string;
  together: boolean;
  concurrency: number | string;
  pace: 'fast' | 'rate' | 'spaced';
  rate: number | string;
  speed: number | string;
  checked: boolean;
  expect: Expectation;
}

export const firstDraft: ManyDraft = {
  target: '',
  together: false,
  concurrency: 4,
  pace: 'fast',
  rate: 10,
  speed: 1,
  checked: false,
  expect: { ...noExpectation, status: '2xx' },
};

/** At most so many ids go into one replay. */
export const idsAtOnce = 10_000;

/** What keeps it from being started, in a sentence; null when nothing does. */
export function manyFault(draft: ManyDraft, aim: Aim, targets: readonly Target[]): string | null {
  const concurrency = Number(draft.concurrency);
  if ('ids' in aim && aim.ids.length > idsAtOnce) return text.tooMany;
  if (draft.together && !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 64))
    return text.concurrencyBad;
  if (draft.pace === 'rate' && !(Number(draft.rate) > 0)) return text.rateBad;
  if (draft.pace === 'spaced' && !(Number(draft.speed) > 0)) return text.rateBad;
  const fault = targetFault(draft.target, targets);
  return fault ?? (draft.checked ? expectationFault(draft.expect) : null);
}

/** What is sent to the core, for a draft without faults. */
export function manyInput(draft: ManyDraft, aim: Aim, targets: readonly Target[]): ReplayJobInput {
  const target = targetMeant(draft.target, targets);
  return {
    ...('ids' in aim ? { ids: [...aim.ids] } : { query: aim.query }),
    ...(target === null ? {} : { target }),
    concurrency: draft.together ? Number(draft.concurrency) : 1,
    rate: draft.pace === 'rate' ? Number(draft.rate) : null,
    speed: draft.pace === 'spaced' ? Number(draft.speed) : null,
    ...(draft.checked && isExpected(draft.expect) ? { expect: draft.expect } : {}),
  };
}
