import type { Sample } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import { assembleRequest } from '../replay/request.ts';
import type { MadeRequest } from './carry.ts';

/** Any target does to look whether a request can be sent. */
const someTarget = 'http://127.0.0.1';

/** The request that a kept one stands for. */
export function requestOfSample({ method, target, headers, body }: Omit<Sample, 'id' | 'name'>): MadeRequest {
  return { method, target, headers, body: Buffer.from(body, 'base64') };
}

/**
 * Checks that a request can be kept and sent.
 * @throws TaplineError BAD_REQUEST with a sentence that says what is in the way
 */
export function checkSample(sample: Omit<Sample, 'id'>): void {
  if (!isBase64(sample.body)) {
    throw new TaplineError('BAD_REQUEST', 'The body of the request is not base64. Encode its bytes again.');
  }
  if (sample.target.startsWith('/') === false) {
    throw new TaplineError('BAD_REQUEST', `"${sample.target}" is not a path. Begin it with "/".`);
  }
  const request = requestOfSample(sample);
  if (sizeOfSample(sample) > limits.testPosts.sampleBytes) {
    throw new TaplineError(
      'BAD_REQUEST',
      `The request has ${sizeOfSample(sample)} bytes; at most ${limits.testPosts.sampleBytes} are kept of one.`,
    );
  }
  assembleRequest({ request: { ...request, httpVersion: '1.1', trailers: [] }, target: someTarget, marker: null });
}

/** Bytes of the parts of a request. */
function sizeOfSample({ target, headers, body }: Omit<Sample, 'id' | 'name' | 'method'>): number {
  return target.length + headers.flat().join('').length + Buffer.byteLength(body, 'base64');
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
}
