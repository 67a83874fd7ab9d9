import type { Delivery } from '../../contract/index.ts';

/**
 * A delivery on its way to the writer thread: the body of the response in base64, then the other columns as they are stored.
 * Plain text crosses to another thread at a fraction of what objects cost, and a replay of many posts sends thousands a second.
 */
export type NewDelivery = [responseBody: string | null, ...columns: (string | number | null)[]];

/** Packs a delivery for the way to the writer thread. */
export function deliveryRow(delivery: Omit<Delivery, 'id'>): NewDelivery {
  const { response, error } = delivery;
  return [
    response?.body ?? null,
    delivery.postId,
    delivery.target,
    delivery.origin,
    delivery.startedAt,
    delivery.durationMs,
    JSON.stringify(delivery.request),
    response ? JSON.stringify({ ...response, body: undefined }) : null,
    error ? JSON.stringify(error) : null,
    delivery.jobId,
    delivery.passed === null ? null : Number(delivery.passed),
    delivery.differences.length > 0 ? JSON.stringify(delivery.differences) : null,
  ];
}
