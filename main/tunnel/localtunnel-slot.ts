import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import TunnelCluster from 'localtunnel/lib/TunnelCluster.js';
import { codeOf } from '../errors.ts';

/** One connection to the tunnel server, piped to the receiver by the localtunnel package. */
export interface Slot {
  /** True while the server holds the connection. */
  readonly connected: boolean;
  /** True once bytes came through it. */
  readonly used: boolean;
  /** Destroys its sockets. Resolves when nothing of it is left: soon, or within a second (a timer of the package). */
  destroy(): Promise<void>;
}

export interface SlotOptions {
  remoteHost: string;
  remotePort: number;
  localPort: number;
  onConnected(): void;
  /** Called once, when its remote socket is gone for whatever reason; the error's code if there was an error. */
  onGone(error: string | null): void;
  /** Called once, when nothing of it is left. */
  onFinished(): void;
}

/** Probing of a silent connection by the system, so that one that died in sleep or behind a NAT is noticed. */
const keepAliveMs = 15_000;
const connectMs = 10_000;
/** How long one side may be silent after the other one has ended. */
const lingerMs = 10_000;

/**
 * The package keeps the sockets it makes to itself and reports only some of their deaths. Node publishes every client
 * socket on a diagnostics channel as it is made, and the asynchronous context tells for which slot that was.
 */
const making = new AsyncLocalStorage<symbol>();

/** Opens one slot. Its end is the end of its remote socket, not the package's `dead`, which does not always come. */
export function openSlot(options: SlotOptions): Slot {
  const key = Symbol('slot');
  const locals = new Set<Socket>();
  const finished = Promise.withResolvers<void>();
  const held: { remote: Socket | null } = { remote: null };
  let connected = false;
  let gone = false;
  let destroyed = false;
  let retryPending = false;

  const cluster = new TunnelCluster({
    remote_host: options.remoteHost,
    remote_ip: undefined,
    remote_port: options.remotePort,
    local_port: options.localPort,
    // `local_host` stays unset: with it the package rewrites the Host header by way of a string, which damages binary bodies.
  });
  // Without a listener its `error` would end the process; what it says is known from the socket already.
  cluster.on('error', () => undefined);
  cluster.on('dead', () => {
    retryPending = false;
    finishIfDone();
  });

  const finishIfDone = () => {
    if (gone && locals.size === 0 && !retryPending) finished.resolve();
  };

  const adoptRemote = (socket: Socket) => {
    let error: string | null = null;
    held.remote = socket;
    socket.setTimeout(connectMs);
    socket.on('timeout', () => socket.destroy());
    socket.on('error', (reason) => {
      error = codeOf(reason) ?? reason.message;
      socket.destroy();
    });
    socket.once('connect', () => {
      connected = true;
      socket.setTimeout(0);
      socket.setKeepAlive(true, keepAliveMs);
      options.onConnected();
    });
    socket.once('close', () => {
      gone = true;
      diagnostics.unsubscribe('net.client.socket', onSocket);
      // The package has ended the local socket, so that what arrived still gets through; this only bounds it.
      for (const local of locals) local.setTimeout(lingerMs);
      finishIfDone();
      options.onGone(error);
    });
  };

  const adoptLocal = (socket: Socket) => {
    locals.add(socket);
    retryPending = false;
    socket.on('timeout', () => socket.destroy());
    socket.once('error', (reason) => {
      // The package tries a refused connection again in a second, on a timer that nobody else can clear; when that ends and
      // the remote socket is gone, it says `dead`. After any other error it never closes the slot for sure.
      if (codeOf(reason) === 'ECONNREFUSED') retryPending = true;
      else held.remote?.destroy();
    });
    socket.once('close', () => {
      locals.delete(socket);
      if (!retryPending && !gone) held.remote?.setTimeout(lingerMs);
      finishIfDone();
    });
    if (destroyed) socket.destroy();
  };

  const onSocket = (message: unknown) => {
    if (making.getStore() !== key) return;
    const { socket } = message as { socket: Socket };
    if (held.remote) adoptLocal(socket);
    else adoptRemote(socket);
  };

  void finished.promise.then(options.onFinished);
  diagnostics.subscribe('net.client.socket', onSocket);
  making.run(key, () => cluster.open());

  return {
    get connected() {
      return connected && !gone;
    },
    get used() {
      return (held.remote?.bytesRead ?? 0) > 0;
    },
    async destroy() {
      destroyed = true;
      held.remote?.destroy();
      for (const local of locals) local.destroy();
      await finished.promise;
    },
  };
}
