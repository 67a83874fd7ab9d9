import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Delivery, Header } from '../../contract/index.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { aborted, explainFailure, type Failure, type FailureContext, timedOut } from './failure.ts';
import { givenUp, type KeptConnection, timeUp } from './kept-connection.ts';
import { onAbort } from './on-abort.ts';
import type { OutgoingRequest } from './request.ts';
import type { WholeAnswer } from './whole-answer.ts';
import { openConnection, readingSide, requestBytes } from './wire.ts';

export interface SendOptions {
  /** From the first try to connect to the last byte of the answer. */
  timeoutMs: number;
  /** How much of the answer's body is kept. */
  responseBytes: number;
  /** How much of it is read, so that its size can be told; 16 times what is kept when absent. */
  readBytes?: number | undefined;
  /** Where connections wait for another request; without it each request has a connection of its own. */
  pool?: ConnectionPool | undefined;
  signal?: AbortSignal | undefined;
}

/** What came of sending. Both `response` and `error` are set when the answer broke off. */
export type Sent = Pick<Delivery, 'startedAt' | 'durationMs' | 'response' | 'error'>;

/** An answer is read on behind what is kept, so that its size can be told, up to this many times the kept part. */
const readFactor = 16;

/** Largest head of an answer that is read, in bytes. */
const answerHeadBytes = 256 * 1024;

/**
 * Sends a request and reads the answer. Redirects are not followed and 1xx answers are
 * passed over. A connection that waited and turns out to be closed before anything was sent is replaced by a new one. Never
 * rejects: what goes wrong is the result's `error`.
 */
export async function send(request: OutgoingRequest, options: SendOptions): Promise<Sent> {
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const { pool } = options;
  if (pool) await pool.heard();
  const idle = pool?.take(request.url) ?? null;
  let outcome = await attempt(request, options, idle);
  if (idle && outcome.isUnsent) outcome = await attempt(request, options, null);
  return {
    startedAt,
    durationMs: Math.round((performance.now() - began) * 10) / 10,
    response: outcome.response,
    error: outcome.failure,
  };
}

interface Outcome {
  response: Delivery['response'];
  failure: Failure | null;
  /** True when it failed before the system had taken any of it, and nothing came. */
  isUnsent: boolean;
}

/** @param idle a connection to use; null = a new one is opened */
function attempt(request: OutgoingRequest, options: SendOptions, idle: KeptConnection | null): Promise<Outcome> {
  const { pool } = options;
  if (pool && request.method !== 'HEAD') return ask(request, { ...options, pool }, idle);
  return exchange(request, options, idle && { socket: idle.detach(), first: null, spentMs: 0 });
}

/** Over a connection that is kept for the next one, as long as answers are plain. */
async function ask(
  request: OutgoingRequest,
  options: SendOptions & { pool: ConnectionPool },
  idle: KeptConnection | null,
): Promise<Outcome> {
  const { pool, timeoutMs, responseBytes, readBytes = responseBytes * readFactor } = options;
  const began = performance.now();
  let connection = idle;
  let answer: WholeAnswer | Buffer;
  try {
    connection ??= pool.open(request.url);
    answer = await connection.ask(requestBytes(request), options);
  } catch (error) {
    const context = { url: request.url, answered: false, firstBytes: null };
    if (error === givenUp) return { response: null, failure: aborted, isUnsent: false };
    const failure = error === timeUp ? timedOut(context, timeoutMs) : explainFailure(error, context);
    return { response: null, failure, isUnsent: !connection?.isSent() };
  }
  if (Buffer.isBuffer(answer)) {
    const begun = { socket: connection.detach(), first: answer, spentMs: performance.now() - began };
    return exchange(request, options, begun);
  }
  const { head, lines, body } = answer;
  const isReadUp = body.length < readBytes;
  if (isReadUp) pool.give(request.url, connection, head);
  else connection.close();
  const response = {
    status: head.statusCode ?? 0,
    statusText: head.statusMessage ?? '',
    headers: lines,
    body: body.toString('base64', 0, responseBytes),
    bodySize: body.length,
    cut: !isReadUp || body.length > responseBytes,
  };
  return { response, failure: null, isUnsent: false };
}

interface Begun {
  socket: Socket;
  /** The first piece of the answer, when the request was written already. */
  first: Buffer | null;
  /** What went by of the time limit. */
  spentMs: number;
}

