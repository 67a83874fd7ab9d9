import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { freePort } from './free-port.ts';

/** A post as a handler got it. */
export interface Handled {
  /** The value of `X-Tapline-Post`. */
  post: number;
  request: IncomingMessage;
  body: string;
  at: number;
}

/** A handler as developers write them: node:http, with kept connections. */
export interface Answering extends AsyncDisposable {
  url: string;
  port: number;
  handled: Handled[];
  /** Ids of the posts in the order in which they were complete. */
  readonly posts: number[];
  /** Connections taken so far, and requests that are answered at this moment, at most. */
  connections: number;
  atOnce: number;
  /** Decides about each answer from now on. */
  answer(handled: Handled, response: ServerResponse): void;
  /** Closes it; the port is free for another. */
  stop(): Promise<void>;
}

/** Starts one on a free port, or on one that was free before. */
export async function startAnswering(port = 0): Promise<Answering> {
  const sockets = new Set<Socket>();
  let running = 0;
  const server = createServer(async (request, response) => {
    running++;
    world.atOnce = Math.max(world.atOnce, running);
    response.once('close', () => running--);
    const body = await buffer(request).catch(() => null);
    if (body === null) return;
    const post = Number(request.headers['x-tapline-post']);
    const handled = { post, request, body: body.toString('latin1'), at: performance.now() };
    world.handled.push(handled);
    world.answer(handled, response);
  });
  server.on('connection', (socket) => {
    world.connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const world: Answering = {
    url: '',
    port: 0,
    handled: [],
    get posts() {
      return world.handled.map((one) => one.post);
    },
    connections: 0,
    atOnce: 0,
    answer: (_handled, response) => void response.end('ok'),
    async stop() {
      if (!server.listening) return;
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
    [Symbol.asyncDispose]: () => world.stop(),
  };
  server.listen(port || (await freePort()), '127.0.0.1');
  await once(server, 'listening');
  world.port = (server.address() as AddressInfo).port;
  world.url = `http://127.0.0.1:${world.port}`;
  return world;
}
