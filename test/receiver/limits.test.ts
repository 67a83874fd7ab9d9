import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { bytesOf, gate, post, startWorld, type World } from './world.ts';

const { bodyBytes, headerBytes, targetBytes, connections, keepAliveTimeoutMs } = limits.receiver;
const get = (target: string, ...lines: string[]) =>
  [`GET ${target} HTTP/1.1`, 'Host: h', ...lines, '', ''].join('\r\n');

describe('bodyBytes', () => {
  test('a body of exactly the limit is taken, by announced size and in chunks', async () => {
    await using world = await startWorld();
    const body = Buffer.alloc(bodyBytes, 'x');
    const announced = `POST /cb HTTP/1.1\r\nHost: h\r\nContent-Length: ${bodyBytes}\r\n\r\n`;
    expect((await world.ask(announced, body)).status).toBe(200);
    const chunked = `POST /cb HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${bodyBytes.toString(16)}\r\n`;
    expect((await world.ask(chunked, body, '\r\n0\r\n\r\n')).status).toBe(200);
    expect(world.posts.map((one) => one.body.equals(body))).toEqual([true, true]);
  });

  test('one byte more is refused by its announcement, and the answer reaches a sender that sends it all first', async () => {
    await using world = await startWorld();
    const head = `POST /cb HTTP/1.1\r\nHost: h\r\nContent-Length: ${bodyBytes + 1}\r\n\r\n`;
    const answer = await world.ask(head, Buffer.alloc(bodyBytes + 1));
    expect([answer.status, answer.header('connection')]).toEqual([413, 'close']);
    expect(world.posts).toEqual([]);
    expect(world.incidents).toMatchObject([
      { code: 'body-too-large', responseStatus: 413, method: 'POST', target: '/cb' },
    ]);
    expect(world.incidents[0]?.sentence).toContain(String(bodyBytes + 1));
    expect(bytesOf(world.incidents[0]).startsWith(head)).toBe(true);
  });

  test.each([
    ['tapped', 100],
    ['untapped', 0],
  ])('a chunked body is refused as soon as it is too large (%s)', async (_name, tappedPerSecond) => {
    await using world = await startWorld({ bodyLimit: () => 2000, tappedPerSecond });
    using client = await world.connect();
    const head = 'POST /cb HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
    const chunk = `3e8\r\n${'x'.repeat(1000)}\r\n`;
    await client.send(head, chunk, chunk);
    expect(client.received).toBe('');
    await client.send(chunk);
    // The sender is in the middle of its upload and gets to read the answer.
    expect((await client.answer()).status).toBe(413);
    await client.send(chunk, chunk);
    client.end();
    await client.closed();
    expect(world.posts).toEqual([]);
    expect(world.incidents).toMatchObject([{ code: 'body-too-large', responseStatus: 413 }]);
    expect(bytesOf(world.incidents[0]).startsWith(`${head.slice(0, -2)}`)).toBe(true);
    expect(world.incidents[0]?.size).toBeGreaterThan(3000);
  });

  test('the limit is asked for each post', async () => {
    let limit = 5;
    await using world = await startWorld({ bodyLimit: () => limit });
    expect((await world.ask(post('/cb', '123456'))).status).toBe(413);
    limit = 6;
    expect((await world.ask(post('/cb', '123456'))).status).toBe(200);
  });
});

