import type { Header } from '../../contract/index.ts';
import type { CurlOptions } from '../replay/curl.ts';
import { mask } from '../replay/mask.ts';
import { assembleRequest, type OutgoingRequest } from '../replay/request.ts';
import { pairs } from '../replay/send.ts';

/** Where code sends to when no target is known. */
const someTarget = 'http://localhost:8080';

/** A request that is to be written as code: what a replay sends, but for our marker and trailers. */
export interface Prepared {
  outgoing: OutgoingRequest;
  /** Header lines. Without Content-Length where the body is masked: whoever puts the credential back changes its size. */
  lines: Header[];
  masked: number;
  bodyMasked: boolean;
  /** True when trailers came, which none of the tools can send. */
  losesTrailers: boolean;
}

/** @throws TaplineError TARGET_INVALID, or BAD_REQUEST when the request cannot be sent */
export function prepare(options: CurlOptions): Prepared {
  const { request, target, targetHeaders, secretRanges, secretHeaders, reveal } = options;
  const shown = reveal ? { request, masked: 0, bodyMasked: false } : mask({ request, secretRanges, secretHeaders });
  const outgoing = assembleRequest({
    request: { ...shown.request, trailers: [] },
    target: target ?? someTarget,
    headers: targetHeaders,
    marker: null,
  });
  const lines = pairs(outgoing.headers).filter(
    ([name]) => !(shown.bodyMasked && name.toLowerCase() === 'content-length'),
  );
  const { masked, bodyMasked } = shown;
  return { outgoing, lines, masked, bodyMasked, losesTrailers: request.trailers.length > 0 };
}

/** True when one of the header lines has this name, in any case. */
export function hasLine(lines: readonly Header[], wanted: string): boolean {
  return lines.some(([name]) => name.toLowerCase() === wanted.toLowerCase());
}

/** Sentences as one note; null when there is none. */
export function noteOf(sentences: readonly (string | false)[]): string | null {
  return sentences.filter((sentence) => sentence !== false).join(' ') || null;
}

export const trailersLost = 'The trailers of the post are not sent.';
export const versionLost = 'It is sent as HTTP/1.1; the post came as HTTP/1.0.';
