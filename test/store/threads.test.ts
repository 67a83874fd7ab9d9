import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { defaultEndpoints, defaultSettings, type Endpoint } from '../../contract/index.ts';
import { StartError } from '../../main/errors.ts';
import { openForWriting } from '../../main/store/open.ts';
import { form, lookInto, tempFolder, testStore, until, untilExact } from '../helpers/store.ts';

const post = (n: number) => form('/callback', { n: `${n}` });

test('when the writing thread ends, what waits is refused, and it is started again with the right counts', async () => {
  using folder = tempFolder();
  const threads: Worker[] = [];
  const faults: string[] = [];
  const told: (string | null)[] = [];
  await using store = await testStore(folder.path, {
    onThread: (thread) => threads.push(thread),
    onFault: (message) => faults.push(message),
    onHealth: (problem) => told.push(problem),
  });
  await Promise.all([1, 2, 3].map((n) => store.append(post(n))));
  await store.mark(1, { unread: false });

  const pending = Array.from({ length: 2000 }, (_, n) => store.append(post(n)));
  const settled = Promise.allSettled(pending);
  await threads[0]?.terminate();
  const results = await settled;
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.reason).toMatchObject({
    code: 'STORAGE_FAILED',
    message: expect.stringMatching(/started again\.$/),
  });

  await until('it takes posts again', () =>
    store.append(post(9)).then(
      () => true,
      () => false,
    ),
  );
  using db = lookInto(folder.file);
  const count = (sql: string) => db.prepare(sql).pluck().get();
  const stored = count('SELECT count(*) FROM posts') as number;
  const answered = results.filter((result) => result.status === 'fulfilled').length + 4;
  expect(stored).toBeGreaterThanOrEqual(answered);
  expect([store.total, store.unread, store.lastId]).toEqual([stored, stored - 1, count('SELECT max(id) FROM posts')]);
  expect(faults).toContainEqual(expect.stringMatching(/thread of the database ended/));
  await until('the alarm ends', () => told.at(-1) === null);
  expect(told[0]).toMatch(/started again/);
});

test('when the reading thread ends, searches fail for a moment and posts are still stored', async () => {
  using folder = tempFolder();
  const threads: Worker[] = [];
  await using store = await testStore(folder.path, { onThread: (thread) => threads.push(thread) });
  await store.putSettings({ ...store.settings, maskedNames: ['phone'] });
  await store.append(form('/callback', { phone: '13125550142' }));
  await threads[1]?.terminate();
  await expect(store.list({ limit: 1 })).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(await store.append(post(2))).toBe(2);
  await until('it reads again', () =>
    store.list({ limit: 1 }).then(
      ({ posts }) => posts[0]?.id === 2,
      () => false,
    ),
  );
  // It was started with the settings of now, not with those of the first start.
  expect((await store.post(1)).fields[0]).toMatchObject({ name: 'phone', secret: true });
});

test('what counts is read by a thread of its own, which starts when it is asked, and pages need it not', async () => {
  using folder = tempFolder();
  const threads: Worker[] = [];
  await using store = await testStore(folder.path, { onThread: (thread) => threads.push(thread) });
  await store.append(form('/callback', { phone: '13125550142' }));
  await store.list({ limit: 1 });
  expect(threads).toHaveLength(2);
  const counted = () => untilExact(() => store.facets('kind:callback')).then(({ counted: posts }) => posts);
  expect(await Promise.all([counted(), counted()])).toEqual([1, 1]);
  expect(threads).toHaveLength(3);
  // It remembers what it counted, and forgets it when posts are removed, or decoded otherwise.
  await store.append(form('/callback', { phone: '13125550142' }));
  expect(await counted()).toBe(2);
  expect(await store.deleteIds([1])).toBe(1);
  expect(await counted()).toBe(1);
  await store.putSettings({ ...store.settings, maskedNames: ['phone'] });
  await threads[2]?.terminate();
  expect((await store.list({ limit: 1 })).posts).toHaveLength(1);
  await until('it counts again', () =>
    counted().then(
      (posts) => posts === 1,
      () => false,
    ),
  );
  expect(threads).toHaveLength(4);
});