describe('heldBytes', () => {
  const kib = 1024;

  test('beyond it large bodies are refused for now, small ones are taken, and with room again all are', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ heldBytes: 300 * kib, append: () => opened.then(() => 1) });
    using first = await world.connect();
    await first.send(post('/first', 'x'.repeat(250 * kib)));
    await expect.poll(() => world.posts.length).toBe(1);
    using refused = await world.connect();
    await refused.send(post('/large', 'x'.repeat(100 * kib)));
    const answer = await refused.answer();
    expect([answer.status, answer.header('retry-after')]).toEqual([503, String(limits.store.retryAfterSeconds)]);
    expect(world.incidents).toMatchObject([{ code: 'body-too-large', responseStatus: 503, target: '/large' }]);
    using small = await world.connect();
    await small.send(post('/small', 'x'.repeat(60 * kib)));
    await expect.poll(() => world.posts.length).toBe(2);
    open();
    expect([(await first.answer()).status, (await small.answer()).status]).toEqual([200, 200]);
    // Nothing is held any more, neither of what was stored nor of what was refused.
    expect((await world.ask(post('/large', 'x'.repeat(290 * kib)))).status).toBe(200);
    expect(world.posts.map(({ target }) => target)).toEqual(['/first', '/small', '/large']);
  });

  test('room is made by giving up what began last, wherever the next bytes come from', async () => {
    await using world = await startWorld({ heldBytes: 300 * kib });
    const whole = (target: string) => post(target, 'x'.repeat(200 * kib));
    const part = (target: string, from: number, to: number) => whole(target).slice(from * kib, to * kib);
    using older = await world.connect();
    await older.send(part('/older', 0, 150));
    using younger = await world.connect();
    await younger.send(part('/younger', 0, 100));
    using small = await world.connect();
    await small.send(post('/small', 'x'.repeat(60 * kib)).slice(0, -1));
    // Beyond the bound with these bytes, which are the older one's.
    await older.send(part('/older', 150, 201));
    expect((await younger.answer()).status).toBe(503);
    expect((await older.answer()).status).toBe(200);
    await small.send('x');
    expect((await small.answer()).status).toBe(200);
    expect(world.posts.map(({ target, body }) => [target, body.length])).toEqual([
      ['/older', 200 * kib],
      ['/small', 60 * kib],
    ]);
    expect(world.incidents).toMatchObject([{ code: 'body-too-large', responseStatus: 503, target: '/younger' }]);
  });

  test('what was given up is not held', async () => {
    await using world = await startWorld({ heldBytes: 300 * kib });
    for (const end of ['reset', 'end'] as const) {
      using client = await world.connect();
      await client.send(post('/cut', 'x'.repeat(290 * kib)).slice(0, -10 * kib));
      client[end]();
      await expect.poll(() => world.incidents.at(-1)?.code).toBe('cut-short');
      expect((await world.ask(post('/large', 'x'.repeat(290 * kib)))).status).toBe(200);
    }
  });

  test('is that of the design', () => {
    expect([limits.receiver.heldBytes, limits.receiver.smallBodyBytes]).toEqual([256 * kib * kib, 64 * kib]);
  });
});

describe('targetBytes', () => {
  test.each([8 * 1024, targetBytes])('a target of %i bytes is taken', async (size) => {
    await using world = await startWorld();
    const target = `/${'a'.repeat(size - 1)}`;
    expect((await world.ask(get(target))).status).toBe(200);
    expect(world.posts[0]?.target).toBe(target);
  });

  test.each([
    [17 * 1024, 100],
    [17 * 1024, 0],
    [70 * 1024, 100],
    [70 * 1024, 0],
    [200 * 1024, 100],
    [200 * 1024, 0],
  ])(
    'a target of %i bytes is answered 414 and kept as an incident (%i connections tapped)',
    async (size, tappedPerSecond) => {
      await using world = await startWorld({ tappedPerSecond });
      const target = `/${'a'.repeat(size - 1)}`;
      expect((await world.ask(get(target))).status).toBe(414);
      expect(world.posts).toEqual([]);
      expect(world.incidents).toMatchObject([{ code: 'target-too-long', responseStatus: 414 }]);
      const bytes = bytesOf(world.incidents[0]);
      expect(bytes.length).toBeGreaterThan(1000);
      expect(bytes.length).toBeLessThanOrEqual(limits.store.incidentBytes);
      if (tappedPerSecond > 0) expect(bytes.startsWith('GET /aaa')).toBe(true);
    },
  );
});

