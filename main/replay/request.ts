import type { Edits, Header } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import type { StoredRequest } from '../store/types.ts';
import { checkHeaders, isToken, outgoingHeaders, setHeaders } from './headers.ts';
import { parseTarget, pathOnTarget } from './target.ts';

export { parseTarget } from './target.ts';

/** What a request is made of, whether it was stored or is a sample. Text is latin-1. */
export type Sendable = Pick<StoredRequest, 'method' | 'target' | 'httpVersion' | 'headers' | 'trailers' | 'body'>;

/** A request ready to be written to a target. */
export interface OutgoingRequest {
  /** Where to connect; its path does not count. */
  url: URL;
  method: string;
  /** Path and query for the request line, latin-1. */
  path: string;
  httpVersion: '1.0' | '1.1';
  /** Names and values in turn, latin-1. */
  headers: string[];
  /** Names and values in turn; not empty only when the body is to be sent in chunks. */
  trailers: string[];
  body: Buffer;
}

/**
 * Makes the request that replays a post: its bytes, except for what belongs to the way (Host, hop-by-hop headers), our
 * marker, and the edits. Edits change the post first; then the same rules apply as to a post that came like that, so a
 * target with a path decides about the path even when the post's was edited. The target's own headers come last of all.
 * @param target http(s) URL, or one with headers to set.
 * @throws TaplineError TARGET_INVALID, or BAD_REQUEST when an edit cannot be sent.
 */
export function buildRequest(
  stored: StoredRequest,
  target: string | { url: string; headers: readonly Header[] },
  edits: Edits = {},
): OutgoingRequest {
  const { url, headers } = typeof target === 'string' ? { url: target, headers: [] } : target;
  const place = typeof target === 'string' ? parseTarget(url) : placeOf(target);
  return assembleRequest({ request: applyEdits(stored, edits), target: place, headers, marker: String(stored.id) });
}

/** Read once for each target: the same one is used for every post of a job. */
const places = new WeakMap<object, { text: string; url: URL }>();

function placeOf(target: { url: string }): URL {
  const known = places.get(target);
  if (known?.text === target.url) return known.url;
  const url = parseTarget(target.url);
  places.set(target, { text: target.url, url });
  return url;
}

/**
 * Makes a request without edits.
 * @param options.target http(s) URL, or one that `parseTarget` made
 * @param options.headers the target's own, set over those of the request.
 * @param options.marker value of `X-Tapline-Post`; null = the header is not added.
 * @throws TaplineError TARGET_INVALID, or BAD_REQUEST when something in it cannot be sent.
 */
export function assembleRequest(options: {
  request: Sendable;
  target: string | URL;
  headers?: readonly Header[] | undefined;
  marker: string | null;
}): OutgoingRequest {
  const { request, marker, headers = [] } = options;
  const url = typeof options.target === 'string' ? parseTarget(options.target) : options.target;
  check(request);
  checkHeaders(headers);
  const httpVersion = request.httpVersion === '1.0' ? '1.0' : '1.1';
  const chunked = request.trailers.length > 0 && httpVersion === '1.1';
  return {
    url,
    method: request.method,
    path: pathOnTarget(url, request.target),
    httpVersion,
    headers: setHeaders(
      outgoingHeaders(request.headers, { host: url.host, bodySize: request.body.length, chunked, marker }),
      headers,
    ),
    trailers: chunked ? request.trailers.flat() : [],
    body: request.body,
  };
}

function applyEdits(stored: Sendable, edits: Edits): Sendable {
  const body = editedBody(edits);
  return {
    method: edits.method ?? stored.method,
    target: edits.target ?? stored.target,
    httpVersion: stored.httpVersion,
    headers: edits.headers ?? stored.headers,
    // Trailers speak of the body they came with (a checksum, as a rule): a new body goes without them.
    trailers: body === null ? stored.trailers : [],
    body: body ?? stored.body,
  };
}

/**
 * The body that edits ask for, or null when the post's own stays.
 * @throws TaplineError BAD_REQUEST
 */
export function editedBody(edits: Edits): Buffer | null {
  if (edits.bodyBase64 === undefined) return edits.body === undefined ? null : Buffer.from(edits.body, 'utf8');
  if (edits.body !== undefined) {
    throw new TaplineError('BAD_REQUEST', 'Both body and bodyBase64 are given. Leave one of them out.');
  }
  const text = edits.bodyBase64.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
    throw new TaplineError('BAD_REQUEST', 'bodyBase64 is not base64. Encode the bytes again, or use body for text.');
  }
  return Buffer.from(text, 'base64');
}

function check(request: Sendable): void {
  if (!isToken(request.method)) {
    throw new TaplineError('BAD_REQUEST', `"${request.method}" cannot be a method. Use a word such as POST.`);
  }
  if (!/^[\x21-\x7e\x80-\xff]+$/.test(request.target)) {
    throw new TaplineError(
      'BAD_REQUEST',
      'Path and query are empty, or hold a blank, a control character or one above U+00FF. Write such characters percent-encoded, as in %20.',
    );
  }
  checkHeaders(request.headers);
  checkHeaders(request.trailers);
}
