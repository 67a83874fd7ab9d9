import type { IncomingMessage, ServerResponse } from 'node:http';
import { defaultResponse } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { answer } from './answer.ts';
import type { Connection, Connections, Reading } from './connections.ts';
import { endpointFor } from './endpoints.ts';
import { declaredSize, refusalOf } from './refusals.ts';
import type { Trouble } from './trouble.ts';
import { probePath, type ReceiverOptions } from './types.ts';

/** The way of a request from its head to its answer. */
export function createTaker(options: {
  receiver: ReceiverOptions;
  connections: Connections;
  trouble: Trouble;
  isClosing(): boolean;
  /** Monotonic milliseconds. */
  now(): number;
}) {
  const { receiver, connections, trouble, now } = options;

  /** Takes a request: refuses it by its head, or reads its body and stores it. */
  function take(request: IncomingMessage, response: ServerResponse): void {
    const connection = connections.of(request.socket);
    if (!connection) return;
    connection.headSince = 0;
    const target = request.url ?? '';
    const bodyLimit = receiver.bodyLimit();
    const refusal = refusalOf(request, bodyLimit);
    if (target.startsWith(probePath)) answerProbe(request, response, connection);
    else if (refusal) trouble.refuse(request, response, refusal);
    else read(request, response, { connection, bodyLimit });
  }

  function read(
    request: IncomingMessage,
    response: ServerResponse,
    { connection, bodyLimit }: { connection: Connection; bodyLimit: number },
  ): void {
    const receivedAt = Date.now();
    const reading: Reading = { request, since: now(), chunks: [], size: 0, givenUp: false };
    connection.readings.add(reading);
    expectAnswer(connection, response, reading);
    request.on('data', (chunk: Buffer) => {
      if (!connection.readings.has(reading)) return;
      reading.size += chunk.length;
      reading.chunks.push(chunk);
      if (reading.size <= bodyLimit) return;
      trouble.refuse(request, response, {
        code: 'body-too-large',
        status: 413,
        sentence: `The body is larger than ${bodyLimit} bytes; ${reading.size} had arrived. The limit is a setting.`,
      });
    });
    // What went wrong is told by 'close', which follows.
    request.once('error', () => {});
    request.once('close', () => {
      if (request.complete || !connection.readings.has(reading) || connection.failed) return;
      const declared = declaredSize(request) ?? 'an unknown number of';
      trouble.cutShort(
        connection,
        request,
        `The connection ended in the middle of the body: ${reading.size} of ${declared} bytes had arrived.`,
      );
    });
    request.once('end', () => {
      if (!connection.readings.delete(reading)) return;
      connection.bytesSeen = request.socket.bytesRead;
      const body =
        reading.chunks.length === 1 ? (reading.chunks[0] as Buffer) : Buffer.concat(reading.chunks, reading.size);
      void store(request, response, { receivedAt, receiveMs: now() - reading.since, body });
    });
  }

  /** The answer goes out after the commit, never before; its status is stored with the post. */
  async function store(
    request: IncomingMessage,
    response: ServerResponse,
    captured: { receivedAt: number; receiveMs: number; body: Buffer },
  ): Promise<void> {
    const target = request.url ?? '';
    const rule = endpointFor(receiver.endpoints(), target)?.response ?? defaultResponse;
    try {
      await receiver.append({
        ...captured,
        method: request.method ?? '',
        target,
        httpVersion: request.httpVersion,
        rawHeaders: request.rawHeaders,
        rawTrailers: request.rawTrailers,
        remoteAddress: request.socket.remoteAddress ?? '',
        via: receiver.via(request.rawHeaders),
        responseStatus: rule.status,
      });
    } catch (error) {
      receiver.onRefused(error);
      answer(response, { status: 503, headers: [['Retry-After', String(limits.store.retryAfterSeconds)]], body: '' });
      return;
    }
    if (options.isClosing()) response.shouldKeepAlive = false;
    answer(response, rule, request.method);
  }

  function answerProbe(request: IncomingMessage, response: ServerResponse, connection: Connection): void {
    const text = receiver.probe((request.url ?? '').slice(probePath.length));
    request.resume();
    expectAnswer(connection, response, null);
    request.once('end', () => {
      connection.bytesSeen = request.socket.bytesRead;
      answer(response, {
        status: text === null ? 404 : 200,
        headers: [
          ['Content-Type', 'text/plain'],
          ['Cache-Control', 'no-store'],
        ],
        body: text ?? '',
      });
    });
  }

  return { take };
}

/** Counts a request as pending until its answer is out. */
function expectAnswer(connection: Connection, response: ServerResponse, reading: Reading | null): void {
  connection.pending++;
  response.once('close', () => {
    if (reading?.givenUp) return;
    connection.pending--;
    if (connection.pending === 0) connection.onAnswered?.();
  });
}
