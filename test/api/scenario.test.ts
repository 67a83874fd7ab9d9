import { request } from 'node:http';
import { expect, test } from 'vitest';
import type { FeedEvent, PostSummary } from '../../contract/index.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { answers, startTarget } from '../helpers/target.ts';

async function stored(world: TestApp): Promise<PostSummary[]> {
  return (await world.api<{ posts: PostSummary[] }>('GET', '/posts')).body.posts.reverse();
}

test('statuses make a timeline of one ticket', async () => {
  await using world = await startApp();
  const values = ['queued', 'sent', 'delivered'];
  const run = await world.api('POST', '/scenarios', { test: {}, scenario: { type: 'statuses', values, gapMs: 0 } });
  expect(run).toMatchObject({ status: 200, body: { sent: 3, failed: 0, reason: null } });
  const posts = await stored(world);
  expect(posts.map((post) => [post.kind, post.status, post.via])).toEqual(values.map((v) => ['status', v, 'test']));
  const timeline = await world.api<PostSummary[]>('GET', `/posts/${posts[0]?.id}/timeline`);
  expect(timeline.body.map((post) => post.status)).toEqual(values);
});

test('duplicates are found to be some', async () => {
  await using world = await startApp();
  const scenario = { type: 'duplicates', count: 3, gapMs: 0 };
  await world.api('POST', '/scenarios', { test: { encoding: 'json' }, scenario });
  const posts = await stored(world);
  expect(posts).toHaveLength(3);
  const { body } = await world.api<{ findings: { code: string; postId: number | null }[] }>('GET', '/posts/3');
  expect(body.findings).toContainEqual(expect.objectContaining({ code: 'duplicate-post' }));
});

test('deliveries of a burst are told to the views', async () => {
  await using world = await startApp();
  await using target = await startTarget(answers.ok);
  const left = new AbortController();
  const events: FeedEvent[] = [];
  const following = (async () => {
    for await (const event of world.app.events(left.signal)) events.push(event);
  })();
  const there = { via: 'target', target: target.url };
  const run = await world.api('POST', '/scenarios', {
    test: there,
    scenario: { type: 'burst', count: 4, rate: 1000 },
  });
  expect(run.body).toEqual({ sent: 4, failed: 0, reason: null });
  await expect.poll(() => events.filter((event) => event.type === 'delivery').length).toBe(4);
  left.abort();
  await following;
});

test('it ends when the caller leaves', async () => {
  await using world = await startApp();
  const { inspector, token } = world;
  const body = JSON.stringify({ test: {}, scenario: { type: 'burst', count: 10_000, rate: 20 } });
  const caller = request(`${inspector}/api/scenarios`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  caller.on('error', () => {});
  caller.end(body);
  await expect.poll(() => world.app.status().posts).toBeGreaterThan(0);
  caller.destroy();
  // What was under way may still arrive; then nothing does.
  let before = -1;
  const isQuiet = () => {
    const posts = world.app.status().posts;
    const quiet = posts === before;
    before = posts;
    return quiet;
  };
  await expect.poll(isQuiet, { interval: 250, timeout: 5000 }).toBe(true);
});

test('what is no scenario is refused', async () => {
  await using world = await startApp();
  const bodies = [
    { test: {} },
    { test: {}, scenario: { type: 'burst', count: 1e9, rate: 1 } },
    { test: {}, scenario: { type: 'burst', count: 1, rate: 0 } },
    { test: {}, scenario: { type: 'statuses', values: [], gapMs: 0 } },
  ];
  for (const body of bodies) {
    const message = expect.stringContaining('"scenario');
    expect(await world.api('POST', '/scenarios', body)).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST', message },
    });
  }
  expect(world.app.status().posts).toBe(0);
});
