import { expect, it } from 'vitest';
import type { Delivery, Incident } from '../../contract/index.ts';
import { withDelivery, withIncident } from '../../renderer/ui/live-cache.ts';

const delivery = (id: number, durationMs = 1): Delivery => ({
  id,
  postId: 1,
  target: 'http://localhost:8080',
  origin: 'replay',
  startedAt: '2026-11-22T10:00:00.000Z',
  durationMs,
  request: { method: 'POST', target: '/', headers: [], bodySize: 0, editedBody: null },
  response: null,
  error: null,
  jobId: null,
  passed: null,
  differences: [],
});

it('puts a delivery first, and replaces one that is there', () => {
  const list = withDelivery([delivery(1)], delivery(2));
  expect(list.map((each) => each.id)).toEqual([2, 1]);
  expect(withDelivery(list, delivery(1, 99)).map((each) => each.durationMs)).toEqual([1, 99]);
});

it('lists an incident once', () => {
  const incident: Incident = {
    id: 5,
    at: '2026-11-22T10:00:00.000Z',
    code: 'malformed',
    sentence: 'x',
    responseStatus: 400,
    remoteAddress: '127.0.0.1',
    method: null,
    target: null,
    bytes: '',
    size: 0,
  };
  expect(withIncident(withIncident([], incident), incident)).toHaveLength(1);
});
