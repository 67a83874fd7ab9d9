import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { bytesOf, post, startWorld } from './world.ts';

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

test(`connections: ${connections} may be open, the next one is closed at once`, async () => {
  await using world = await startWorld();
  const sockets: Socket[] = [];
  try {
    for (let i = 0; i < connections; i++) {
      const socket = connect(world.receiver.port, '127.0.0.1').on('error', () => {});
      sockets.push(socket);
      if (i % 100 === 99) await once(socket, 'connect');
    }
    await Promise.all(sockets.map((socket) => (socket.connecting ? once(socket, 'connect') : null)));
    using one = await world.connect();
    expect(await one.closed()).toBe('');
    // Those that are in are served, and one that leaves makes room.
    const [first, second] = sockets as [Socket, Socket];
    second.write(post('/cb'));
    expect(String(await once(second, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    first.destroy();
    await expect
      .poll(
        () =>
          world.ask(post('/again')).then(
            ({ status }) => status,
            () => null,
          ),
        { timeout: 5000 },
      )
      .toBe(200);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});

test('keepAliveTimeoutMs is what the sender is told', async () => {
  await using world = await startWorld();
  const answer = await world.ask(post('/cb'));
  expect(answer.header('keep-alive')).toBe(`timeout=${keepAliveTimeoutMs / 1000}`);
});
