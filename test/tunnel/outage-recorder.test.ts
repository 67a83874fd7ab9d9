import { expect, test } from 'vitest';
import { createOutageRecorder } from '../../main/tunnel/outage-recorder.ts';
import { tempFolder, testStore } from '../helpers/store.ts';

const closed = { from: '2026-11-01T10:00:00.000Z', to: null, provider: 'localtunnel', reason: 'Tapline was closed.' };
const fail = (error: unknown) => {
  throw error;
};

test('an outage is one row that gets its end', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const recorder = await createOutageRecorder({ store, onFault: fail });
  expect(recorder.open).toBeNull();
  recorder.record(closed);
  recorder.record({ ...closed, to: '2026-11-01T10:05:00.000Z' });
  recorder.record({ ...closed, from: '2026-11-01T11:00:00.000Z' });
  await recorder.settled();
  expect(await store.outages(10)).toEqual([
    { ...closed, id: 2, from: '2026-11-01T11:00:00.000Z' },
    { ...closed, id: 1, to: '2026-11-01T10:05:00.000Z' },
  ]);
});

test('what an earlier run left open is taken up again', async () => {
  using folder = tempFolder();
  {
    await using store = await testStore(folder.path);
    const recorder = await createOutageRecorder({ store, onFault: fail });
    recorder.record(closed);
    await recorder.settled();
  }
  await using store = await testStore(folder.path);
  const recorder = await createOutageRecorder({ store, onFault: fail });
  expect(recorder.open).toEqual(closed);
  recorder.record({ ...closed, to: '2026-11-02T08:00:00.000Z' });
  await recorder.settled();
  expect(await store.outages(10)).toEqual([{ ...closed, id: 1, to: '2026-11-02T08:00:00.000Z' }]);
});

test('a run that was killed left the instant of its last good probe, which is when the outage began', async () => {
  using folder = tempFolder();
  {
    await using store = await testStore(folder.path);
    const recorder = await createOutageRecorder({ store, onFault: fail });
    recorder.good('2026-11-01T10:00:00.000Z');
    recorder.good('2026-11-01T10:00:15.000Z');
    recorder.good('2026-11-01T10:01:15.000Z');
    await recorder.settled();
  }
  await using store = await testStore(folder.path);
  const recorder = await createOutageRecorder({ store, onFault: fail });
  await recorder.settled();
  expect(recorder.open).toMatchObject({ from: '2026-11-01T10:01:15.000Z', to: null });
  expect(await store.outages(10)).toMatchObject([{ ...recorder.open }]);
});
