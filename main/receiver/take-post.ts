import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '../limits.ts';
import type { CapturedPost } from '../store/types.ts';
import { answer } from './answer.ts';
import { type Connection, type Connections, type Reading, readingOf, settle } from './connections.ts';
import { endpointFor } from './endpoints.ts';
import { refusalOf } from './refusals.ts';
import type { Responder } from './respond.ts';
import type { Trouble } from './trouble.ts';
import { type Answer, probePath, type ReceiverOptions } from './types.ts';

/** A request with all that belongs to it. */
interface Taken {
  connection: Connection;
  reading: Reading;
  request: IncomingMessage;
  response: ServerResponse;
}

/** What went wrong with a request is told by its 'close', which follows. */
const toldByClose = () => {};

/** The way of a request from its head to its answer. */
export function createTaker(options: {
  receiver: ReceiverOptions;
  connections: Connections;
  trouble: Trouble;
  responder: Responder;
  isClosing(): boolean;
  /** Monotonic milliseconds. */
  now(): number;
}) {
  const { receiver, connections, trouble, responder, now } = options;
  const { heldBytes = limits.receiver.heldBytes } = receiver;
  /** Bytes of bodies in memory: being read, or on their way to the disk. */
  let held = 0;

  /** From now on these bytes of a body do not count any more. */
  function letGo(reading: Reading): void {
    held -= reading.held;
    reading.held = 0;
  }

  /**
   * Makes room by giving up the large bodies that began last, so that those before them arrive: were it whichever brings its next bytes, of
   * hundreds that come at once each would be given up somewhere on its way. Small bodies are taken in any case.
   */
  function makeRoom(): void {
    while (held > heldBytes) {
      const youngest = youngestLarge();
      if (!youngest) return;
      const sentence = `So many large bodies came at once that this one found no room: they have ${heldBytes} bytes of memory. Its sender was asked to try again; smaller posts are taken meanwhile.`;
      trouble.refuse(youngest.request, { code: 'body-too-large', status: 503, sentence }, youngest);
      letGo(youngest);
    }
  }

  function youngestLarge(): Reading | null {
    let youngest: Reading | null = null;
    for (const connection of connections.all()) {
      const reading = readingOf(connection);
      if (!reading || reading.held <= limits.receiver.smallBodyBytes) continue;
      if (!youngest || reading.since > youngest.since) youngest = reading;
    }
    return youngest;
  }

  /** Takes a request: refuses it by its head, or reads its body and stores it. */
  function take(request: IncomingMessage, response: ServerResponse): void {
    const connection = connections.of(request.socket);
    if (!connection || connection.failed) return;
    const bodyLimit = receiver.bodyLimit();
    const refusal = refusalOf(request, bodyLimit);
    if (refusal) {
      trouble.refuse(request, refusal);
      return;
    }
    const reading: Reading = { request, since: now(), chunks: [], size: 0, held: 0, dropped: false };
    connection.reading = reading;
    connection.headSince = 0;
    connection.pending++;
    connection.tap?.head();
    // Here and below `on` where `once` would do: these come once anyway, and each post would pay for a wrapper.
    response.on('close', () => closed(connection, reading));
    read({ connection, reading, request, response }, bodyLimit);
  }

  function read(taken: Taken, bodyLimit: number): void {
    const { connection, reading, request } = taken;
    const receivedAt = Date.now();
    request.on('data', (chunk: Buffer) => {
      if (reading.dropped) return;
      reading.size += chunk.length;
      reading.chunks.push(chunk);
      reading.held += chunk.length;
      held += chunk.length;
      if (reading.size > bodyLimit) {
        const sentence = `The body is larger than ${bodyLimit} bytes; ${reading.size} had arrived. The limit is a setting.`;
        trouble.refuse(request, { code: 'body-too-large', status: 413, sentence }, reading);
        letGo(reading);
      } else if (held > heldBytes) makeRoom();
    });
    request.on('error', toldByClose);
    request.on('close', () => {
      if (!request.complete || reading.dropped) letGo(reading);
      if (request.complete || reading.dropped || connection.failed) return;
      trouble.cutShort(connection, reading);
    });
    request.on('end', () => {
      if (reading.dropped) return;
      connection.bytesSeen = request.socket.bytesRead;
      if (request.url?.startsWith(probePath)) {
        letGo(reading);
        answerProbe(taken);
      } else store(taken, { receivedAt, receiveMs: now() - reading.since });
    });
  }

  /** The answer goes out after the commit, never before; its status is stored with the post. */
  function store(taken: Taken, times: { receivedAt: number; receiveMs: number }): void {
    const { reading, request, response } = taken;
    const { chunks } = reading;
    reading.chunks = [];
    const target = request.url ?? '';
    const plan = responder.plan(endpointFor(receiver.endpoints(), target));
    const post: CapturedPost = {
      ...times,
      body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, reading.size),
      method: request.method ?? '',
      target,
      httpVersion: request.httpVersion,
      rawHeaders: request.rawHeaders,
      rawTrailers: request.rawTrailers,
      remoteAddress: request.socket.remoteAddress ?? '',
      via: receiver.via(request.rawHeaders),
      responseStatus: plan.status,
    };
    receiver.append(post).then(
      (id) => {
        letGo(reading);
        if (plan.plain) send(taken, plan.rule);
        else responder.respond({ post, id, plan, response, send: (answer) => send(taken, answer) });
      },
      (error: unknown) => {
        letGo(reading);
        receiver.onRefused(error);
        send(taken, { status: 503, headers: [['Retry-After', String(limits.store.retryAfterSeconds)]], body: '' });
      },
    );
  }

  function answerProbe(taken: Taken): void {
    const text = receiver.probe((taken.request.url ?? '').slice(probePath.length));
    send(taken, {
      status: text === null ? 404 : 200,
      headers: [
        ['Content-Type', 'text/plain'],
        ['Cache-Control', 'no-store'],
      ],
      body: text ?? '',
    });
  }

  function send({ connection, request, response }: Taken, given: Answer): void {
    // A connection that closes with this answer would swallow those of pipelined requests behind it.
    if (options.isClosing() && connection.pending === 1) response.shouldKeepAlive = false;
    answer(response, given, request.method);
  }

  /** The answer is out, or will never be. */
  function closed(connection: Connection, reading: Reading): void {
    // A body that broke off is told by the request's own 'close', which needs what the tap still holds.
    if (reading.dropped || !reading.request.complete) return;
    connection.pending--;
    if (connection.pending > 0) return;
    connection.tap?.settle(reading.size);
    settle(connection);
    if (options.isClosing() && !connection.failed) connection.socket.destroySoon();
  }

  return {
    take,
    /** Counts bytes of a body that is in memory elsewhere; less than none when it is no more. */
    hold(bytes: number): void {
      held += bytes;
      if (held > heldBytes) makeRoom();
    },
  };
}
