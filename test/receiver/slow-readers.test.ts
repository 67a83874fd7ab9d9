import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { countParsed } from './parsed.ts';
import { endpointWith } from './rules.ts';
import { post, startWorld } from './world.ts';

test('a sender that does not read its answers is read no further', async () => {
  const body = 'x'.repeat(8 * 1024 * 1024);
  const endpoints = [endpointWith({ body }, { path: '/a' })];
  await using world = await startWorld({ endpoints: () => endpoints });
  const seen = countParsed();
  const socket = connect({ port: world.receiver.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.pause();
  const request = post('/a', 'b'.repeat(100));
  socket.write(request);
  await expect.poll(() => world.posts.length).toBe(1);
  // The first answer does not fit into what the system holds: until it is out, nothing behind it is read.
  for (let i = 0; i < 200; i++) {
    socket.write(request);
    for (let j = 0; j < 4; j++) await turn();
  }
  expect(world.posts.length).toBe(1);
  let size = 0;
  socket.on('data', (chunk) => {
    size += chunk.length;
  });
  socket.resume();
  await expect.poll(() => world.posts.length, { timeout: 20_000 }).toBe(201);
  await expect.poll(() => size, { timeout: 20_000 }).toBeGreaterThan(201 * body.length);
  expect(seen.parsed).toBe(200);
  socket.destroy();
});

describe('an answer that the sender reads slowly', () => {
  const body = 'x'.repeat(8 * 1024 * 1024);
  const endpoints = [endpointWith({ body }, { path: '/a' })];

  /** A post is answered, and the sender has read nothing of the answer. */
  async function unread(port: number, posts: unknown[]) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    socket.pause();
    socket.write(post('/a', 'b'));
    await expect.poll(() => posts.length).toBe(1);
    return {
      socket,
      /** Reads to the end and resolves with how many bytes that were. */
      async read(): Promise<number> {
        let size = 0;
        socket.on('data', (chunk) => {
          size += chunk.length;
        });
        await once(socket, 'close');
        return size;
      },
    };
  }

  test('is given whole before the connection counts as one on which nothing comes', async () => {
    await using world = await startWorld({
      endpoints: () => endpoints,
      timeouts: { keepAliveMs: 0, checkMs: 10 },
    });
    const { socket, read } = await unread(world.receiver.port, world.posts);
    // Idle connections that are older than this one are closed meanwhile.
    using other = await world.connect();
    await other.send(post('/b', 'c'));
    await other.closed();
    socket.resume();
    socket.on('end', () => socket.end());
    expect(await read()).toBeGreaterThan(body.length);
  });

  test('is given whole when the receiver closes', async () => {
    // Nothing but the end of the answer ends the connection.
    const world = await startWorld({ endpoints: () => endpoints, timeouts: { drainMs: 1_000_000 } });
    const { socket, read } = await unread(world.receiver.port, world.posts);
    const closed = world.receiver.close();
    socket.resume();
    socket.on('end', () => socket.end());
    expect(await read()).toBeGreaterThan(body.length);
    await closed;
  });

  test('is given whole when the sender has closed its side', async () => {
    await using world = await startWorld({ endpoints: () => endpoints });
    const { socket, read } = await unread(world.receiver.port, world.posts);
    socket.end();
    for (let i = 0; i < 10; i++) await turn();
    socket.resume();
    expect(await read()).toBeGreaterThan(body.length);
  });
});
