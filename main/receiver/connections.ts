import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../limits.ts';
import { createTap, type Tap } from './tap.ts';

/** A request whose body is being read, with what came of it so far. */
export interface Reading {
  request: IncomingMessage;
  /** Monotonic milliseconds. */
  since: number;
  chunks: Buffer[];
  size: number;
  /** Bytes of it that count as held in memory. */
  held: number;
  /** It became an incident; what still comes of it is of no interest. */
  dropped: boolean;
}

/** What the receiver knows of one open connection. */
export interface Connection {
  socket: Socket;
  /** Kept, because a socket that was reset does not tell it any more. */
  remoteAddress: string;
  /** The latest request that was taken; its body may be complete already. */
  reading: Reading | null;
  /** Requests that were taken and whose answer is not out. */
  pending: number;
  /** `socket.bytesRead` when the last request was complete. */
  bytesSeen: number;
  /** When the beginning of a head was noticed that is not complete yet; 0 = none. */
  headSince: number;
  /** `socket.bytesRead` when it was last looked for such a beginning, and what was found. */
  looked: { at: number; begun: boolean };
  /** Null when this connection is not tapped, or not yet: see `toTap`. */
  tap: Tap | null;
  /** It came while few did, and is tapped once node:http has it. */
  toTap: boolean;
  /** Its requests are taken by the fast path; false once node:http has it. */
  isFast: boolean;
  /** More came before the answer to a request of the fast path was out: node:http gets it then. */
  leaves: boolean;
  /** On the fast path: the answer that is due, or was given, is the last one. */
  isLast: boolean;
  /** Monotonic milliseconds of the last answer of the fast path. */
  answeredAt: number;
  /** An incident was kept for this connection; what follows from it is none of its own. */
  failed: boolean;
  /** Runs once, when the last answer that is due is out or the connection is gone. */
  onSettled: (() => void) | null;
  /** Its neighbours among the open ones, in the order in which they were opened. */
  older: Connection | null;
  newer: Connection | null;
}

/** Where a socket keeps its connection. */
const own = Symbol('connection');
type OwnSocket = Socket & { [own]?: Connection | undefined };

/** More new connections in a second than this is load, not a developer. */
const calmConnections = 100;

export interface Connections {
  open(socket: Socket): Connection;
  /** Keeps the bytes that come from now on, where this connection is one of those. */
  tap(connection: Connection): void;
  of(socket: Socket): Connection | undefined;
  /** The oldest first. */
  all(): Iterable<Connection>;
  /** How many are open whose requests were not given up. */
  readonly alive: number;
}

/** The request that was taken and whose body is not complete, or null. */
export function readingOf({ reading }: Connection): Reading | null {
  return reading?.request.complete === false ? reading : null;
}

/** What went wrong with a connection is told by its 'close', which follows. */
const toldByClose = () => {};

/** The answers that were due are out. */
export function settle(connection: Connection): void {
  const { onSettled } = connection;
  connection.onSettled = null;
  onSettled?.();
}

/**
 * Keeps track of open connections. While it is calm, each is tapped: its raw bytes pass through here, so that an incident
 * shows exactly what came. Under load they are not (tapping costs a fifth of the speed of short connections), and an
 * incident shows what the parser still has. On the fast path nothing needs a tap: all that came there was a request.
 * @param now monotonic milliseconds
 * @param tappedPerSecond how many new connections in a second are tapped
 */
export function createConnections(now: () => number, tappedPerSecond = calmConnections): Connections {
  const open = createLine();
  let second = 0;
  let opened = 0;

  function isCalm(): boolean {
    const current = Math.floor(now() / 1000);
    if (current !== second) {
      second = current;
      opened = 0;
    }
    opened++;
    return opened <= tappedPerSecond;
  }

  function onClose(this: Socket): void {
    const connection = (this as OwnSocket)[own];
    if (!connection) return;
    (this as OwnSocket)[own] = undefined;
    open.remove(connection);
    settle(connection);
  }

  return {
    open(socket) {
      const connection: Connection = {
        socket,
        remoteAddress: socket.remoteAddress ?? '',
        reading: null,
        pending: 0,
        bytesSeen: 0,
        headSince: 0,
        looked: { at: 0, begun: false },
        tap: null,
        toTap: isCalm(),
        isFast: true,
        leaves: false,
        isLast: false,
        answeredAt: 0,
        failed: false,
        onSettled: null,
        older: null,
        newer: null,
      };
      (socket as OwnSocket)[own] = connection;
      open.add(connection);
      // `on` where `once` would do: it comes once anyway, and each connection would pay for a wrapper, as for functions of its own.
      socket.on('close', onClose);
      // Node takes its own listener away with CONNECT, and an error without one would end the process.
      socket.on('error', toldByClose);
      return connection;
    },
    tap(connection) {
      if (!connection.toTap) return;
      connection.tap = createTap(connection.bytesSeen > 0);
      // Before the parser's own listener: what the parser refuses is to be seen already.
      connection.socket.prependListener('data', connection.tap.packet);
    },
    of: (socket) => (socket as OwnSocket)[own],
    all: open.all,
    get alive() {
      // Counted only where it can matter: failed ones linger for a moment, and are few.
      if (open.size < limits.receiver.connections) return open.size;
      let alive = 0;
      for (const { failed } of open.all()) if (!failed) alive++;
      return alive;
    },
  };
}

/**
 * The open connections, the oldest first, tied to each other. A Map of them makes its table anew every hundred short connections
 * or so, and a table that was dropped keeps all that was in it alive until V8 next looks through long-lived objects: with one
 * connection for each post, a third of the speed was lost to that. One that is removed lets go of its neighbours for the same reason.
 */
function createLine() {
  let oldest: Connection | null = null;
  let newest: Connection | null = null;
  let size = 0;

  return {
    get size() {
      return size;
    },
    add(connection: Connection): void {
      connection.older = newest;
      if (newest) newest.newer = connection;
      else oldest = connection;
      newest = connection;
      size++;
    },
    remove(connection: Connection): void {
      const { older, newer } = connection;
      if (older) older.newer = newer;
      else oldest = newer;
      if (newer) newer.older = older;
      else newest = older;
      connection.older = connection.newer = null;
      size--;
    },
    /** The caller may end what it is given, since that leaves the line later. */
    *all(): Generator<Connection, void, void> {
      let next = oldest;
      while (next) {
        const connection = next;
        next = connection.newer;
        yield connection;
      }
    },
  };
}
