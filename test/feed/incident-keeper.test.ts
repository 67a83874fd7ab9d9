import { expect, test } from 'vitest';
import type { FeedEvent } from '../../contract/index.ts';
import { createIncidentKeeper } from '../../main/feed/incident-keeper.ts';
import { limits } from '../../main/limits.ts';
import { tempFolder, testStore, until } from '../helpers/store.ts';

const incident = {
  at: '2026-11-01T12:00:00.000Z',
  code: 'malformed' as const,
  sentence: 'These bytes are no HTTP request.',
  responseStatus: 400,
  remoteAddress: '127.0.0.1',
  method: null,
  target: null,
  bytes: Buffer.from([0, 255]).toString('base64'),
  size: 2,
};

test('incidents are stored and told; what a flood brings beyond the bound is left out, and the next one says so', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const told: FeedEvent[] = [];
  const faults: unknown[] = [];
  const { keep } = createIncidentKeeper({
    store,
    feed: { publish: (event) => told.push(event) },
    onFault: (error) => faults.push(error),
  });
  for (let i = 0; i < 200; i++) keep(incident);
  await until('those are told', () => told.length === 50);
  keep(incident);
  await until('the next is told', () => told.length === 51);
  expect(await store.incidents(100)).toHaveLength(51);
  const sentence = 'These bytes are no HTTP request. 150 more came before it, too fast to be kept.';
  expect((await store.incidents(1))[0]).toEqual({ id: 51, ...incident, sentence });
  expect(told.at(-1)).toEqual({ type: 'incident', incident: { id: 51, ...incident, sentence } });
  keep(incident);
  await until('one more is told', () => told.length === 52);
  expect(told.at(-1)).toEqual({ type: 'incident', incident: { id: 52, ...incident } });
  expect(faults).toEqual([]);
});

test('what waits when the app closes is written, in order', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const keeper = createIncidentKeeper({
    store,
    feed: { publish: () => {} },
    onFault: (error) => expect(error).toBe(null),
  });
  for (let size = 1; size <= 10; size++) keeper.keep({ ...incident, size });
  await keeper.settled();
  expect((await store.incidents(20)).map(({ id, size }) => [id, size])).toEqual(
    Array.from({ length: 10 }, (_, i) => [10 - i, 10 - i]),
  );
  keeper.keep({ ...incident, size: 11 });
  await keeper.settled();
  expect(await store.incidents(20)).toHaveLength(11);
});

test('only the newest incidents are kept', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  expect([limits.store.incidents, limits.feed.incidentsMs]).toEqual([1000, 50]);
  await store.addIncidents(Array.from({ length: 1010 }, () => incident));
  const kept = await store.incidents(2000);
  expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).toEqual([1000, 1010, 11]);
});
