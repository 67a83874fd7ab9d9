import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on loopback that can be made to fail in the ways of real networks. */
export interface TcpProxy extends AsyncDisposable {
  port: number;
  /** Sockets open now, both sides counted. */
  readonly sockets: number;
  /** How many connections were ever taken. */
  readonly accepted: number;
  /** Cuts all connections; new ones are taken. */
  cut(): void;
  /** From now on nothing passes, yet nobody is told: what a sleeping machine or a forgetful NAT does. */
  freeze(): void;
  /** Lets everything pass again. */
  thaw(): void;
}

/** Starts a proxy in front of a port of 127.0.0.1. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Map<Socket, Socket>();
  let frozen = false;
  let accepted = 0;

  const hold = (socket: Socket, other: Socket) => {
    sockets.set(socket, other);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      if (!frozen) other.destroy();
    });
    if (!frozen) socket.pipe(other);
  };
  const server = createServer((near) => {
    accepted += 1;
    const far = connect({ host: '127.0.0.1', port: targetPort });
    hold(near, far);
    hold(far, near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');

  const cut = () => {
    for (const socket of sockets.keys()) socket.destroy();
  };
  return {
    port: address.port,
    get sockets() {
      return sockets.size;
    },
    get accepted() {
      return accepted;
    },
    cut,
    freeze() {
      frozen = true;
      for (const socket of sockets.keys()) socket.unpipe().pause();
    },
    thaw() {
      frozen = false;
      for (const [socket, other] of sockets) socket.pipe(other);
    },
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