describe('headerBytes', () => {
  test('60 kB of header lines are taken', async () => {
    await using world = await startWorld();
    const value = 'v'.repeat(60 * 1024);
    expect((await world.ask(get('/cb', `X-Big: ${value}`))).status).toBe(200);
    expect(world.posts[0]?.rawHeaders).toContain(value);
  });

  test.each([
    ['one line a little too long', [`X-Big: ${'v'.repeat(headerBytes)}`]],
    ['one line of 200 kB', [`X-Big: ${'v'.repeat(200 * 1024)}`]],
    ['many lines', Array.from({ length: 10_000 }, (_, i) => `X-${i}: ${i}`)],
  ])('%s: 431', async (_name, lines) => {
    await using world = await startWorld();
    expect((await world.ask(get('/cb?a=1', ...lines))).status).toBe(431);
    expect(world.posts).toEqual([]);
    expect(world.incidents).toMatchObject([
      { code: 'headers-too-large', responseStatus: 431, method: 'GET', target: '/cb?a=1' },
    ]);
    expect(bytesOf(world.incidents[0]).startsWith('GET /cb?a=1 HTTP/1.1\r\nHost: h\r\nX-')).toBe(true);
  });

  test('trailers have the same limit', async () => {
    await using world = await startWorld();
    const trailer = `T: ${'t'.repeat(100 * 1024)}\r\n\r\n`;
    const head = 'POST /cb HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect((await world.ask(`${head}1\r\nx\r\n0\r\n${trailer}`)).status).toBe(431);
    expect(world.posts).toEqual([]);
    expect(world.incidents).toHaveLength(1);
  });
});

/** As many connections as may be open, on each of which some bytes were sent. */
async function crowd(world: World, bytes: string): Promise<{ sockets: Socket[] } & Disposable> {
  const sockets: Socket[] = [];
  for (let i = 0; i < connections; i++) {
    const socket = connect(world.receiver.port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    if (bytes !== '') socket.write(bytes);
    if (i % 100 === 99) await once(socket, 'connect');
  }
  await Promise.all(sockets.map((socket) => (socket.connecting ? once(socket, 'connect') : null)));
  return {
    sockets,
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe(`connections: ${connections} may be open`, () => {
  test('one more takes the place of the oldest that never brought a request', async () => {
    await using world = await startWorld();
    using others = await crowd(world, '');
    const [first, second] = others.sockets as [Socket, Socket];
    expect((await world.ask(post('/cb'))).status).toBe(200);
    await expect.poll(() => first.closed, { timeout: 5000 }).toBe(true);
    second.write(post('/cb'));
    expect(String(await once(second, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    expect(world.incidents).toEqual([]);
  });

  test('one more takes the place of the slowest request, which is told so', async () => {
    await using world = await startWorld();
    const slow = 'POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nx';
    using others = await crowd(world, slow);
    const oneMore = () => {
      const socket = connect(world.receiver.port, '127.0.0.1').on('error', () => {});
      socket.write(slow);
      others.sockets.push(socket);
      return world.incidents.length;
    };
    // They are slow once they had a second; until then one more finds no room.
    await expect.poll(oneMore, { timeout: 10_000 }).toBeGreaterThan(0);
    expect((await world.ask(post('/cb'))).status).toBe(200);
    expect(world.incidents[0]).toMatchObject({ code: 'timed-out', responseStatus: 408, target: '/slow' });
    expect(world.incidents[0]?.sentence).toMatch(/closed for another/);
    expect(others.sockets.filter(({ closed }) => closed).length).toBeLessThan(connections / 2);
  });

  test('one more is closed when a post is under way on each', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    using others = await crowd(world, post('/cb'));
    await expect.poll(() => world.posts.length, { timeout: 10_000 }).toBe(connections);
    using one = await world.connect();
    expect(await one.closed()).toBe('');
    open();
    const [first] = others.sockets as [Socket];
    expect(String(await once(first, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    expect((await world.ask(post('/again'))).status).toBe(200);
  });
});

test('keepAliveTimeoutMs is what the sender is told', async () => {
  await using world = await startWorld();
  const answer = await world.ask(post('/cb'));
  expect(answer.header('keep-alive')).toBe(`timeout=${keepAliveTimeoutMs / 1000}`);
});
