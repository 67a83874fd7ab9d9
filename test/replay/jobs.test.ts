import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Delivery, Endpoint, ReplayJob, Target } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { createReplayJobs, type JobInput, type ReplayJobs } from '../../main/replay/jobs.ts';
import { createReplayer } from '../../main/replay/replay.ts';
import type { Store } from '../../main/store/types.ts';
import { createTargetBook } from '../../main/targets/target-book.ts';
import { startAnswering } from '../helpers/answering.ts';
import { captured, form, tempFolder, testStore } from '../helpers/store.ts';

interface World {
  store: Store;
  jobs: ReplayJobs;
  told: ReplayJob[];
  start(input?: Partial<JobInput>): Promise<ReplayJob>;
  /** The job once it is over. */
  ended(id: number): Promise<ReplayJob>;
}

async function startWorld(named: Target[] = [], endpoints: Endpoint[] = []): Promise<World> {
  const folder = tempFolder();
  const store = await testStore(folder.path);
  const targets = createTargetBook({ targets: () => named, endpoints: () => endpoints, defaultTarget: () => null });
  const told: ReplayJob[] = [];
  const jobs = createReplayJobs({
    store,
    replayer: createReplayer({ store }),
    targets,
    onProgress: (job) => told.push(job),
  });
  onTestFinished(async () => {
    await jobs.close();
    await store.close();
    folder[Symbol.dispose]();
  });
  return {
    store,
    jobs,
    told,
    start: (input = {}) => jobs.start({ query: '', concurrency: 1, rate: null, speed: null, ...input }),
    async ended(id) {
      await expect.poll(() => jobs.get(id).endedAt, { timeout: 10_000, interval: 10 }).not.toBeNull();
      return jobs.get(id);
    },
  };
}

