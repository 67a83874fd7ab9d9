import { expect, test } from 'vitest';
import type { StatusLabel } from '../../contract/index.ts';
import { startApp } from '../helpers/app.ts';

const sent: StatusLabel = { dialect: 'txtwire', status: 'Sent', meaning: 'in-progress', label: null, colour: 'blue' };

test('a status value is labelled, labelled otherwise, and freed of its label; a restart keeps it', async () => {
  await using world = await startApp();
  const put = async (label: unknown) => (await world.api<StatusLabel[]>('PUT', '/status-labels', label)).body;
  const list = async () => (await world.api<StatusLabel[]>('GET', '/status-labels')).body;
  expect(await list()).toEqual([]);
  expect(await put(sent)).toEqual([sent]);
  const failed = { ...sent, status: 'no such number', meaning: 'failed', label: 'Wrong number', colour: null } as const;
  expect(await put(failed)).toEqual([sent, failed]);
  expect(await put({ ...sent, meaning: null, label: ' On its way ' })).toEqual([
    { ...sent, meaning: null, label: 'On its way' },
    failed,
  ]);
  expect(await put({ ...sent, meaning: null, label: null, colour: null })).toEqual([failed]);
  expect(await put({ ...sent, status: 'never labelled', meaning: null, label: '  ', colour: null })).toEqual([failed]);
  for (const wrong of [{ ...sent, meaning: 'good' }, { ...sent, colour: 'pink' }, { status: 'Sent' }])
    expect((await world.api('PUT', '/status-labels', wrong)).status).toBe(400);
  expect(await list()).toEqual([failed]);
  await world.app.close();
  await using again = await startApp({ dataFolder: world.folder });
  expect((await again.api<StatusLabel[]>('GET', '/status-labels')).body).toEqual([failed]);
});
