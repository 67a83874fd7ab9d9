import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../limits.ts';
import { answer, answerRaw } from './answer.ts';
import { type Connection, createConnections } from './connections.ts';
import { endpointFor } from './endpoints.ts';
import { bytesOf, firstLine, judge, type ParserError, type Verdict } from './incidents.ts';
import { listenOnBoth } from './listen.ts';
import { declaredSize, refusalOf } from './refusals.ts';
import { probePath, type Receiver, type ReceiverOptions } from './types.ts';

/**
 * Starts the receiver: takes any request on any path, answers once it is stored.
 * @throws StartError when no port can be bound
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const now = () => performance.now();
  const connections = createConnections(now);
  const timeouts = {
    headersMs: limits.receiver.headersTimeoutMs,
    requestMs: limits.receiver.requestTimeoutMs,
    checkMs: limits.receiver.timeoutCheckMs,
    drainMs: limits.receiver.drainMs,
    ...options.timeouts,
  };
  let closing = false;

  function keepIncident(
    connection: Connection,
    verdict: Verdict & { answered: boolean },
    bytes: Buffer,
    size: number,
  ): void {
    connection.failed = true;
    options.onIncident({
      at: new Date().toISOString(),
      code: verdict.code,
      sentence: verdict.sentence,
      responseStatus: verdict.answered ? verdict.status : null,
      remoteAddress: connection.socket.remoteAddress ?? '',
      ...firstLine(bytes),
      bytes: bytes.toString('base64'),
      size,
    });
  }

  /** Refuses a request whose head is known. */
  function refuse(request: IncomingMessage, response: ServerResponse, verdict: Verdict): void {
    const connection = connections.of(request.socket);
    if (!connection || connection.failed) return;
    const { bytes, size } = bytesOf(connection, request, null);
    keepIncident(connection, { ...verdict, answered: true }, bytes, size);
    connection.reading = null;
    discardThen(request, () =>
      answer(response, { status: verdict.status, headers: [['Connection', 'close']], body: '' }),
    );
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const connection = connections.of(request.socket);
    if (!connection) return;
    connection.headSince = 0;
    const target = request.url ?? '';
    if (target.startsWith(probePath)) {
      answerProbe(request, response, target);
      return;
    }
    const bodyLimit = options.bodyLimit();
    const refusal = refusalOf(request, bodyLimit);
    if (refusal) {
      refuse(request, response, refusal);
      return;
    }

    const started = now();
    const receivedAt = Date.now();
    const reading = { request, since: started, chunks: [] as Buffer[], size: 0 };
    connection.reading = reading;
    request.on('data', (chunk: Buffer) => {
      if (connection.reading !== reading) return;
      reading.size += chunk.length;
      reading.chunks.push(chunk);
      if (reading.size > bodyLimit) {
        refuse(request, response, {
          code: 'body-too-large',
          status: 413,
          sentence: `The body is larger than ${bodyLimit} bytes; ${reading.size} had arrived. The limit is a setting.`,
        });
      }
    });
    request.once('error', () => {});
    request.once('close', () => {
      if (request.complete || connection.reading !== reading || connection.failed) return;
      const declared = declaredSize(request);
      const { bytes, size } = bytesOf(connection, request, null);
      const verdict: Verdict = {
        code: 'cut-short',
        status: 400,
        sentence: `The connection ended in the middle of the body: ${reading.size} of ${declared ?? 'an unknown number of'} bytes had arrived.`,
      };
      keepIncident(connection, { ...verdict, answered: false }, bytes, size);
      connection.reading = null;
    });
    request.once('end', () => {
      if (connection.reading !== reading) return;
      connection.reading = null;
      connection.bytesSeen = request.socket.bytesRead;
      connection.unanswered++;
      response.once('close', () => {
        connection.unanswered--;
        if (connection.unanswered === 0) connection.onAnswered?.();
      });
      const body =
        reading.chunks.length === 1 ? (reading.chunks[0] as Buffer) : Buffer.concat(reading.chunks, reading.size);
      void store(request, response, { receivedAt, receiveMs: now() - started, body });
    });
  }

  async function store(
    request: IncomingMessage,
    response: ServerResponse,
    captured: { receivedAt: number; receiveMs: number; body: Buffer },
  ): Promise<void> {
    const target = request.url ?? '';
    const rule = endpointFor(options.endpoints(), target)?.response ?? { status: 200, headers: [], body: '' };
    try {
      await options.append({
        ...captured,
        method: request.method ?? '',
        target,
        httpVersion: request.httpVersion,
        rawHeaders: request.rawHeaders,
        rawTrailers: request.rawTrailers,
        remoteAddress: request.socket.remoteAddress ?? '',
        via: options.via(request.rawHeaders),
        responseStatus: rule.status,
      });
    } catch (error) {
      options.onRefused(error);
      answer(response, { status: 503, headers: [['Retry-After', String(limits.store.retryAfterSeconds)]], body: '' });
      return;
    }
    if (closing) response.shouldKeepAlive = false;
    answer(response, rule, request.method);
  }

  function answerProbe(request: IncomingMessage, response: ServerResponse, target: string): void {
    request.resume();
    const text = options.probe(target.slice(probePath.length));
    answer(response, {
      status: text === null ? 404 : 200,
      headers: [
        ['Content-Type', 'text/plain'],
        ['Cache-Control', 'no-store'],
      ],
      body: text ?? '',
    });
  }

  function onClientError(error: ParserError, socket: Socket): void {
    const connection = connections.of(socket);
    if (!connection || connection.failed) return void socket.destroy();
    // A reset without a request under way is nobody's business; one in the middle of a body is told by the request.
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return void socket.destroy();
    const packet = error.rawPacket ? Buffer.from(error.rawPacket) : null;
    const { bytes, size } = bytesOf(connection, connection.reading?.request ?? null, packet);
    if (size === 0) return void socket.destroy();
    fail(connection, judge(error, bytes), bytes, size);
  }

  /** Keeps the incident, answers after the answers that are still due on this connection, and closes it. */
  function fail(connection: Connection, verdict: Verdict, bytes: Buffer, size: number): void {
    const { socket } = connection;
    keepIncident(connection, { ...verdict, answered: socket.writable }, bytes, size);
    connection.reading = null;
    if (connection.unanswered > 0) connection.onAnswered = () => answerRaw(socket, verdict.status);
    else answerRaw(socket, verdict.status);
  }

  /**
   * Our own clock instead of node's: node counts from the opening of a connection, and would answer 408 into the idle
   * connections that a tunnel client keeps open in advance.
   */
  function checkTimeouts(): void {
    const time = now();
    for (const connection of connections.all()) {
      if (connection.failed) continue;
      const { reading, socket } = connection;
      if (reading) {
        if (time - reading.since > timeouts.requestMs) {
          timeOut(
            connection,
            `The body did not arrive whole within ${timeouts.requestMs / 1000} s; ${reading.size} bytes of it came.`,
          );
        }
      } else if (connection.unanswered === 0 && socket.bytesRead > connection.bytesSeen) {
        if (connection.headSince === 0) connection.headSince = time;
        else if (time - connection.headSince > timeouts.headersMs) {
          timeOut(connection, `The head of the request was not complete within ${timeouts.headersMs / 1000} s.`);
        }
      }
    }
  }
  function timeOut(connection: Connection, sentence: string): void {
    const { bytes } = bytesOf(connection, connection.reading?.request ?? null, null);
    fail(
      connection,
      { code: 'timed-out', status: 408, sentence },
      bytes,
      connection.socket.bytesRead - connection.bytesSeen,
    );
  }

  function makeServer(): Server {
    const server = createServer(
      {
        // Enough for the largest head that is taken, so that the limits of ours are checked with everything known.
        maxHeaderSize: limits.receiver.headerBytes + limits.receiver.targetBytes,
        keepAliveTimeout: limits.receiver.keepAliveTimeoutMs,
        headersTimeout: 0,
        requestTimeout: 0,
        requireHostHeader: false,
        insecureHTTPParser: false,
        noDelay: true,
      },
      handle,
    );
    server.maxHeadersCount = 0;
    server.maxConnections = limits.receiver.connections;
    server.on('connection', (socket) => connections.open(socket));
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      if (!refusalOf(request, options.bodyLimit())) response.writeContinue();
      handle(request, response);
    });
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      const sentence = `The request expects "${request.headers.expect}", which no receiver can promise.`;
      refuse(request, response, { code: 'expectation-failed', status: 417, sentence });
    });
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      const connection = connections.of(socket);
      if (!connection) return void socket.destroy();
      const { bytes, size } = bytesOf(connection, request, null);
      const sentence = 'CONNECT asks for a proxy; the receiver is none.';
      fail(connection, { code: 'connect-method', status: 400, sentence }, bytes, size);
    });
    server.on('clientError', (error: ParserError, socket) => onClientError(error, socket as Socket));
    return server;
  }

  const servers = [makeServer(), makeServer()] as const;
  const { port, portTaken } = await listenOnBoth(servers[0], servers[1], options.port);
  for (const server of servers) server.on('error', () => {});
  const checking = setInterval(checkTimeouts, timeouts.checkMs);

  return {
    port,
    portTaken,
    url: `http://127.0.0.1:${port}`,
    async close() {
      closing = true;
      clearInterval(checking);
      const closed = Promise.all(
        servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      );
      // A connection that never carried a byte is no request under way.
      for (const connection of connections.all()) {
        if (!connection.reading && connection.unanswered === 0) connection.socket.destroy();
      }
      const giveUp = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
      }, timeouts.drainMs);
      await closed;
      clearTimeout(giveUp);
    },
  };
}

/** Bytes of a refused body that are read and thrown away, so that the sender gets to read the answer. */
const discardBytes = 32 * 1024 * 1024;
const discardMs = 2000;

/**
 * Lets a refused body run out before the answer: closing at once would reset the connection, and many senders would
 * report that instead of the answer. What is too long or too slow is cut.
 */
function discardThen(request: IncomingMessage, done: () => void): void {
  if (request.complete || request.headers.expect !== undefined) {
    done();
    return;
  }
  let bytes = 0;
  const finish = () => {
    clearTimeout(timer);
    request.off('data', count);
    request.off('end', finish);
    request.off('close', finish);
    done();
  };
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > discardBytes) finish();
  };
  const timer = setTimeout(finish, discardMs);
  request.on('data', count);
  request.once('end', finish);
  request.once('close', finish);
}