async function fill(store: Store, count: number, from = Date.UTC(2026, 10, 1)): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      store.append(form('/callback', { message: `m${i + 1}` }, { receivedAt: from + i * 100 })),
    ),
  );
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('a job', () => {
  test('replays what matched at its start, oldest first, over few connections, and records each', async () => {
    await using target = await startAnswering();
    const { store, start, ended, told } = await startWorld();
    await fill(store, 450);
    await store.append(captured({ target: '/status', body: Buffer.from('status=sent') }));
    const { id } = await start({ query: 'kind:callback', target: target.url });
    await store.append(form('/callback', { message: 'm late' }));
    const over = await ended(id);
    expect(over).toMatchObject({ state: 'done', total: 450, done: 450, outcomes: [{ outcome: '200', count: 450 }] });
    expect(over).toMatchObject({ passed: null, failed: null, reason: null, target: target.url });
    expect(target.posts).toEqual(numbers(450));
    expect([target.connections, target.atOnce]).toEqual([1, 1]);
    const [delivery] = await store.deliveries(450);
    expect(delivery).toMatchObject({
      postId: 450,
      jobId: id,
      origin: 'replay',
      response: { status: 200, body: 'b2s=' },
    });
    await expect.poll(() => told.at(-1)).toEqual(over);
  });

  test('takes ids in the order of arrival, and says which of them are gone', async () => {
    await using target = await startAnswering();
    const { store, start, ended } = await startWorld();
    await fill(store, 3);
    const { id } = await start({ query: undefined, ids: [3, 99, 1, 3], target: target.url });
    expect(await ended(id)).toMatchObject({
      total: 3,
      outcomes: expect.arrayContaining([{ outcome: 'POST_NOT_FOUND', count: 1 }]),
    });
    expect(target.posts).toEqual([1, 3]);
  });

  test('never has more under way than asked for', async () => {
    await using target = await startAnswering();
    target.answer = (_one, response) => void setTimeout(() => response.end(), 5);
    const { store, start, ended } = await startWorld();
    await fill(store, 60);
    const { id } = await start({ target: target.url, concurrency: 8 });
    expect((await ended(id)).done).toBe(60);
    expect(target.atOnce).toBeLessThanOrEqual(8);
    expect(target.atOnce).toBeGreaterThan(1);
    expect(target.posts.toSorted((a, b) => a - b)).toEqual(numbers(60));
  });

  test('starts no more often than the rate says, and as far apart as the posts came', async () => {
    await using target = await startAnswering();
    const { store, start, ended } = await startWorld();
    await fill(store, 11);
    const began = performance.now();
    await ended((await start({ target: target.url, rate: 100 })).id);
    // Ten pauses of 10 ms, but for what may be made up for.
    expect(performance.now() - began).toBeGreaterThan(50);
    const second = performance.now();
    await ended((await start({ target: target.url, speed: 5 })).id);
    // A second between the first and the last, five times as fast.
    expect(performance.now() - second).toBeGreaterThan(190);
  });

  test('is held, goes on, and is cancelled', async () => {
    await using target = await startAnswering();
    const { store, start, ended, jobs } = await startWorld();
    await fill(store, 50);
    const { id } = await start({ target: target.url, rate: 20 });
    await expect.poll(() => target.posts.length).toBeGreaterThan(0);
    expect(jobs.pause(id, true).state).toBe('paused');
    await expect.poll(() => jobs.get(id).done === target.posts.length).toBe(true);
    const held = target.posts.length;
    expect(jobs.pause(id, false).state).toBe('running');
    await expect.poll(() => target.posts.length).toBeGreaterThan(held);
    jobs.cancel(id);
    const over = await ended(id);
    expect(over).toMatchObject({ state: 'cancelled', total: 50, reason: null });
    expect(over.done).toBe(target.posts.length);
    expect((await store.deliveries(over.done)).length).toBe(1);
    expect(jobs.pause(id, true).state).toBe('cancelled');
    expect(jobs.list().map((job) => job.id)).toEqual([id]);
  });

  test('compares each answer with what is expected, the job’s before the target’s', async () => {
    await using target = await startAnswering();
    target.answer = ({ post }, response) => {
      response.statusCode = post === 2 ? 500 : 200;
      response.end(JSON.stringify({ ok: post !== 3 }));
    };
    const expectation = { status: '2xx', bodyContains: null, json: [{ path: 'ok', equals: 'true' }] };
    const named = { name: 'dev', url: target.url, headers: [], timeoutMs: 5000, expect: expectation };
    const { store, start, ended } = await startWorld([named]);
    await fill(store, 4);
    const { id } = await start({ target: 'dev' });
    expect(await ended(id)).toMatchObject({ passed: 2, failed: 2, target: 'dev' });
    const failures = await store.failures({ id, limit: 10 });
    expect(failures.map(({ postId, passed, differences }) => [postId, passed, differences])).toEqual([
      [2, false, ['The status was 500, not 2xx.']],
      [3, false, ['ok is false, not true.']],
    ]);
    const other = await start({ target: 'dev', expect: { status: '500', bodyContains: null, json: [] } });
    expect(await ended(other.id)).toMatchObject({ passed: 1, failed: 3 });
    expect(await store.failures({ id, limit: 1 })).toHaveLength(1);
  });

  test('records what could not be sent: a target that is down, no target at all', async () => {
    await using gone = await startAnswering();
    await gone.stop();
    const { store, start, ended } = await startWorld();
    await fill(store, 2);
    const down = await start({ target: gone.url });
    expect(await ended(down.id)).toMatchObject({ outcomes: [{ outcome: 'ECONNREFUSED', count: 2 }] });
    const none = await start({});
    expect(await ended(none.id)).toMatchObject({ outcomes: [{ outcome: 'TARGET_MISSING', count: 2 }] });
    const failures: Delivery[] = await store.failures({ id: none.id, limit: 10 });
    expect(failures[0]).toMatchObject({ postId: 1, error: { message: expect.stringContaining('Name a target') } });
  });

  test('lists the deliveries of an outcome; where nothing is expected, 4xx and 5xx count as failures', async () => {
    await using target = await startAnswering();
    const statuses = [200, 404, 301, 500, 404];
    target.answer = ({ post }, response) => {
      response.statusCode = statuses[post - 1] ?? 0;
      if (post === 4) response.socket?.destroy();
      else response.end();
    };
    const { store, start, ended } = await startWorld();
    await fill(store, 5);
    const { id } = await start({ target: target.url });
    expect((await ended(id)).outcomes).toEqual([
      { outcome: '404', count: 2 },
      { outcome: '200', count: 1 },
      { outcome: '301', count: 1 },
      { outcome: 'ECONNRESET', count: 1 },
    ]);
    const posts = async (outcome?: string, limit = 10) =>
      (await store.failures({ id, outcome, limit })).map(({ postId }) => postId);
    expect(await posts()).toEqual([2, 4, 5]);
    expect(await posts('404')).toEqual([2, 5]);
    expect(await posts('404', 1)).toEqual([2]);
    expect(await posts('301')).toEqual([3]);
    expect(await posts('ECONNRESET')).toEqual([4]);
    expect(await posts('503')).toEqual([]);
    const { id: other } = await start({ target: target.url, expect: { status: '404', bodyContains: null, json: [] } });
    await ended(other);
    expect((await store.failures({ id: other, limit: 10 })).map(({ postId }) => postId)).toEqual([1, 3, 4]);
  });

  test('keeps less of long answers, and says so', async () => {
    await using target = await startAnswering();
    const size = limits.replay.jobResponseBytes + 100;
    target.answer = (_one, response) => void response.end('x'.repeat(size));
    const { store, start, ended } = await startWorld();
    await fill(store, 1);
    const expectation = { status: null, bodyContains: 'x'.repeat(size), json: [] };
    const { id } = await start({ target: target.url, expect: expectation });
    expect(await ended(id)).toMatchObject({ passed: 1 });
    const [delivery] = await store.deliveries(1);
    expect(delivery?.response).toMatchObject({ cut: true, bodySize: size });
    expect(Buffer.from(delivery?.response?.body ?? '', 'base64')).toHaveLength(limits.replay.jobResponseBytes);
  });
});

