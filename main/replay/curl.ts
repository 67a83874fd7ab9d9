import type { Header, SecretRanges } from '../../contract/index.ts';
import type { StoredRequest } from '../store/types.ts';
import { mask } from './mask.ts';
import { assembleRequest, type OutgoingRequest } from './request.ts';
import { isPlainText, quote, word } from './shell.ts';

/** Where a command sends to when no target is known: what the design's examples use. */
const someTarget = 'http://localhost:8080';

/** A body up to this size is an argument; Linux takes no argument above 128 KiB (MAX_ARG_STRLEN). */
const argumentBytes = 64 * 1024;

/** curl asks for a 100 before it sends a large body; old versions find 1 KiB large. */
const expectBytes = 1024;

export interface CurlOptions {
  request: StoredRequest;
  /** Null = some local target. */
  target: string | null;
  /** What the target sets on every request. */
  targetHeaders?: readonly Header[] | undefined;
  secretRanges: SecretRanges;
  /** Names of headers whose values are credentials, in any case. */
  secretHeaders: readonly string[];
  /** True = nothing is masked. */
  reveal: boolean;
}

/**
 * A command for a POSIX shell that sends what a replay sends, but for our marker and trailers, which curl cannot send.
 * Credentials are replaced by `MASKED` unless revealed.
 * @returns the command, and how many values were masked.
 * @throws TaplineError TARGET_INVALID, or BAD_REQUEST when the request cannot be sent.
 */
export function toCurl(options: CurlOptions): { command: string; masked: number } {
  const { request, target, secretRanges, secretHeaders, reveal } = options;
  const {
    request: shown,
    masked,
    bodyMasked,
  } = reveal ? { request, masked: 0, bodyMasked: false } : mask({ request, secretRanges, secretHeaders });
  const outgoing = assembleRequest({
    request: { ...shown, trailers: [] },
    target: target ?? someTarget,
    headers: options.targetHeaders,
    marker: null,
  });
  const body = bodyArguments(outgoing.body);
  const parts = [
    ['curl', ...urlArguments(outgoing)].join(' '),
    ...methodArguments(outgoing),
    ...headerArguments(outgoing, bodyMasked),
    ...body.words,
  ];
  return { command: body.pipe + parts.join(' \\\n  '), masked };
}

function urlArguments({ url, path, httpVersion }: OutgoingRequest): string[] {
  const version = httpVersion === '1.0' ? ['--http1.0'] : url.protocol === 'https:' ? ['--http1.1'] : [];
  // curl cuts a URL at "#" and refuses one with other bytes; --request-target takes anything.
  const plain = /^\/[\x21-\x7e]*$/.test(path) && !path.includes('#');
  if (!plain) return [...version, '--request-target', word(path), quote(`${url.origin}/`)];
  const asIs = path.includes('/.') ? ['--path-as-is'] : [];
  const globOff = /[[\]{}]/.test(path) ? ['--globoff'] : [];
  return [...version, ...asIs, ...globOff, quote(url.origin + path)];
}

function methodArguments({ method, body }: OutgoingRequest): string[] {
  if (method === (body.length > 0 ? 'POST' : 'GET')) return [];
  if (method === 'HEAD' && body.length === 0) return ['--head'];
  // With -X HEAD curl waits for a body that never comes.
  return [`-X ${quote(method)}`, ...(method === 'HEAD' ? ['--max-time 10'] : [])];
}

function headerArguments({ headers, body }: OutgoingRequest, bodyMasked: boolean): string[] {
  const lines: [name: string, value: string][] = [];
  for (let index = 0; index < headers.length; index += 2) lines.push([headers[index] ?? '', headers[index + 1] ?? '']);
  const has = (wanted: string): boolean => lines.some(([name]) => name.toLowerCase() === wanted);

  const suppressed = ['User-Agent', 'Accept'].filter((name) => !has(name.toLowerCase()));
  if (body.length > 0 && !has('content-type')) suppressed.push('Content-Type');
  if (body.length > expectBytes) suppressed.push('Expect');
  // curl writes Host first, in its own spelling; where the post had it otherwise, an empty one silences curl's.
  if (lines[0]?.[0] === 'Host' && lines.filter(([name]) => name.toLowerCase() === 'host').length === 1) lines.shift();
  else suppressed.unshift('Host');

  const sent = lines.filter(([name]) => !(bodyMasked && name.toLowerCase() === 'content-length'));
  return [
    ...suppressed.map((name) => `-H ${quote(`${name}:`)}`),
    ...sent.map(([name, value]) => `-H ${word(/^[ \t]*$/.test(value) ? `${name};` : `${name}: ${value}`)}`),
  ];
}

function bodyArguments(body: Buffer): { pipe: string; words: string[] } {
  if (body.length === 0) return { pipe: '', words: [] };
  const fromPipe = ['--data-binary @-'];
  if (!isPlainText(body)) return { pipe: `printf '%s' '${body.toString('base64')}' | base64 -d | `, words: fromPipe };
  const quoted = quote(body.toString('utf8'));
  if (Buffer.byteLength(quoted) > argumentBytes) return { pipe: `printf '%s' ${quoted} | `, words: fromPipe };
  // --data-binary would read a file where the body starts with "@".
  return { pipe: '', words: [`${body[0] === 0x40 ? '--data-raw' : '--data-binary'} ${quoted}`] };
}
