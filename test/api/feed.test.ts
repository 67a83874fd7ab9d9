import { describe, expect, test } from 'vitest';
import { startApp } from '../helpers/app.ts';
import { connectRaw } from '../helpers/raw-client.ts';
import { startTarget } from '../helpers/target.ts';
import { readFeed } from './events.ts';

describe('the live feed over HTTP', () => {
  test('begins with what holds now', async () => {
    await using world = await startApp();
    await world.post('/callback', 'message=1');
    using feed = await readFeed(world);
    const { status } = await feed.event('status');
    expect(status).toMatchObject({ posts: 1, receiver: { url: world.receiver } });
    expect((await feed.event('tunnel')).tunnel.state).toBe('off');
    expect(feed.events.map(({ type }) => type)).toEqual(['status', 'tunnel']);
  });

  test('tells posts, deliveries, marks, deletions, incidents, and the tunnel when endpoints change', async () => {
    await using world = await startApp();
    await using target = await startTarget();
    using feed = await readFeed(world);
    await feed.event('tunnel');

    await world.post('/callback', 'message=secret-text&api_key=k');
    const { posts, total, skipped } = await feed.event('posts');
    expect([posts.map(({ id, kind }) => [id, kind]), total, skipped]).toEqual([[[1, 'callback']], 1, false]);

    await world.api('POST', '/posts/1/replay', { target: target.url });
    expect((await feed.event('delivery')).delivery).toMatchObject({ postId: 1, origin: 'replay', target: target.url });
    await world.api('POST', '/test-posts', { via: 'target', target: target.url });
    await feed.event('delivery', ({ delivery }) => delivery.origin === 'test');

    await world.api('PATCH', '/posts/1', { pinned: true });
    expect((await feed.event('posts-changed')).posts).toMatchObject([{ id: 1, pinned: true }]);

    using client = await connectRaw(Number(new URL(world.receiver).port));
    await client.send('nonsense\r\n');
    expect((await feed.event('incident')).incident).toMatchObject({ id: 1, code: 'malformed' });

    const tunnels = feed.events.filter(({ type }) => type === 'tunnel').length;
    await world.api('PUT', '/endpoints', (await world.api('GET', '/endpoints')).body);
    await expect.poll(() => feed.events.filter(({ type }) => type === 'tunnel').length).toBeGreaterThan(tunnels);

    await world.api('PUT', '/targets', [{ name: 'dev', url: target.url }]);
    await world.api('PUT', '/settings', { target: 'dev' });
    const changed = () => feed.events.flatMap((event) => (event.type === 'changed' ? [event.what] : []));
    await expect.poll(changed).toEqual(['endpoints', 'targets', 'settings']);

    await world.api('DELETE', '/posts?query=');
    expect(await feed.event('posts-deleted')).toMatchObject({ deleted: 1, total: 0 });
    expect(JSON.stringify(feed.events)).not.toContain('"body":"message');
  });

  test('several views hear the same, and one that leaves disturbs nobody', async () => {
    await using world = await startApp();
    using first = await readFeed(world);
    using second = await readFeed(world);
    await Promise.all([first.event('tunnel'), second.event('tunnel')]);
    await world.post('/callback', 'message=1');
    await Promise.all([first.event('posts'), second.event('posts')]);
    first[Symbol.dispose]();
    await first.ended;
    await world.post('/callback', 'message=2');
    const { posts } = await second.event('posts', (event) => event.posts.some(({ id }) => id === 2));
    expect(posts.at(-1)).toMatchObject({ id: 2 });
    expect(first.events.filter(({ type }) => type === 'posts')).toHaveLength(1);
  });

  test('posts in a burst are told once each and in order', async () => {
    await using world = await startApp();
    using feed = await readFeed(world);
    await feed.event('tunnel');
    const count = 60;
    await Promise.all(Array.from({ length: count }, (_, i) => world.post('/callback', `message=${i}`)));
    await feed.event('posts', ({ posts }) => posts.at(-1)?.id === count);
    const ids = feed.events.flatMap((event) => (event.type === 'posts' ? event.posts.map(({ id }) => id) : []));
    expect(ids).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  });

  test('ends when Tapline closes', async () => {
    const world = await startApp();
    using feed = await readFeed(world);
    await feed.event('tunnel');
    await world[Symbol.asyncDispose]();
    await feed.ended;
  });
});
