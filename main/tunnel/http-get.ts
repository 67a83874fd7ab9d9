import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

export interface GetOptions {
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** Limit for the whole exchange, from look-up to the last byte. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Bytes of the body that are kept; the rest is not read. */
  bodyBytes: number;
  /** Resolves the host name; default the system's. */
  lookup?: LookupFunction | undefined;
}

export interface GetAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/** The whole exchange took longer than it may. */
class GetTimeout extends Error {
  readonly code = 'TIMEOUT';
}

/**
 * One GET on a connection of its own that is gone when this settles. Redirects are answers like any other.
 * @throws the system's error, `GetTimeout`, or the signal's reason.
 */
export function get(options: GetOptions): Promise<GetAnswer> {
  const { url, headers, timeoutMs, signal, bodyBytes, lookup } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { headers, agent: false, ...(lookup && { lookup }) });
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      request.destroy();
      settle();
    };
    const abort = () => finish(() => reject(signal.reason));
    const timer = setTimeout(
      () => finish(() => reject(new GetTimeout(`no answer within ${timeoutMs / 1000} s`))),
      timeoutMs,
    );
    signal.addEventListener('abort', abort, { once: true });
    request.on('error', (error) => finish(() => reject(error)));
    request.on('response', (response) => {
      readBody(response, bodyBytes).then(
        (body) => finish(() => resolve({ status: response.statusCode ?? 0, headers: response.headers, body })),
        (error: unknown) => finish(() => reject(error)),
      );
    });
    request.end();
  });
}

function readBody(response: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = () => resolve(Buffer.concat(chunks).subarray(0, limit).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= limit) done();
    });
    response.on('end', done);
    response.on('error', reject);
    response.on('close', () => reject(new Error('the answer was cut short')));
  });
}
