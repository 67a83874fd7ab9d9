import { describe, expect, it } from 'vitest';
import { defaultEndpoints, defaultResponse, type ResponseFault } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { answers, startTarget } from '../helpers/target.ts';
import { endpointWith, foreverMs } from '../receiver/rules.ts';
import { gate } from '../receiver/world.ts';
import { fieldsIn, headerIn, startTestPosts, test, valueIn } from './test-posts-world.ts';

const callbackWith = (fault: ResponseFault, delayMs = 0) => [endpointWith({ fault, delayMs }, { path: '/callback' })];

describe('a test post', () => {
  it('reaches the receiver and is known as one', async () => {
    await using world = await startTestPosts();
    expect(await world.testPosts.send(test())).toEqual({ postId: 1 });
    expect(await world.testPosts.send(test({ kind: 'status', via: 'tunnel' }))).toEqual({ postId: 2 });
    expect(world.posts).toMatchObject([
      { method: 'POST', target: '/callback', via: 'test' },
      { method: 'POST', target: '/status', via: 'test' },
    ]);
    expect(headerIn(world.posts[0], 'user-agent')).toBe('Tapline/1.2.3 (test post)');
    expect(headerIn(world.posts[1], 'host')).toBe('calm-fox.example');
  });

  it('takes changes and omissions of fields, and leaves credentials out when told to', async () => {
    await using world = await startTestPosts();
    await world.testPosts.send(
      test({ fields: { message: 'häl+lo &', carrier: null, extra: 'x' }, credentials: false }),
    );
    await world.testPosts.send(test({ fields: { password: 'mine' }, credentials: false }));
    const [first, second] = world.posts.map((post) => fieldsIn(post).map((field) => field.name));
    expect(valueIn(world.posts[0], 'message')).toBe('häl+lo &');
    expect(first).not.toContain('carrier');
    expect(first?.at(-1)).toBe('extra');
    expect(first?.filter((name) => ['user_name', 'password', 'api_key'].includes(name))).toEqual([]);
    expect(second?.filter((name) => ['user_name', 'password', 'api_key'].includes(name))).toEqual(['password']);
  });

  it.each<[string, ResponseFault, number]>([
    ['late', { type: 'none' }, foreverMs],
    ['never', { type: 'time-out' }, 0],
    ['byte by byte', { type: 'slow', bytesPerSecond: 1 }, 0],
    ['by closing the connection', { type: 'close' }, 0],
    ['with a failure', { type: 'fail-first', count: 5, status: 503 }, 0],
  ])('has arrived once it is stored, though the answer comes %s', async (_how, fault, delayMs) => {
    await using world = await startTestPosts({ endpoints: callbackWith(fault, delayMs) });
    expect(await world.testPosts.send(test())).toEqual({ postId: 1 });
  });

  it('fails when it is not stored, or when its sender is told to stop', async () => {
    await using broken = await startTestPosts({ stored: () => Promise.reject(new Error('disk full')) });
    await expect(broken.testPosts.send(test())).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await using off = await startTestPosts({ publicUrl: () => null });
    await expect(off.testPosts.send(test({ via: 'tunnel' }))).rejects.toMatchObject({ code: 'TUNNEL_OFF' });
    const { opened, open } = gate();
    await using slow = await startTestPosts({ stored: () => opened });
    const stop = new AbortController();
    const sending = slow.testPosts.send(test(), { signal: stop.signal });
    await expect.poll(() => slow.posts.length).toBe(1);
    stop.abort();
    await expect(sending).rejects.toThrow('cancelled');
    open();
  });

  it('goes to the target that is named, else the endpoint’s, else the default one', async () => {
    await using target = await startTarget();
    await using world = await startTestPosts({
      endpoints: [{ ...(defaultEndpoints[1] as (typeof defaultEndpoints)[1]), target: `${target.url}/own` }],
      defaultTarget: `${target.url}/default`,
    });
    await world.testPosts.send(test({ kind: 'status', via: 'target', target: `${target.url}/named` }));
    await world.testPosts.send(test({ kind: 'status', via: 'target' }));
    await world.testPosts.send(test({ via: 'target' }));
    expect(target.requests.map((one) => one.requestLine)).toEqual([
      'POST /named HTTP/1.1',
      'POST /own HTTP/1.1',
      'POST /default HTTP/1.1',
    ]);
    await using none = await startTestPosts();
    await expect(none.testPosts.send(test({ via: 'target' }))).rejects.toMatchObject({ code: 'TARGET_MISSING' });
  });

  it(`never has more than ${limits.testPosts.connections} connections; those that only wait for an answer give way`, async () => {
    await using world = await startTestPosts({ endpoints: callbackWith({ type: 'time-out' }) });
    const count = limits.testPosts.connections + 20;
    for (let i = 0; i < count; i++) await world.testPosts.send(test());
    expect(world.posts).toHaveLength(count);

    await using target = await startTarget(answers.never);
    const sending = Array.from({ length: count }, () =>
      world.testPosts.send(test({ via: 'target', target: target.url })),
    );
    await expect.poll(() => target.requests.length).toBe(limits.testPosts.connections);
    expect(target.open).toBe(limits.testPosts.connections);
    world.testPosts.close();
    expect(await Promise.all(sending)).toHaveLength(count);
    expect(target.requests).toHaveLength(limits.testPosts.connections);
    expect(world.deliveries.every((one) => one.error?.code === 'ABORTED')).toBe(true);
  });

  it(`is given up when it did not arrive within ${limits.testPosts.timeoutMs / 1000} s (here sooner)`, async () => {
    await using nowhere = await startTarget(answers.never);
    await using world = await startTestPosts({ publicUrl: () => nowhere.url, timeoutMs: 30 });
    const sending = world.testPosts.send(test({ via: 'tunnel' }));
    await expect(sending).rejects.toMatchObject({
      code: 'TUNNEL_FAILED',
      message: expect.stringContaining('no answer within'),
    });
  });

  it('that somebody else answered did not arrive', async () => {
    await using other = await startTarget();
    await using world = await startTestPosts({ publicUrl: () => other.url });
    await expect(world.testPosts.send(test({ via: 'tunnel' }))).rejects.toMatchObject({
      code: 'TUNNEL_FAILED',
      message: expect.stringContaining('answered 200 and not stored'),
    });
  });

  it('goes below the path of the public URL', async () => {
    await using world = await startTestPosts({ publicUrl: (url) => `${url}/hooks/` });
    await world.testPosts.send(test({ via: 'tunnel' }));
    expect(world.posts[0]?.target).toBe('/hooks/callback');
  });

  it('takes the endpoint’s path as it is', async () => {
    const odd = endpointWith(defaultResponse, { path: '/a/../%7eb?key=1' });
    await using world = await startTestPosts({ endpoints: [odd] });
    await world.testPosts.send(test({ encoding: 'query', fields: { message: 'x' } }));
    expect(world.posts[0]?.target).toMatch(/^\/a\/\.\.\/%7eb\?key=1&title=/);
  });
});
