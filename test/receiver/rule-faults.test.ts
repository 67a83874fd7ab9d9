import { describe, expect, test } from 'vitest';
import type { Endpoint, ResponseFault } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { endpointWith, foreverMs } from './rules.ts';
import { post, startWorld, type World } from './world.ts';

const withFault = (fault: ResponseFault, path = '/rule') => endpointWith({ body: 'fine', fault }, { path });

/** Statuses that so many posts in a row are answered. */
async function statuses(world: World, count: number, path = '/rule'): Promise<number[]> {
  using client = await world.connect();
  for (let i = 0; i < count; i++) await client.send(post(path));
  return (await client.answers(count)).map((answer) => answer.status);
}

describe('the first posts fail', () => {
  const fault: ResponseFault = { type: 'fail-first', count: 2, status: 503 };

  test('with the status named, without a body; they are stored, with that status', async () => {
    await using world = await startWorld({ endpoints: () => [withFault(fault)] });
    const first = await world.ask(post('/rule', 'a=1'));
    expect([first.status, first.header('content-length'), first.header('retry-after')]).toEqual([503, '0', null]);
    expect(await statuses(world, 3)).toEqual([503, 200, 200]);
    expect(world.posts.map((one) => one.responseStatus)).toEqual([503, 503, 200, 200]);
    expect(world.refused).toEqual([]);
  });

  test('each endpoint counts its own posts', async () => {
    await using world = await startWorld({ endpoints: () => [withFault(fault), withFault(fault, '/other')] });
    expect(await statuses(world, 2)).toEqual([503, 503]);
    expect(await statuses(world, 3, '/other/')).toEqual([503, 503, 200]);
    expect(await statuses(world, 1)).toEqual([200]);
  });

  test('counting begins anew with another rule, not with the same one saved again', async () => {
    let endpoints: Endpoint[] = [withFault(fault)];
    await using world = await startWorld({ endpoints: () => endpoints });
    const set = (next: Endpoint[]) => {
      endpoints = next;
      world.receiver.rulesSet();
    };
    expect(await statuses(world, 3)).toEqual([503, 503, 200]);
    set([withFault(fault), withFault(fault, '/other')]);
    expect(await statuses(world, 1)).toEqual([200]);
    set([withFault({ ...fault, status: 500 })]);
    expect(await statuses(world, 3)).toEqual([500, 500, 200]);
    set([withFault({ type: 'none' })]);
    set([withFault({ ...fault, status: 500 })]);
    expect(await statuses(world, 1)).toEqual([500]);
    set([]);
    set([withFault({ ...fault, status: 500 })]);
    expect(await statuses(world, 3)).toEqual([500, 500, 200]);
  });
});

describe('so many of a hundred posts fail', () => {
  test.each([
    [25, 12, [4, 8, 12]],
    [0, 20, []],
    [100, 3, [1, 2, 3]],
    [66.5, 6, [2, 4, 5]],
  ])('%f %%, evenly spread', async (percent, count, failed) => {
    await using world = await startWorld({
      endpoints: () => [withFault({ type: 'fail-percent', percent, status: 500 })],
    });
    const all = await statuses(world, count);
    expect(all.flatMap((status, i) => (status === 500 ? [i + 1] : []))).toEqual(failed);
  });

  test('decimals add up', async () => {
    await using world = await startWorld({
      endpoints: () => [withFault({ type: 'fail-percent', percent: 0.7, status: 500 })],
    });
    const all = await statuses(world, 1000);
    expect(all.filter((status) => status === 500)).toHaveLength(7);
  });
});

describe('the connection is closed without an answer', () => {
  test('after the post was stored, which has no status', async () => {
    await using world = await startWorld({ endpoints: () => [withFault({ type: 'close' })] });
    using client = await world.connect();
    await client.send(post('/rule', 'a=1'));
    expect(await client.closed()).toBe('');
    expect(world.posts).toMatchObject([{ responseStatus: null }]);
    expect(world.incidents).toEqual([]);
  });

  test('earlier answers on the connection go out before', async () => {
    const slow = endpointWith({ delayMs: 20, body: 'first' }, { path: '/first' });
    await using world = await startWorld({ endpoints: () => [withFault({ type: 'close' }), slow] });
    using client = await world.connect();
    await client.send(post('/first') + post('/rule'));
    expect(await client.closed()).toMatch(/first$/);
    expect(world.posts).toHaveLength(2);
  });
});

describe('no answer ever comes', () => {
  const silent = [withFault({ type: 'time-out' }), endpointWith({}, { path: '/plain' })];

  test('the connection is kept until the sender leaves; others are answered', async () => {
    await using world = await startWorld({ endpoints: () => silent });
    using client = await world.connect();
    await client.send(post('/rule', 'a=1'));
    await expect.poll(() => world.posts.length).toBe(1);
    expect((await world.ask(post('/plain'))).status).toBe(200);
    expect([client.received, client.isClosed]).toEqual(['', false]);
    expect(world.posts[0]?.responseStatus).toBeNull();
    client.end();
    expect(await client.closed()).toBe('');
  });

  test('closing does not wait for it', async () => {
    await using world = await startWorld({ endpoints: () => silent, timeouts: { drainMs: foreverMs } });
    using client = await world.connect();
    await client.send(post('/rule'));
    await expect.poll(() => world.posts.length).toBe(1);
    await world.receiver.close();
    expect(await client.closed()).toBe('');
  });

  test(`it is closed after ${limits.receiver.heldMs / 60_000} minutes (here sooner)`, async () => {
    await using world = await startWorld({ endpoints: () => silent, timeouts: { heldMs: 30 } });
    using client = await world.connect();
    await client.send(post('/rule'));
    expect(await client.closed()).toBe('');
    expect(world.incidents).toEqual([]);
  });
});

describe('the answer comes byte by byte', () => {
  test('head and body, and the connection closes behind it', async () => {
    await using world = await startWorld({ endpoints: () => [withFault({ type: 'slow', bytesPerSecond: 100_000 })] });
    using client = await world.connect();
    await client.send(post('/rule', 'a=1'));
    const text = await client.closed();
    const [answer] = await client.answers(1);
    expect([answer?.status, answer?.header('connection'), answer?.body.toString()]).toEqual([200, 'close', 'fine']);
    expect(text.endsWith('\r\n\r\nfine')).toBe(true);
    expect(world.posts).toMatchObject([{ responseStatus: 200 }]);
  });

  test('one by one; closing sends the rest at once', async () => {
    await using world = await startWorld({ endpoints: () => [withFault({ type: 'slow', bytesPerSecond: 5 })] });
    using client = await world.connect();
    await client.send(post('/rule'));
    expect('HTTP/1.1'.startsWith(await client.until((received) => received.length > 0))).toBe(true);
    await world.receiver.close();
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nfine$/);
  });

  test('HEAD and 204 have no body', async () => {
    const fault: ResponseFault = { type: 'slow', bytesPerSecond: 1_000_000 };
    const none = endpointWith({ status: 204, body: 'ignored', fault }, { path: '/none' });
    await using world = await startWorld({ endpoints: () => [withFault(fault), none] });
    for (const request of ['HEAD /rule HTTP/1.1\r\nHost: h\r\n\r\n', post('/none')]) {
      using client = await world.connect();
      await client.send(request);
      expect((await client.closed()).endsWith('\r\n\r\n')).toBe(true);
    }
  });
});
