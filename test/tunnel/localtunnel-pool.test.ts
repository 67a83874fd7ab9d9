import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openPool, type Pool } from '../../main/tunnel/localtunnel-pool.ts';
import { freePort } from '../helpers/free-port.ts';
import { serve } from './world.ts';

const never = new AbortController().signal;

/** The port of a tunnel server: takes connections and can send requests down them. */
interface SlotServer extends AsyncDisposable {
  port: number;
  sockets: Set<Socket>;
  accepted: number;
  /** Closes the port and cuts all connections. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface SlotServerOptions {
  onSocket?(socket: Socket): void;
  /** A server that never ends its own side of a connection. */
  halfOpen?: boolean;
}

async function startSlotServer(options: SlotServerOptions = {}): Promise<SlotServer> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  const slots: SlotServer = {
    port,
    sockets,
    accepted: 0,
    async start() {
      server = createServer({ allowHalfOpen: options.halfOpen ?? false }, (socket) => {
        slots.accepted += 1;
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => sockets.delete(socket));
        socket.resume();
        options.onSocket?.(socket);
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async stop() {
      if (!server) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      server = null;
    },
    [Symbol.asyncDispose]: () => slots.stop(),
  };
  await slots.start();
  return slots;
}

interface OpenOptions {
  remotePort: number;
  localPort: number;
  remoteHost?: string;
  signal?: AbortSignal;
  onTrouble?: () => void;
}

function open(options: OpenOptions): Promise<Pool> {
  const { remotePort, localPort, remoteHost = '127.0.0.1', signal = never, onTrouble } = options;
  const registration = { url: 'http://calm-fox.lt.test', remoteHost, remotePort, slots: 4 };
  return openPool({ registration, localPort, signal, onTrouble });
}

/** Client sockets of this process, to any of the ports. */
function socketsTo(...ports: number[]): number {
  const handles = (process as unknown as { _getActiveHandles(): { remotePort?: number }[] })._getActiveHandles();
  return handles.filter((handle) => handle.remotePort !== undefined && ports.includes(handle.remotePort)).length;
}

/** Timers of this process that keep it alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

const dropAll = (server: SlotServer) => {
  for (const socket of server.sockets) socket.destroy();
};

describe('the connections of a localtunnel', () => {
  test('are as many as granted, and are filled up again after a loss', async () => {
    await using remote = await startSlotServer();
    await using local = await serve((_request, response) => response.end());
    const pool = await open({ remotePort: remote.port, localPort: local.port });
    await expect.poll(() => remote.sockets.size).toBe(4);
    dropAll(remote);
    await expect.poll(() => remote.accepted, { timeout: 5000 }).toBe(8);
    expect(remote.sockets.size).toBe(4);
    await pool.close();
    await expect.poll(() => remote.sockets.size).toBe(0);
  });

  test('come back when the port was gone for 1.2 s, which the package alone does not survive', async () => {
    await using remote = await startSlotServer();
    await using local = await serve((_request, response) => response.end());
    let troubles = 0;
    const pool = await open({
      remotePort: remote.port,
      localPort: local.port,
      onTrouble: () => {
        troubles += 1;
      },
    });
    await expect.poll(() => remote.sockets.size).toBe(4);
    await remote.stop();
    const stopped = performance.now();
    await expect.poll(() => performance.now() - stopped > 1200, { timeout: 3000 }).toBe(true);
    await remote.start();
    await expect.poll(() => remote.sockets.size, { timeout: 5000 }).toBe(4);
    expect(troubles).toBe(1);
    await pool.close();
  });

  test('that stay lost end the tunnel with a reason', async () => {
    await using remote = await startSlotServer();
    await using local = await serve((_request, response) => response.end());
    const pool = await open({ remotePort: remote.port, localPort: local.port });
    await remote.stop();
    expect(await pool.closed).toMatch(
      new RegExp(`port 127\\.0\\.0\\.1:${remote.port} cannot be reached.*ECONNREFUSED`),
    );
    expect(socketsTo(remote.port, local.port)).toBe(0);
  });

  test('that a server takes and drops at once are not opened in a frenzy', async () => {
    await using remote = await startSlotServer({ onSocket: (socket) => socket.destroy() });
    await using local = await serve((_request, response) => response.end());
    const pool = await open({ remotePort: remote.port, localPort: local.port });
    await expect.poll(() => remote.accepted, { timeout: 5000 }).toBeGreaterThanOrEqual(8);
    await pool.close();
    // Four slots, the first refills after 250 and 500 ms.
    expect(remote.accepted).toBeLessThanOrEqual(16);
  });

  test('that something on the way takes and drops again and again are no tunnel', async () => {
    await using remote = await startSlotServer({ onSocket: (socket) => socket.destroy() });
    await using local = await serve((_request, response) => response.end());
    const pool = await open({ remotePort: remote.port, localPort: local.port });
    expect(await pool.closed).toContain('closed all connections and takes no new ones');
    expect(socketsTo(remote.port, local.port)).toBe(0);
  });

  test('are replaced when the receiver breaks one off, which the package alone does not notice', async () => {
    await using remote = await startSlotServer({ halfOpen: true });
    const breaking = createServer((socket) => socket.resetAndDestroy()).listen(0, '127.0.0.1');
    await once(breaking, 'listening');
    const pool = await open({ remotePort: remote.port, localPort: (breaking.address() as AddressInfo).port });
    await expect.poll(() => remote.accepted, { timeout: 5000 }).toBeGreaterThanOrEqual(8);
    await pool.close();
    breaking.close();
  });

  test('are replaced at once after a request, and carry its bytes unchanged', async () => {
    const body = Buffer.from([0, 0xff, 0xfe, 0x80, 0x41]);
    const head = `POST /callback HTTP/1.1\r\nHost: calm-fox.lt.test\r\nContent-Length: ${body.length}\r\n\r\n`;
    const bodies: Buffer[] = [];
    const hosts: (string | undefined)[] = [];
    await using local = await serve((request, response) => {
      hosts.push(request.headers.host);
      request.on('data', (chunk: Buffer) => bodies.push(chunk));
      request.on('end', () => response.end());
    });
    await using remote = await startSlotServer();
    const pool = await open({ remotePort: remote.port, localPort: local.port });
    await expect.poll(() => remote.sockets.size).toBe(4);
    const [slot] = remote.sockets;
    slot?.write(Buffer.concat([Buffer.from(head), body]));
    slot?.once('data', () => slot.destroy());
    await expect.poll(() => remote.accepted).toBe(5);
    expect(Buffer.concat(bodies).equals(body)).toBe(true);
    expect(hosts).toEqual(['calm-fox.lt.test']);
    await pool.close();
  });
});

describe('opening', () => {
  test('fails with a sentence when the granted port refuses', async () => {
    const remotePort = await freePort();
    await expect(open({ remotePort, localPort: 1 })).rejects.toThrow(/cannot be reached: it refuses.*ECONNREFUSED/);
  });

  test('fails with a sentence when the name of the port’s host does not resolve', async () => {
    const opening = open({ remotePort: 4000, localPort: 1, remoteHost: 'tunnels.invalid' });
    await expect(opening).rejects.toThrow(/cannot be resolved/);
  });

  test('ends at once when it is called off, with its connections', async () => {
    const remotePort = await freePort();
    const stop = new AbortController();
    const opening = open({ remotePort, localPort: 1, signal: stop.signal });
    const refused = expect(opening).rejects.toThrow('called off');
    stop.abort();
    await refused;
    expect(socketsTo(remotePort)).toBe(0);
  });

  test('does not begin after an abort', async () => {
    await using remote = await startSlotServer();
    await expect(open({ remotePort: remote.port, localPort: 1, signal: AbortSignal.abort() })).rejects.toThrow();
    expect(remote.accepted).toBe(0);
  });
});

describe('closing', () => {
  test('destroys both sides of every connection, those with a request under way too', async () => {
    let under = 0;
    await using local = await serve((request) => {
      under += 1;
      request.socket.on('close', () => {
        under -= 1;
      });
    });
    await using remote = await startSlotServer({
      onSocket: (socket) => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
    });
    const pool = await open({ remotePort: remote.port, localPort: local.port });
    await expect.poll(() => under).toBe(4);
    await pool.close();
    expect(socketsTo(remote.port, local.port)).toBe(0);
    await expect.poll(() => [under, remote.sockets.size]).toEqual([0, 0]);
    expect(await pool.closed).toBe('The tunnel was closed.');
    expect(remote.accepted).toBe(4);
  });

  test('waits for the package’s retry of a receiver that is not there, and leaves nothing', async () => {
    await using remote = await startSlotServer();
    const localPort = await freePort();
    const timersBefore = timers();
    const pool = await open({ remotePort: remote.port, localPort });
    await expect.poll(() => remote.sockets.size).toBe(4);
    await pool.close();
    expect(socketsTo(remote.port, localPort)).toBe(0);
    expect(timers()).toBeLessThanOrEqual(timersBefore);
  });

  test('twice is closing once', async () => {
    await using remote = await startSlotServer();
    const pool = await open({ remotePort: remote.port, localPort: remote.port });
    await Promise.all([pool.close(), pool.close()]);
    expect(socketsTo(remote.port)).toBe(0);
  });
});

test('a receiver that comes up late is found by the connections that are waiting for it', async () => {
  const localPort = await freePort();
  await using remote = await startSlotServer();
  const pool = await open({ remotePort: remote.port, localPort });
  await expect.poll(() => remote.sockets.size).toBe(4);
  const targets: string[] = [];
  await using local = await serve((request, response) => {
    targets.push(request.url ?? '');
    response.end();
  }, localPort);
  expect(local.port).toBe(localPort);
  for (const socket of remote.sockets) socket.write('GET /late HTTP/1.1\r\nHost: a\r\n\r\n');
  await expect.poll(() => targets, { timeout: 5000 }).toEqual(['/late', '/late', '/late', '/late']);
  await pool.close();
});
