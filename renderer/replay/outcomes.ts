import type { Delivery } from '../../contract/index.ts';

export type Tone = 'ok' | 'warn' | 'bad';

/** How an outcome of a delivery looks: a status, or the code of an error. */
export function toneOf(outcome: string | number): Tone {
  const status = Number(outcome);
  if (!(status >= 100 && status < 400)) return 'bad';
  return status >= 300 ? 'warn' : 'ok';
}

/** What a delivery counts as among the outcomes of a job. */
export function outcomeOf(delivery: Delivery): string {
  return delivery.error?.code ?? String(delivery.response?.status ?? 0);
}

/** Why a delivery counts as failed, in a few sentences. */
export function failureOf(delivery: Delivery): string {
  if (delivery.differences.length > 0) return delivery.differences.join(' ');
  return delivery.error?.message ?? delivery.response?.statusText ?? '';
}
