import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Delivery, Header } from '../../contract/index.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { aborted, explainFailure, type Failure, type FailureContext, timedOut } from './failure.ts';
import { onAbort } from './on-abort.ts';
import type { OutgoingRequest } from './request.ts';
import type { AnswerHead } from './whole-answer.ts';
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
  const idle = (await options.pool?.take(request.url)) ?? null;
  let outcome = await exchange(request, options, idle);
  if (outcome.isStale) outcome = await exchange(request, options, null);
  const { answer, failure } = outcome;
  return {
    startedAt,
    durationMs: Math.round((performance.now() - began) * 10) / 10,
    response: answer?.result(failure !== null) ?? null,
    error: failure,
  };
}

type Outcome = {
  answer: Answer | null;
  failure: Failure | null;
  /** True when a connection that had waited was closed before anything was sent. */
  isStale: boolean;
};
type Answer = ReturnType<typeof createAnswer>;

/** @param idle a connection to use; null = a new one is opened */
function exchange(request: OutgoingRequest, options: SendOptions, idle: Socket | null): Promise<Outcome> {
  const { signal, timeoutMs, pool } = options;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const cleanUps: (() => void)[] = [];
  const context: FailureContext = { url: request.url, answered: false, firstBytes: null };
  let answer: Answer | null = null;
  let isSent = idle === null;

  const finish = (failure: Failure | null): void => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    const isStale = failure !== null && failure !== aborted && !isSent && context.firstBytes === null;
    resolve({ answer, failure, isStale });
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
    finish(aborted);
    return promise;
  }
  try {
    if (signal) cleanUps.push(onAbort(signal, () => finish(aborted)));
    const timer = setTimeout(() => finish(timedOut(context, timeoutMs)), timeoutMs);
    cleanUps.push(() => clearTimeout(timer));

    const socket = idle ?? openConnection(request.url);
    const onFirst = (chunk: Buffer): void => {
      context.firstBytes = chunk.subarray(0, 8);
    };
    socket.once('data', onFirst);
    /** The head of an answer that was read to its end; its connection may be used again. */
    let whole: AnswerHead | null = null;
    let release = (): void => {};
    cleanUps.push(() => {
      socket.off('data', onFirst);
      if (whole === null || !pool) {
        socket.destroy();
        return;
      }
      release();
      pool.give(request.url, socket, whole);
    });
    const onResponse = (head: AnswerHead): void => {
      context.answered = true;
      answer = createAnswer(head, options.responseBytes, options.readBytes);
    };

    const parse = (first: Buffer | null): void => {
      const side = readingSide(socket, first);
      const releaseFirst = release;
      release = () => {
        releaseFirst();
        side.release();
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
    };

    /** Looks at the first piece of an answer: mostly it is all of it. */
    const peek = (from: ConnectionPool): void => {
      const onEnd = (): void => fail(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
      const onData = (chunk: Buffer): void => {
        stop();
        const found = from.read(chunk);
        if (!found) {
          parse(chunk);
          return;
        }
        onResponse(found.head);
        if (answer?.take(found.body) === 'more') whole = found.head;
        finish(null);
      };
      const stop = (): void => void socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', fail);
      release = () => void socket.off('error', ignore);
      socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', fail).on('error', ignore);
    };

    if (pool && request.method !== 'HEAD') peek(pool);
    else parse(null);
    socket.write(requestBytes(request), (error) => {
      isSent ||= !error;
    });
  } catch (error) {
    fail(error);
  }
  return promise;
}

/** What a socket says after its request is over is nobody's. */
function ignore(): void {}

function createAnswer(response: AnswerHead, keep: number, read = keep * readFactor) {
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
