import type { IncomingMessage } from 'node:http';
import { limits } from '../limits.ts';
import { declaredSize } from './declared-size.ts';
import type { Verdict } from './incidents.ts';

/**
 * Why a request is refused by its head alone; null when it is taken.
 * @param bodyLimit largest body that is taken, bytes
 */
export function refusalOf(request: IncomingMessage, bodyLimit: number): Verdict | null {
  const target = request.url ?? '';
  if (target.length > limits.receiver.targetBytes) {
    return {
      code: 'target-too-long',
      status: 414,
      sentence: `The request target has ${target.length} bytes; the receiver takes ${limits.receiver.targetBytes}.`,
    };
  }
  const size = headerBytes(request.rawHeaders);
  if (size > limits.receiver.headerBytes) {
    return {
      code: 'headers-too-large',
      status: 431,
      sentence: `The header lines have ${size} bytes; the receiver takes ${limits.receiver.headerBytes}.`,
    };
  }
  if (request.httpVersion === '1.1' && request.headers.host === undefined) {
    return {
      code: 'missing-host',
      status: 400,
      sentence: 'The request is HTTP/1.1 and has no Host header, which RFC 9112 demands.',
    };
  }
  const declared = declaredSize(request);
  if (declared !== null && declared > bodyLimit) {
    return {
      code: 'body-too-large',
      status: 413,
      sentence: `The body is announced with ${declared} bytes; the receiver takes ${bodyLimit}. The limit is a setting.`,
    };
  }
  return null;
}

/** Length of the header lines on the wire: names, values, ": " and line ends. */
function headerBytes(rawHeaders: readonly string[]): number {
  let bytes = rawHeaders.length * 2;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}
