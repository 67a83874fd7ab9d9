import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { bytesOf, gate, post, startWorld } from './world.ts';

const quick = { checkMs: 10, headersMs: 60, requestMs: 60 };

/** Waits until the receiver has looked for time-outs many times, told by another connection that runs into one. */
async function untilTimedOut(world: Awaited<ReturnType<typeof startWorld>>): Promise<void> {
  using slow = await world.connect();
  await slow.send('POST /clock HT');
  expect(await slow.closed()).toMatch(/^HTTP\/1\.1 408 /);
  expect(world.incidents.at(-1)).toMatchObject({ code: 'timed-out', size: 14 });
}

test('the times are those of the design', () => {
  expect(limits.receiver).toMatchObject({
    headersTimeoutMs: 20_000,
    requestTimeoutMs: 60_000,
    keepAliveTimeoutMs: 65_000,
    timeoutCheckMs: 1000,
    drainMs: 5000,
  });
});

describe.each([
  ['tapped', 100],
  ['untapped', 0],
])('on a %s connection', (_name, tappedPerSecond) => {
  test('a head that does not come whole is answered 408 and kept', async () => {
    await using world = await startWorld({ timeouts: quick, tappedPerSecond });
    using client = await world.connect();
    await client.send('POST /cb HTTP/1.1\r\n', 'Host: h\r\n');
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
    expect(world.incidents).toMatchObject([{ code: 'timed-out', responseStatus: 408, size: 28 }]);
    if (tappedPerSecond > 0) expect(bytesOf(world.incidents[0])).toBe('POST /cb HTTP/1.1\r\nHost: h\r\n');
  });

  test('bytes that trickle in do not put it off', async () => {
    await using world = await startWorld({ timeouts: quick, tappedPerSecond });
    using client = await world.connect();
    await client.send('POST /cb HTTP/1.1\r\n');
    while (world.incidents.length === 0) await client.send('X');
    expect((await client.answer()).status).toBe(408);
    client.end();
    await client.closed();
    expect(world.incidents).toHaveLength(1);
  });

  test('a body that does not come whole is answered 408 and kept with what came', async () => {
    await using world = await startWorld({ timeouts: quick, tappedPerSecond });
    using client = await world.connect();
    const sent = 'POST /cb HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nfour';
    await client.send(sent);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
    expect(world.posts).toEqual([]);
    expect(world.incidents).toMatchObject([{ code: 'timed-out', method: 'POST', target: '/cb', size: sent.length }]);
    expect(world.incidents[0]?.sentence).toContain('4 bytes');
    expect(bytesOf(world.incidents[0])).toBe(sent);
  });

  test('connections that a tunnel client keeps in advance are left alone', async () => {
    await using world = await startWorld({ timeouts: quick, tappedPerSecond });
    using idle = await world.connect();
    await untilTimedOut(world);
    expect([idle.isClosed, idle.received]).toEqual([false, '']);
    await idle.send(post('/cb', 'late'));
    expect((await idle.answer()).status).toBe(200);
    await untilTimedOut(world);
    expect(idle.isClosed).toBe(false);
    expect(world.posts).toHaveLength(1);
  });

  test('a line end behind a body is no request that is late', async () => {
    await using world = await startWorld({ timeouts: quick, tappedPerSecond });
    using client = await world.connect();
    await client.send(post('/cb', 'x'));
    await client.answer();
    await client.send('\r\n');
    await untilTimedOut(world);
    expect(client.isClosed).toBe(false);
    expect(world.incidents).toHaveLength(1);
    await client.send(post('/cb', 'y'));
    await client.answers(2);
  });

  test('a post that waits for the disk is not late, however long it takes', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ timeouts: quick, tappedPerSecond, append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(post('/cb', 'x'));
    await untilTimedOut(world);
    expect(client.received).toBe('');
    open();
    expect((await client.answer()).status).toBe(200);
  });
});

test('a body that ends too early behind a head that asks for an upgrade is noticed at once', async () => {
  await using world = await startWorld({ timeouts: { checkMs: 10 } });
  using client = await world.connect();
  await client.send(post('/cb', 'x'.repeat(50), 'Connection: keep-alive, Upgrade', 'Upgrade: websocket').slice(0, -10));
  client.end();
  expect((await client.answer()).status).toBe(400);
  expect(world.posts).toEqual([]);
  expect(world.incidents).toMatchObject([{ code: 'cut-short', responseStatus: 400, target: '/cb' }]);
});

test('the beginning of a second request in the packet of the first is noticed when nothing follows', async () => {
  await using world = await startWorld({ timeouts: quick });
  using client = await world.connect();
  await client.send(`${post('/cb', 'x')}POST /second HT`);
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 408 /);
  expect(world.posts).toHaveLength(1);
  expect(world.incidents).toMatchObject([{ code: 'timed-out', method: 'POST', target: '/second' }]);
  expect(bytesOf(world.incidents[0])).toBe('POST /second HT');
});

test('connections that failed leave no timers behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await using world = await startWorld();
  const before = timers();
  const count = 20;
  for (let i = 0; i < count; i++) {
    using client = await world.connect();
    await client.send('nonsense\r\n');
    await client.answer();
    client.end();
    await client.closed();
  }
  expect(world.incidents).toHaveLength(count);
  // Some timers of others may come and go meanwhile.
  await expect.poll(timers).toBeLessThan(before + count / 2);
});
