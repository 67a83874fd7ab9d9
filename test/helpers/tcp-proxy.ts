import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { freePort } from './free-port.ts';

/** Changes bytes on their way; `towards` the client that connected (`near`) or the port behind the proxy (`far`). */
export type Corruption = (bytes: Buffer, towards: 'near' | 'far') => Buffer;

/** A TCP proxy on loopback that can be made to fail in the ways of real networks. */
export interface TcpProxy extends AsyncDisposable {
  port: number;
  /** Sockets open now, both sides counted. */
  readonly sockets: number;
  /** How many connections were ever taken. */
  readonly accepted: number;
  /** Bytes that passed, both directions together. */
  readonly bytes: number;
  /**
   * Cuts all connections; new ones are taken.
   * @param share of them, from 0 to 1.
   */
  cut(share?: number): void;
  /** As `cut`, with a reset (RST) instead of an end. */
  reset(share?: number): void;
  /** From now on nothing passes, yet nobody is told: what a sleeping machine or a forgetful NAT does. */
  freeze(): void;
  /** Lets everything pass again. */
  thaw(): void;
  /** Changes bytes on all connections; null stops that. */
  corrupt(how: Corruption | null): void;
  /** New connections are taken and reset at once; false takes them again. */
  refuse(on: boolean): void;
  /** Cuts all connections and closes the port. */
  closePort(): Promise<void>;
  /** Opens the same port again. */
  openPort(): Promise<void>;
  /** New connections go to another port of 127.0.0.1. */
  retarget(port: number): void;
}

interface Link {
  near: Socket;
  far: Socket;
  frozen: boolean;
}

/** Starts a proxy in front of a port of 127.0.0.1. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const links = new Set<Link>();
  let target = targetPort;
  let frozen = false;
  let refusing = false;
  let corruption: Corruption | null = null;
  let accepted = 0;
  let bytes = 0;

  const pass = (from: Socket, to: Socket, towards: 'near' | 'far') => {
    const through = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(null, corruption ? corruption(chunk, towards) : chunk);
      },
    });
    from.pipe(through).pipe(to);
  };
  const watch = (socket: Socket, other: Socket, link: Link) => {
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!link.frozen) other.destroy();
      if (link.near.destroyed && link.far.destroyed) links.delete(link);
    });
  };
  const onConnection = (near: Socket) => {
    accepted += 1;
    if (refusing) {
      near.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const far = connect({ host: '127.0.0.1', port: target });
    const link = { near, far, frozen };
    links.add(link);
    watch(near, far, link);
    watch(far, near, link);
    if (frozen) return;
    pass(near, far, 'far');
    pass(far, near, 'near');
  };
  const listen = async (port: number): Promise<Server> => {
    const server = createServer(onConnection).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server: Server | null = await listen(await freePort());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  const { port } = address;

  /** Every n-th link, so that a share is spread over old and new ones. */
  const some = (share: number) => [...links].filter((_, at) => Math.floor((at + 1) * share) > Math.floor(at * share));
  const end = (share: number, how: (socket: Socket) => void) => {
    for (const { near, far } of some(share)) {
      how(near);
      how(far);
    }
  };
  const cut = (share = 1) => end(share, (socket) => socket.destroy());
  const closePort = async () => {
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server = null;
    cut();
    await closed;
  };
  return {
    port,
    get sockets() {
      return [...links].reduce((sum, { near, far }) => sum + Number(!near.destroyed) + Number(!far.destroyed), 0);
    },
    get accepted() {
      return accepted;
    },
    get bytes() {
      return bytes;
    },
    cut,
    reset: (share = 1) => end(share, (socket) => socket.resetAndDestroy()),
    freeze() {
      frozen = true;
      for (const link of links) {
        link.frozen = true;
        link.near.unpipe().pause();
        link.far.unpipe().pause();
      }
    },
    thaw() {
      frozen = false;
      for (const link of links) {
        if (!link.frozen) continue;
        link.frozen = false;
        pass(link.near, link.far, 'far');
        pass(link.far, link.near, 'near');
      }
    },
    corrupt(how) {
      corruption = how;
    },
    refuse(on) {
      refusing = on;
    },
    closePort,
    async openPort() {
      server ??= await listen(port);
    },
    retarget(to) {
      target = to;
    },
    [Symbol.asyncDispose]: closePort,
  };
}
