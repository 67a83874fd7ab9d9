import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Delivery, Header } from '../../contract/index.ts';
import { aborted, explainFailure, type Failure, type FailureContext, timedOut } from './failure.ts';
import type { OutgoingRequest } from './request.ts';
import { openConnection, readingSide, requestBytes } from './wire.ts';

export interface SendOptions {
  /** From the first try to connect to the last byte of the answer. */
  timeoutMs: number;
  /** How much of the answer's body is kept. */
  responseBytes: number;
  signal?: AbortSignal | undefined;
}

/** What came of sending. Both `response` and `error` are set when the answer broke off. */
export type Sent = Pick<Delivery, 'startedAt' | 'durationMs' | 'response' | 'error'>;

/** An answer is read on behind what is kept, so that its size can be told, up to this many times the kept part. */
const readFactor = 16;

/** Largest head of an answer that is read, in bytes. */
const answerHeadBytes = 256 * 1024;

/**
 * Sends a request over a connection of its own and reads the answer. Redirects are not followed and 1xx answers are
 * passed over. Never rejects: what goes wrong is the result's `error`.
 */
export function send(request: OutgoingRequest, options: SendOptions): Promise<Sent> {
  const startedAt = new Date().toISOString();
  const began = performance.now();
  return exchange(request, options).then(({ answer, failure }) => ({
    startedAt,
    durationMs: Math.round((performance.now() - began) * 10) / 10,
    response: answer?.result(failure !== null) ?? null,
    error: failure,
  }));
}

type Outcome = { answer: Answer | null; failure: Failure | null };
type Answer = ReturnType<typeof createAnswer>;

function exchange(request: OutgoingRequest, options: SendOptions): Promise<Outcome> {
  const { signal, timeoutMs } = options;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const cleanUps: (() => void)[] = [];
  const context: FailureContext = { url: request.url, answered: false, firstBytes: null };
  let answer: Answer | null = null;

  const finish = (failure: Failure | null): void => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    resolve({ answer, failure });
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
    const onAbort = (): void => finish(aborted);
    signal?.addEventListener('abort', onAbort);
    cleanUps.push(() => signal?.removeEventListener('abort', onAbort));
    const timer = setTimeout(() => finish(timedOut(context, timeoutMs)), timeoutMs);
    cleanUps.push(() => clearTimeout(timer));

    const socket = openConnection(request.url);
    cleanUps.push(() => socket.destroy());
    socket.once('data', (chunk) => {
      context.firstBytes = chunk.subarray(0, 8);
    });
    const side = readingSide(socket);
    const parser = httpRequest({
      createConnection: () => side,
      method: request.method === 'HEAD' ? 'HEAD' : 'GET',
      maxHeaderSize: answerHeadBytes,
    });
    cleanUps.push(() => parser.destroy());
    const onResponse = (response: IncomingMessage): void => {
      context.answered = true;
      answer = createAnswer(response, options.responseBytes);
    };
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
      response.on('end', () => finish(null));
    });
    parser.end();
    socket.write(requestBytes(request));
  } catch (error) {
    fail(error);
  }
  return promise;
}

function createAnswer(response: IncomingMessage, keep: number) {
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
      stopped = bodySize >= keep * readFactor;
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
