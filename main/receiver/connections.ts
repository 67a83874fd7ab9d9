import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../limits.ts';

/** A request whose body is being read, with what came of it so far. */
export interface Reading {
  request: IncomingMessage;
  /** Monotonic milliseconds. */
  since: number;
  chunks: Buffer[];
  size: number;
  /** It will never be answered by itself, and is no longer counted as pending. */
  givenUp: boolean;
}

/** What the receiver knows of one open connection. */
export interface Connection {
  socket: Socket;
  /** In order; more than one when requests came pipelined. */
  readings: Set<Reading>;
  /** Requests taken whose answer is not out yet. */
  pending: number;
  /** `socket.bytesRead` when the last request was complete. */
  bytesSeen: number;
  /** When the first byte of a head was noticed that is not complete yet; 0 = none. */
  headSince: number;
  /** The latest bytes as they came; null when this connection is not tapped. */
  tapped: Buffer[] | null;
  tappedBytes: number;
  /** An incident was kept for this connection; what follows from it is none of its own. */
  failed: boolean;
  /** Runs when the last answer is out. */
  onAnswered: (() => void) | null;
}

/** More new connections in a second than this is load, not a developer. */
const calmConnections = 100;

export interface Connections {
  open(socket: Socket): void;
  of(socket: Socket): Connection | undefined;
  all(): Iterable<Connection>;
  readonly size: number;
}

/**
 * Keeps track of open connections. While it is calm, each is tapped: its raw bytes pass through here, so that an incident
 * shows exactly what came. Under load they are not (tapping costs a sixth of the speed of short connections), and an
 * incident shows what the parser still has.
 * @param now monotonic milliseconds
 */
export function createConnections(now: () => number): Connections {
  const open = new Map<Socket, Connection>();
  let second = 0;
  let opened = 0;

  function isCalm(): boolean {
    const current = Math.floor(now() / 1000);
    if (current !== second) {
      second = current;
      opened = 0;
    }
    opened++;
    return opened <= calmConnections;
  }

  return {
    open(socket) {
      const connection: Connection = {
        socket,
        readings: new Set(),
        pending: 0,
        bytesSeen: 0,
        headSince: 0,
        tapped: null,
        tappedBytes: 0,
        failed: false,
        onAnswered: null,
      };
      open.set(socket, connection);
      socket.once('close', () => open.delete(socket));
      if (isCalm()) {
        connection.tapped = [];
        socket.on('data', (chunk: Buffer) => tap(connection, chunk));
      }
    },
    of: (socket) => open.get(socket),
    all: () => open.values(),
    get size() {
      return open.size;
    },
  };
}

function tap(connection: Connection, chunk: Buffer): void {
  if (connection.tapped === null) return;
  // Between requests the record starts anew.
  if (connection.pending === 0 && connection.headSince === 0) {
    connection.tapped = [];
    connection.tappedBytes = 0;
  }
  if (connection.tappedBytes < limits.store.incidentBytes) connection.tapped.push(chunk);
  connection.tappedBytes += chunk.length;
}
