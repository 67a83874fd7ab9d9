import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Connection, type Connections, type Reading, readingOf } from './connections.ts';
import { mostDispensable } from './crowding.ts';
import { isBlank } from './framing.ts';
import { brokenOff, judge, type ParserError, type Verdict } from './incidents.ts';
import { answerRaw, stopParsing } from './linger.ts';
import { firstLine, hasBegun, type Seen, seenOf } from './seen-bytes.ts';
import type { ReceiverOptions } from './types.ts';

/** What the parser says of bytes behind a request that closes its connection. */
const behindClose = { code: 'HPE_CLOSED_CONNECTION', reason: 'Data after `Connection: close`' };

/** What happens to requests that do not become posts: each is kept as an incident and, where possible, answered. */
export interface Trouble {
  /**
   * Refuses a request whose head is known.
   * @param reading what was read of it, when it had been taken
   */
  refuse(request: IncomingMessage, verdict: Verdict, reading?: Reading): void;
  /** The connection went away in the middle of a body. */
  cutShort(connection: Connection, reading: Reading): void;
  /** Bytes came on the fast path behind a request that was to be the last; the parser would have given them up. */
  behindLast(connection: Connection, packet: Buffer): void;
  /** The parser gave a request up. */
  onClientError(error: ParserError, socket: Socket): void;
  onConnect(request: IncomingMessage, socket: Socket): void;
  /** Looks for requests that take too long, or that nobody sends any more. */
  checkTimeouts(): void;
  /** Closes the connection that is missed least, for another to be taken; false when there is none. */
  makeRoom(): boolean;
}

/** Looks after the trouble of these connections; `checkTimeouts` has to be called for it, over and over. */
export function createTrouble(options: {
  connections: Connections;
  onIncident: ReceiverOptions['onIncident'];
  /** Milliseconds for a head, and for a body. */
  headersMs: number;
  requestMs: number;
  /** Monotonic milliseconds. */
  now(): number;
}): Trouble {
  const { connections, headersMs, requestMs, now } = options;

  function keep(connection: Connection, verdict: Verdict, seen: Seen, answered: boolean): void {
    options.onIncident({
      at: new Date().toISOString(),
      code: verdict.code,
      sentence: verdict.sentence,
      responseStatus: answered ? verdict.status : null,
      remoteAddress: connection.remoteAddress,
      ...firstLine(seen.bytes),
      bytes: seen.bytes.toString('base64'),
      size: seen.size,
    });
  }

  /** What is being read is given up; complete requests before it keep their way to the store. */
  function giveUp(connection: Connection, reading: Reading | null): void {
    connection.failed = true;
    for (const one of new Set([reading, readingOf(connection)])) {
      if (!one || one.dropped) continue;
      one.dropped = true;
      one.chunks = [];
      connection.pending--;
    }
    connection.reading = null;
  }

  /** Answers after the answers that are still due on this connection, closes it, and keeps the incident. */
  function fail(connection: Connection, verdict: Verdict, given: { seen: Seen; reading: Reading | null }): void {
    const { socket } = connection;
    giveUp(connection, given.reading);
    const last = () => keep(connection, verdict, given.seen, answerRaw(socket, verdict.status));
    // Not from within the parser, which may be at work with these very bytes.
    process.nextTick(() => {
      stopParsing(socket);
      if (connection.pending > 0 && !socket.destroyed) connection.onSettled = last;
      else last();
    });
  }

  function onClientError(error: ParserError, socket: Socket): void {
    const connection = connections.of(socket);
    // A reset without a request under way is nobody's business; one in the middle of a body is told by the request.
    if (!connection || error.code === 'ECONNRESET' || error.code === 'EPIPE') {
      socket.destroy();
      return;
    }
    if (connection.failed) return;
    const reading = readingOf(connection);
    const seen = seenOf(connection, { reading, error });
    if (seen.size === 0) socket.destroy();
    else fail(connection, judge(error, seen, reading), { seen, reading });
  }

  function timeOut(connection: Connection, sentence: string): void {
    const reading = readingOf(connection);
    fail(connection, { code: 'timed-out', status: 408, sentence }, { seen: seenOf(connection, { reading }), reading });
  }

  return {
    refuse(request, verdict, reading) {
      const connection = connections.of(request.socket);
      if (!connection || connection.failed) return;
      const seen = seenOf(connection, { request, reading: reading ?? null });
      fail(connection, verdict, { seen, reading: reading ?? null });
      request.resume();
    },
    cutShort(connection, reading) {
      const seen = seenOf(connection, { reading });
      giveUp(connection, reading);
      keep(connection, brokenOff(reading), seen, false);
    },
    behindLast(connection, packet) {
      if (isBlank(packet)) return;
      connections.tap(connection);
      connection.tap?.packet(packet);
      onClientError(
        Object.assign(new Error(), { ...behindClose, rawPacket: packet, bytesParsed: 0 }),
        connection.socket,
      );
    },
    onClientError,
    onConnect(request, socket) {
      const connection = connections.of(socket);
      if (!connection || connection.failed) {
        socket.destroy();
        return;
      }
      const sentence = 'CONNECT asks for a proxy; the receiver is none.';
      const seen = seenOf(connection, { request, reading: null });
      fail(connection, { code: 'connect-method', status: 400, sentence }, { seen, reading: null });
    },
    makeRoom() {
      const found = mostDispensable(connections.all(), now());
      if (!found) return false;
      const { connection, begun } = found;
      if (begun)
        timeOut(connection, 'So many connections were open that this one, the slowest, was closed for another.');
      else connection.socket.destroy();
      return true;
    },
    /**
     * Our own clock instead of node's: node counts from the opening of a connection, and would answer 408 into the idle
     * connections that a tunnel client keeps open in advance.
     */
    checkTimeouts() {
      const time = now();
      for (const connection of connections.all()) {
        if (connection.failed) continue;
        const reading = readingOf(connection);
        if (reading) {
          // Behind a head that asks for an upgrade, the parser does not tell that the sender closed its side.
          if (connection.socket.readableEnded) {
            fail(connection, brokenOff(reading), { seen: seenOf(connection, { reading }), reading });
            continue;
          }
          if (time - reading.since <= requestMs) continue;
          timeOut(
            connection,
            `The body did not arrive whole within ${requestMs / 1000} s; ${reading.size} bytes of it came.`,
          );
        } else if (connection.pending === 0) {
          if (!hasBegun(connection)) connection.headSince = 0;
          else if (connection.headSince === 0) connection.headSince = time;
          else if (time - connection.headSince > headersMs) {
            timeOut(connection, `The head of the request was not complete within ${headersMs / 1000} s.`);
          }
        }
      }
    },
  };
}
