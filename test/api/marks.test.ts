import { expect, test } from 'vitest';
import type { AppStatus, ErrorBody, PostSummary } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { startApp } from '../helpers/app.ts';
import { readFeed } from './events.ts';

test('marks of many posts are set in one call, and views are told of those that changed', async () => {
  await using world = await startApp();
  for (let i = 0; i < 4; i++) await world.post('/callback', `message=${i}`);
  using feed = await readFeed(world);
  await feed.event('tunnel');
  const mark = (body: unknown) => world.api<{ changed: number }>('POST', '/posts/marks', body);
  expect((await mark({ ids: [1, 2, 99], unread: false })).body).toEqual({ changed: 2 });
  const told = await feed.event('posts-changed');
  expect(told.posts.map(({ id, unread }) => [id, unread])).toEqual([
    [1, false],
    [2, false],
  ]);
  expect(told).toMatchObject({ total: 4, unread: 2 });
  expect((await mark({ ids: [1, 2, 3], unread: false, pinned: true })).body).toEqual({ changed: 3 });
  expect((await world.api<AppStatus>('GET', '/status')).body.unread).toBe(1);
  const refused = await mark({ ids: [1] });
  expect([refused.status, refused.body]).toMatchObject([
    400,
    { code: 'BAD_REQUEST', message: expect.stringContaining('"unread" or "pinned"') },
  ]);
  expect((await mark({ ids: [], unread: true })).status).toBe(400);
  expect((await mark({ ids: Array.from({ length: 10_001 }, () => 1), unread: true })).status).toBe(400);
});

test('of very many posts the views are told in as many events as it takes', async () => {
  await using world = await startApp();
  const count = limits.feed.batchPosts + 20;
  for (let i = 0; i < count; i += 65)
    await Promise.all(
      Array.from({ length: Math.min(65, count - i) }, (_, k) => world.post('/callback', `message=${i + k}`)),
    );
  using feed = await readFeed(world);
  await feed.event('tunnel');
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  expect((await world.api('POST', '/posts/marks', { ids, unread: false })).body).toEqual({ changed: count });
  await feed.event('posts-changed', ({ posts }) => posts.some(({ id }) => id === count));
  const changed = feed.events.flatMap((event) => (event.type === 'posts-changed' ? [event.posts] : []));
  expect(changed.map((posts) => posts.length)).toEqual([limits.feed.batchPosts, 20]);
  expect(changed.flat().every(({ unread }) => !unread)).toBe(true);
});

test('posts are deleted by ids; neither ids nor a query, or both, deletes nothing', async () => {
  await using world = await startApp();
  for (let i = 0; i < 4; i++) await world.post('/callback', `message=${i}`);
  for (const path of ['/posts', '/posts?query=&ids=1', '/posts?ids=', '/posts?ids=1,x', '/posts?ids=1;2']) {
    const { status, body } = await world.api<ErrorBody>('DELETE', path);
    expect([status, body.code, body.message], path).toMatchObject([400, 'BAD_REQUEST', expect.stringMatching(/\w/)]);
  }
  using feed = await readFeed(world);
  await feed.event('tunnel');
  expect((await world.api('DELETE', '/posts?ids=2,4,4,77')).body).toEqual({ deleted: 2 });
  expect(await feed.event('posts-deleted')).toMatchObject({ deleted: 2, total: 2, unread: 2 });
  const { body } = await world.api<{ posts: PostSummary[] }>('GET', '/posts');
  expect(body.posts.map(({ id }) => id)).toEqual([3, 1]);
});