test('a job that is over lets go of its posts and of all else that it worked with', async () => {
  await using target = await startAnswering();
  const { store, start, ended } = await startWorld();
  await fill(store, 3);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const run = async (): Promise<{ id: number; held: WeakRef<object> }> => {
    const expectation = { status: '200', bodyContains: null, json: [] };
    const { id } = await start({ target: target.url, expect: expectation });
    return { id, held: new WeakRef(expectation) };
  };
  const { id, held } = await run();
  const job = await ended(id);
  expect(job).toMatchObject({ state: 'done', done: 3, total: 3, passed: 3 });
  await expect
    .poll(() => {
      collect();
      // The poll itself would keep what it is given.
      return held.deref() === undefined;
    })
    .toBe(true);
  expect(await ended(id)).toEqual(job);
});

test('what cannot be started, or is not known, is refused with a reason', async () => {
  const { start, jobs } = await startWorld();
  for (const [input, code] of [
    [{ query: undefined }, 'BAD_REQUEST'],
    [{ query: '', ids: [1] }, 'BAD_REQUEST'],
    [{ query: '"open' }, 'BAD_QUERY'],
    [{ target: 'nowhere' }, 'TARGET_INVALID'],
  ] as const) {
    await expect(start({ ...input, ids: 'ids' in input ? [...input.ids] : undefined })).rejects.toMatchObject({ code });
  }
  expect(jobs.list()).toEqual([]);
  for (const ask of [() => jobs.get(7), () => jobs.pause(7, true), () => jobs.cancel(7)]) {
    expect(ask).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  }
});

test('closing breaks off what is under way; its number is not given again', async () => {
  await using target = await startAnswering();
  target.answer = () => {};
  using folder = tempFolder();
  const book = createTargetBook({ targets: () => [], endpoints: () => [], defaultTarget: () => null });
  const ids: number[] = [];
  for (let start = 0; start < 2; start++) {
    await using store = await testStore(folder.path);
    await fill(store, 1);
    const jobs = createReplayJobs({ store, replayer: createReplayer({ store }), targets: book, onProgress: () => {} });
    const { id } = await jobs.start({ query: '', target: target.url, concurrency: 1, rate: null, speed: null });
    ids.push(id);
    await expect.poll(() => target.posts.length).toBe(start + 1);
    await jobs.close();
    expect(jobs.get(id)).toMatchObject({ state: 'cancelled', done: 0, reason: 'Tapline was closed.' });
    expect(await store.deliveries(1)).toEqual([]);
  }
  expect(ids).toEqual([1, 2]);
});
