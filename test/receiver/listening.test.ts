import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { gate, hasIpv6, post, startWorld } from './world.ts';

const ipv6 = await hasIpv6();
if (!ipv6) console.warn('SKIPPED: this machine has no ::1, so taken ports are tested on 127.0.0.1 only.');

async function occupy(host: string, port = 0): Promise<Server & AsyncDisposable> {
  const server = createServer().listen({ host, port, ipv6Only: true });
  await once(server, 'listening');
  return server;
}

describe('ports', () => {
  test('a free port that is asked for is taken', async () => {
    const first = await startWorld();
    const { port } = first.receiver;
    await first.receiver.close();
    await using world = await startWorld({ port });
    expect(world.receiver).toMatchObject({ port, portTaken: null, url: `http://127.0.0.1:${port}` });
  });

  test.each(['127.0.0.1', ...(ipv6 ? ['::1'] : [])])(
    'a port taken on %s is reported, and another used',
    async (host) => {
      await using stranger = await occupy(host);
      const { port } = stranger.address() as AddressInfo;
      await using world = await startWorld({ port });
      expect(world.receiver.portTaken).toBe(port);
      expect(world.receiver.port).not.toBe(port);
      expect((await world.ask(post('/cb'))).status).toBe(200);
      if (ipv6) {
        using client = await world.connect('::1');
        await client.send(post('/cb'));
        expect((await client.answer()).status).toBe(200);
      }
    },
  );
});

describe('close', () => {
  test('lets a post under way finish, answers it, and ends idle connections at once', async () => {
    const { opened, open } = gate();
    const world = await startWorld({ append: () => opened.then(() => 1) });
    using idle = await world.connect();
    using busy = await world.connect();
    using half = await world.connect();
    await busy.send(post('/cb', 'x'));
    await half.send('POST /half HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab');
    await expect.poll(() => world.posts.length).toBe(1);
    let isClosed = false;
    const closing = world.receiver.close().then(() => {
      isClosed = true;
    });
    await idle.closed();
    expect([isClosed, busy.isClosed, half.isClosed]).toEqual([false, false, false]);
    await expect(world.connect()).rejects.toThrow('ECONNREFUSED');
    await half.send('cd');
    open();
    for (const client of [busy, half])
      expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i);
    await closing;
    expect(world.posts.map(({ target }) => target)).toEqual(['/cb', '/half']);
  });

  test('pipelined posts under way are all answered', async () => {
    const { opened, open } = gate();
    const world = await startWorld({ append: () => opened.then(() => 1), timeouts: { drainMs: 60_000 } });
    using client = await world.connect();
    await client.send(post('/1') + post('/2') + post('/3'));
    await expect.poll(() => world.posts.length).toBe(3);
    const closing = world.receiver.close();
    open();
    expect((await client.closed()).match(/HTTP\/1\.1 200 /g)).toHaveLength(3);
    await closing;
  });

  test('does not wait for ever: what takes longer than drainMs is cut', async () => {
    const world = await startWorld({ timeouts: { drainMs: 50 } });
    using client = await world.connect();
    await client.send('POST /half HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab');
    await world.receiver.close();
    await client.closed();
    expect(world.posts).toEqual([]);
    await expect.poll(() => world.incidents).toMatchObject([{ code: 'cut-short', responseStatus: null }]);
  });

  test('may be called twice', async () => {
    const world = await startWorld();
    await Promise.all([world.receiver.close(), world.receiver.close()]);
    await world.receiver.close();
    expect(world.incidents).toEqual([]);
  });
});
