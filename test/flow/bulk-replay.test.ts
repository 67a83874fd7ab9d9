import { expect, test } from 'vitest';
import type { Count, FeedEvent, ReplayJob } from '../../contract/index.ts';
import { startAnswering } from '../helpers/answering.ts';
import { startApp } from '../helpers/app.ts';
import { untilExact } from '../helpers/store.ts';

const posts = 2000;

test(`${posts} posts are replayed with their bytes, told about a few times a second, and recorded each`, async () => {
  await using target = await startAnswering();
  await using app = await startApp();
  const bodies = Array.from({ length: posts }, (_, i) => `message=m${i + 1}&raw=%zz%00&ticket=${i}`);
  for (let i = 0; i < posts; i += 50) {
    const some = bodies.slice(i, i + 50);
    await Promise.all(some.map((body) => app.post('/callback', body)));
  }
  const leaving = new AbortController();
  const seen: FeedEvent[] = [];
  const watching = (async () => {
    for await (const event of app.app.events(leaving.signal)) seen.push(event);
  })();
  await app.api('PUT', '/targets', [{ name: 'dev', url: target.url, headers: [['X-Env', 'dev']] }]);
  const input = { query: 'kind:callback', target: 'dev', concurrency: 16, expect: { status: '2xx' } };
  const { body: job } = await app.api<ReplayJob>('POST', '/replays', input);
  const now = async () => (await app.api<ReplayJob>('GET', `/replays/${job.id}`)).body;
  await expect.poll(async () => (await now()).endedAt, { timeout: 40_000 }).not.toBeNull();
  const over = await now();
  expect(over).toMatchObject({ state: 'done', total: posts, passed: posts, failed: 0 });
  expect(over.outcomes).toEqual([{ outcome: '200', count: posts }]);

  expect(target.handled.map((one) => one.body).toSorted()).toEqual(bodies.toSorted());
  expect(new Set(target.posts).size).toBe(posts);
  expect(target.connections).toBeLessThanOrEqual(32);
  expect(target.handled.every((one) => one.request.headers['x-env'] === 'dev')).toBe(true);
  const replayed = async () => (await app.api<Count>('GET', '/posts/count?query=is:replayed')).body;
  expect((await untilExact(replayed)).count).toBe(posts);

  await expect.poll(() => seen.at(-1)).toMatchObject({ type: 'replay-job', job: { state: 'done', done: posts } });
  leaving.abort();
  await watching;
  // One at the start and one at the end, and in between no more than ten a second.
  const told = seen.filter((event) => event.type === 'replay-job').length;
  const seconds = (Date.parse(over.endedAt ?? '') - Date.parse(over.startedAt)) / 1000;
  expect(told).toBeLessThanOrEqual(seconds * 10 + 3);
  expect(seen.filter((event) => event.type === 'delivery')).toEqual([]);
});
