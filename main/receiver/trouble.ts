import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answer, answerRaw } from './answer.ts';
import type { Connection, Connections, Reading } from './connections.ts';
import { discardThen } from './discard.ts';
import { bytesOf, firstLine, judge, type ParserError, type Verdict } from './incidents.ts';
import type { ReceiverOptions } from './types.ts';

/** What happens to requests that do not become posts: each is kept as an incident and, where possible, answered. */
export interface Trouble {
  /** Refuses a request whose head is known. */
  refuse(request: IncomingMessage, response: ServerResponse, verdict: Verdict): void;
  /** The connection went away in the middle of a body. */
  cutShort(connection: Connection, request: IncomingMessage, sentence: string): void;
  /** The parser gave a request up. */
  onClientError(error: ParserError, socket: Socket): void;
  onConnect(request: IncomingMessage, socket: Socket): void;
  /** Looks for requests that take too long. */
  checkTimeouts(): void;
}

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

  function keep(
    connection: Connection,
    verdict: Verdict & { answered: boolean },
    seen: { bytes: Buffer; size: number },
  ): void {
    connection.failed = true;
    options.onIncident({
      at: new Date().toISOString(),
      code: verdict.code,
      sentence: verdict.sentence,
      responseStatus: verdict.answered ? verdict.status : null,
      remoteAddress: connection.socket.remoteAddress ?? '',
      ...firstLine(seen.bytes),
      bytes: seen.bytes.toString('base64'),
      size: seen.size,
    });
  }

  /**
   * Keeps the incident, answers after the answers that are still due on this connection, and closes it. Requests that were
   * complete before, pipelined in front of the broken one, still become posts.
   */
  function fail(connection: Connection, verdict: Verdict, seen: { bytes: Buffer; size: number }): void {
    const { socket } = connection;
    for (const reading of connection.readings) {
      if (reading.request.complete) continue;
      connection.readings.delete(reading);
      connection.pending--;
      reading.givenUp = true;
    }
    keep(connection, { ...verdict, answered: socket.writable }, seen);
    const last = () => answerRaw(socket, verdict.status);
    if (connection.pending > 0) connection.onAnswered = last;
    else last();
  }

  function timeOut(connection: Connection, sentence: string): void {
    const { bytes } = bytesOf(connection, incomplete(connection)?.request ?? null, null);
    const size = connection.socket.bytesRead - connection.bytesSeen;
    fail(connection, { code: 'timed-out', status: 408, sentence }, { bytes, size });
  }

  return {
    refuse(request, response, verdict) {
      const connection = connections.of(request.socket);
      if (!connection || connection.failed) return;
      const seen = bytesOf(connection, request, null);
      for (const reading of connection.readings) {
        if (reading.request === request) connection.readings.delete(reading);
      }
      keep(connection, { ...verdict, answered: true }, seen);
      discardThen(request, () =>
        answer(response, { status: verdict.status, headers: [['Connection', 'close']], body: '' }),
      );
    },
    cutShort(connection, request, sentence) {
      keep(
        connection,
        { code: 'cut-short', status: 400, sentence, answered: false },
        bytesOf(connection, request, null),
      );
    },
    onClientError(error, socket) {
      const connection = connections.of(socket);
      // A reset without a request under way is nobody's business; one in the middle of a body is told by the request.
      const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      if (!connection || connection.failed || isReset) {
        socket.destroy();
        return;
      }
      const packet = error.rawPacket ? Buffer.from(error.rawPacket) : null;
      const seen = bytesOf(connection, incomplete(connection)?.request ?? null, packet);
      if (seen.size === 0) socket.destroy();
      else fail(connection, judge(error, seen.bytes), seen);
    },
    onConnect(request, socket) {
      const connection = connections.of(socket);
      if (!connection) {
        socket.destroy();
        return;
      }
      const sentence = 'CONNECT asks for a proxy; the receiver is none.';
      fail(connection, { code: 'connect-method', status: 400, sentence }, bytesOf(connection, request, null));
    },
    /**
     * Our own clock instead of node's: node counts from the opening of a connection, and would answer 408 into the idle
     * connections that a tunnel client keeps open in advance.
     */
    checkTimeouts() {
      const time = now();
      for (const connection of connections.all()) {
        if (connection.failed) continue;
        const reading = incomplete(connection);
        if (reading) {
          if (time - reading.since <= requestMs) continue;
          timeOut(
            connection,
            `The body did not arrive whole within ${requestMs / 1000} s; ${reading.size} bytes of it came.`,
          );
        } else if (connection.pending === 0 && connection.socket.bytesRead > connection.bytesSeen) {
          if (connection.headSince === 0) connection.headSince = time;
          else if (time - connection.headSince > headersMs) {
            timeOut(connection, `The head of the request was not complete within ${headersMs / 1000} s.`);
          }
        }
      }
    },
  };
}

/** The request that is still being read; those in front of it are complete. */
function incomplete(connection: Connection): Reading | null {
  for (const reading of connection.readings) if (!reading.request.complete) return reading;
  return null;
}