/** With a parser of node:http for the answer, which may be any. */
function exchange(request: OutgoingRequest, options: SendOptions, begun: Begun | null): Promise<Outcome> {
  const { signal, timeoutMs, pool } = options;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const cleanUps: (() => void)[] = [];
  const first = begun?.first ?? null;
  const context: FailureContext = { url: request.url, answered: false, firstBytes: first?.subarray(0, 8) ?? null };
  let answer: ReturnType<typeof createAnswer> | null = null;
  let isSent = first !== null;

  const finish = (failure: Failure | null): void => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    const isUnsent = failure !== null && failure !== aborted && !isSent && context.firstBytes === null;
    resolve({ response: answer?.result(failure !== null) ?? null, failure, isUnsent });
  };
  const fail = (error: unknown): void => finish(explainFailure(error, context));
  const failAnswer = (response: IncomingMessage, error: unknown): void => {
    // Bytes behind the end of an answer do not make it worse: "end" is about to come.
    if (response.complete) return;
    // What was parsed and not handed on yet would be lost.
    response.read();
    fail(error);
  };

  if (signal?.aborted) {
    begun?.socket.destroy();
    finish(aborted);
    return promise;
  }
  try {
    if (signal) cleanUps.push(onAbort(signal, () => finish(aborted)));
    const timer = setTimeout(() => finish(timedOut(context, timeoutMs)), timeoutMs - (begun?.spentMs ?? 0));
    cleanUps.push(() => clearTimeout(timer));

    const socket = begun?.socket ?? openConnection(request.url);
    const onFirst = (chunk: Buffer): void => {
      context.firstBytes ??= chunk.subarray(0, 8);
    };
    socket.once('data', onFirst);
    /** The head of an answer that was read to its end; its connection may be used again. */
    let whole: IncomingMessage | null = null;
    const side = readingSide(socket, first);
    cleanUps.push(() => {
      socket.off('data', onFirst);
      if (whole === null || !pool) {
        socket.destroy();
        return;
      }
      side.release();
      pool.give(request.url, socket, whole);
    });
    const onResponse = (response: IncomingMessage): void => {
      context.answered = true;
      answer = createAnswer(response, options.responseBytes, options.readBytes);
    };
    const parser = httpRequest({
      createConnection: () => side.stream,
      method: request.method === 'HEAD' ? 'HEAD' : 'GET',
      maxHeaderSize: answerHeadBytes,
    });
    cleanUps.push(() => parser.destroy());
    parser.on('error', fail);
    parser.on('upgrade', (response) => {
      onResponse(response);
      finish(null);
    });
    parser.on('response', (response) => {
      onResponse(response);
      parser.off('error', fail);
      parser.on('error', (error) => failAnswer(response, error));
      response.on('data', (chunk: Buffer) => {
        if (answer?.take(chunk) === 'enough') finish(null);
      });
      response.on('error', (error) => failAnswer(response, error));
      response.on('end', () => {
        whole = response;
        finish(null);
      });
    });
    parser.end();
    if (first) return promise;
    socket.write(requestBytes(request), (error) => {
      isSent ||= !error;
    });
  } catch (error) {
    fail(error);
  }
  return promise;
}

function createAnswer(response: IncomingMessage, keep: number, read = keep * readFactor) {
  const kept: Buffer[] = [];
  let keptSize = 0;
  let bodySize = 0;
  let stopped = false;
  return {
    take(chunk: Buffer): 'more' | 'enough' {
      bodySize += chunk.length;
      const part = chunk.subarray(0, keep - keptSize);
      if (part.length > 0) kept.push(part);
      keptSize += part.length;
      stopped = bodySize >= read;
      return stopped ? 'enough' : 'more';
    },
    result(brokeOff: boolean): NonNullable<Delivery['response']> {
      return {
        status: response.statusCode ?? 0,
        statusText: response.statusMessage ?? '',
        headers: pairs(response.rawHeaders),
        body: Buffer.concat(kept).toString('base64'),
        bodySize,
        cut: brokeOff || stopped || bodySize > keptSize,
      };
    },
  };
}

/** Names and values in turn, as node:http gives them, as lines. */
export function pairs(flat: readonly string[]): Header[] {
  const lines: Header[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) lines.push([flat[index] ?? '', flat[index + 1] ?? '']);
  return lines;
}