test('a store that is closed at once starts no more threads', async () => {
  using folder = tempFolder();
  const threads: Worker[] = [];
  const store = await testStore(folder.path, { onThread: (thread) => threads.push(thread) });
  const answer = Promise.allSettled([store.facets(''), store.close()]);
  expect((await answer).map(({ status }) => status)[1]).toBe('fulfilled');
  await expect(store.facets('')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  await until('all threads ended', () => threads.every((thread) => thread.threadId === -1));
});

test('closing while a thread is being started again ends', async () => {
  using folder = tempFolder();
  const threads: Worker[] = [];
  const store = await testStore(folder.path, { onThread: (thread) => threads.push(thread) });
  await threads[0]?.terminate();
  await store.close();
  await until('all threads ended', () => threads.every((thread) => thread.threadId === -1));
  expect(threads.length).toBeLessThanOrEqual(3);
});

test('a store that cannot open says why, once, and leaves no thread behind', async () => {
  using folder = tempFolder();
  const { db } = openForWriting(folder.file);
  db.pragma('user_version = 99');
  db.close();
  const threads: Worker[] = [];
  const faults: string[] = [];
  const opening = testStore(folder.path, {
    onThread: (thread) => threads.push(thread),
    onFault: (message) => faults.push(message),
  });
  await expect(opening).rejects.toThrow(StartError);
  await expect(opening).rejects.toThrow(/written by a newer Tapline/);
  await until('its threads ended', () => threads.every((thread) => thread.threadId === -1));
  expect([threads.length, faults]).toEqual([1, []]);
});

test('settings, endpoints and values outlive a restart', async () => {
  using folder = tempFolder();
  const endpoint = { ...(defaultEndpoints[0] as Endpoint), path: '/sms', target: 'http://localhost:8080' };
  {
    await using store = await testStore(folder.path);
    expect([store.settings, store.endpoints, store.value('name')]).toEqual([defaultSettings, defaultEndpoints, null]);
    await store.putSettings({ ...defaultSettings, keepDays: 7, target: 'http://localhost:1' });
    await store.putEndpoints([endpoint]);
    await store.putValue('name', 'calm-fox');
  }
  await using store = await testStore(folder.path);
  expect(store.settings).toEqual({ ...defaultSettings, keepDays: 7, target: 'http://localhost:1' });
  expect([store.endpoints, store.value('name')]).toEqual([[endpoint], 'calm-fox']);
  const id = await store.append(form('/sms/?a=1', { phone: '13125550142' }));
  expect(await store.post(id)).toMatchObject({ endpoint: '/sms', kind: 'callback', dialect: 'txtwire' });
});

test('outages and deliveries are read back as they were written', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const outage = { from: '2026-11-01T12:00:00.000Z', to: null, provider: 'localtunnel', reason: 'No probe came back.' };
  const id = await store.putOutage({ ...outage, id: null });
  expect(await store.outages(5)).toEqual([{ ...outage, id }]);
  expect(await store.putOutage({ ...outage, id, to: '2026-11-01T12:01:00.000Z' })).toBe(id);
  expect(await store.outages(5)).toEqual([{ ...outage, id, to: '2026-11-01T12:01:00.000Z' }]);
  const postId = await store.append(post(1));
  const delivery = await store.addDelivery({
    postId,
    target: 'http://127.0.0.1:1/cb',
    origin: 'replay',
    startedAt: '2026-11-01T12:00:00.000Z',
    durationMs: 1.5,
    request: { method: 'POST', target: '/cb', headers: [['Host', 'x']], bodySize: 3, editedBody: null },
    response: { status: 200, statusText: 'OK', headers: [], body: 'AP8=', bodySize: 2, cut: false },
    error: null,
    jobId: null,
    passed: null,
    differences: [],
  });
  expect(await store.deliveries(postId)).toEqual([delivery]);
});
