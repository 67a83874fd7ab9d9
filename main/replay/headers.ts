import type { Header } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';

/** The header that tells a target which post it is being sent. */
export const markerName = 'X-Tapline-Post';
const markerKey = markerName.toLowerCase();

/** Whether header lines are those of something that was sent from here, or from another Tapline. */
export function isMarked(lines: readonly Header[]): boolean {
  return lines.some(([name]) => name.toLowerCase() === markerKey);
}

/** RFC 9110 section 7.6.1, and `Trailer`, which speaks of a chunked body; what `Connection` names comes on top. */
export const hopByHopNames = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Lines that say where the body ends, or belong to the connection: nobody sets them but what writes the request. */
export const framingNames: ReadonlySet<string> = new Set([...hopByHopNames, 'content-length', 'expect']);

/** Lines of a post that no replay has. */
const neverSent: ReadonlySet<string> = new Set([...hopByHopNames, 'expect']);

export interface HeaderRules {
  /** Host and port of the target, as it stands in `Host`. */
  host: string;
  /** Bytes of the body that is sent. */
  bodySize: number;
  /** True when the body is sent in chunks, because trailers can follow only such a body. */
  chunked: boolean;
  /** Value of our marker; null = none is added. */
  marker: string | null;
}

/**
 * The header lines of a replay: those of the post in their order, case and number, but for `Host`, the hop-by-hop ones,
 * `Expect` (nobody waits for a 100 here), a `Content-Length` that does not fit the body, and our marker.
 * @returns names and values in turn.
 */
export function outgoingHeaders(lines: readonly Header[], rules: HeaderRules): string[] {
  const keys = lines.map(keyOf);
  const hasLength = keys.includes('content-length');
  const named = keys.includes('connection') ? namedByConnection(lines) : [];
  let isSized = rules.chunked;
  const out: string[] = keys.includes('host') ? [] : ['Host', rules.host];

  // By number: this runs for each line of thousands of posts a second.
  for (let i = 0; i < lines.length; i++) {
    const [name, value] = lines[i] as Header;
    const key = keys[i] as string;
    if (key === 'host') out.push(name, rules.host);
    else if (key === 'content-length') {
      if (!isSized) out.push(name, fits(value, rules.bodySize) ? value : String(rules.bodySize));
      isSized = true;
    } else if (key === 'transfer-encoding' && !rules.chunked && !hasLength) {
      if (!isSized) out.push('Content-Length', String(rules.bodySize));
      isSized = true;
    } else if (rules.chunked && (key === 'transfer-encoding' || key === 'trailer')) out.push(name, value);
    else if (neverSent.has(key) || named.includes(key) || (rules.marker !== null && key === markerKey)) continue;
    else out.push(name, value);
  }

  if (!isSized && rules.bodySize > 0) out.push('Content-Length', String(rules.bodySize));
  if (rules.chunked && !keys.includes('transfer-encoding')) out.push('Transfer-Encoding', 'chunked');
  if (rules.marker !== null) out.push(markerName, rules.marker);
  return out;
}

const keyOf = ([name]: Header): string => name.toLowerCase();

/**
 * Sets header lines: those of the same name give way, at the place of the first of them; new ones come last.
 * @param flat names and values in turn
 * @returns names and values in turn; `flat` itself when nothing is to be set
 */
export function setHeaders(flat: string[], lines: readonly Header[]): string[] {
  if (lines.length === 0) return flat;
  const waiting = new Map<string, string[]>();
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    waiting.set(key, [...(waiting.get(key) ?? []), name, value]);
  }
  const names = new Set(waiting.keys());
  const out: string[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const name = flat[index] ?? '';
    const key = name.toLowerCase();
    if (!names.has(key)) out.push(name, flat[index + 1] ?? '');
    out.push(...(waiting.get(key) ?? []));
    waiting.delete(key);
  }
  return [...out, ...[...waiting.values()].flat()];
}

/**
 * Refuses lines that would change the meaning of the request they stand in.
 * @throws TaplineError BAD_REQUEST with a sentence about the first bad line.
 */
export function checkHeaders(lines: readonly Header[]): void {
  for (let i = 0; i < lines.length; i++) {
    const [name, value] = lines[i] as Header;
    if (!isToken(name)) {
      throw new TaplineError(
        'BAD_REQUEST',
        `"${name}" cannot be the name of a header. Use letters, digits and hyphens only.`,
      );
    }
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new TaplineError(
        'BAD_REQUEST',
        `The header ${name} holds a character that cannot be sent: a line break, a control character, or one above U+00FF. Take it out, or encode it.`,
      );
    }
  }
}

/** Whether a text is a token, RFC 9110 section 5.6.2: what methods and header names are made of. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}

function namedByConnection(lines: readonly Header[]): string[] {
  return lines
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','))
    .map((name) => name.trim().toLowerCase());
}

function fits(value: string, bodySize: number): boolean {
  return /^\d+$/.test(value) && Number(value) === bodySize;
}
