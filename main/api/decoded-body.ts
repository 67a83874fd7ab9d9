import type { Header } from '../../contract/index.ts';
import { asBuffer } from '../dialects/bytes.ts';
import { encodingsOf, inflateAsync } from '../dialects/content-encoding.ts';
import { headerValue } from '../dialects/content-type.ts';
import { counted, listed } from '../dialects/findings.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';

/** A body with its content encoding undone. */
export interface DecodedBody {
  bytes: Uint8Array;
  /** True when the compressed bytes end early or are damaged: `bytes` are what stands before. */
  cut: boolean;
}

/**
 * Undoes the Content-Encoding of a post's body, off the event loop. A body without one is given as it came.
 * @throws TaplineError BODY_NOT_DECODED when it holds more than `limits.dialects.inflatedBytes`, is not what the header says, or the encoding is unknown here
 */
export async function decodedBody(post: { headers: readonly Header[]; body: Uint8Array }): Promise<DecodedBody> {
  const encodings = encodingsOf(headerValue(post.headers, 'content-encoding'));
  if (encodings.length === 0 || post.body.length === 0) return { bytes: post.body, cut: false };
  const { bytes, outcome } = await inflateAsync(asBuffer(post.body), encodings);
  if (bytes) return { bytes, cut: outcome === 'cut' };
  throw new TaplineError('BODY_NOT_DECODED', sentenceFor(outcome, encodings));
}

function sentenceFor(outcome: string, encodings: readonly string[]): string {
  const most = limits.dialects.encodings;
  const named = listed(encodings.slice(0, most + 1));
  const raw = 'The bytes as they came can still be read.';
  if (outcome === 'too-large') {
    const bytes = counted(limits.dialects.inflatedBytes);
    return `The compressed body (${named}) holds more than ${bytes} bytes, too many to be unpacked. ${raw}`;
  }
  if (outcome === 'not-compressed') {
    return `The Content-Encoding says ${named}, but the body is not compressed that way. ${raw}`;
  }
  if (encodings.length > most) return `The Content-Encoding names more than ${most} encodings. ${raw}`;
  return `The Content-Encoding ${named} is not one that can be undone here; gzip, deflate and br are. ${raw}`;
}
