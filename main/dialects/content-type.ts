import type { Header } from '../../contract/index.ts';
import type { Charset } from './bytes.ts';

export const formType = 'application/x-www-form-urlencoded';

/** A Content-Type or Content-Disposition, taken apart. */
export interface MediaType {
  /** Lower case; "" when there is none. */
  type: string;
  /** Parameters by lower-case name; of repeated ones the first. */
  parameters: ReadonlyMap<string, string>;
}

const none: ReadonlyMap<string, string> = new Map();

/** The value of the first header line of that (lower-case) name, or null. */
export function headerValue(headers: readonly Header[], name: string): string | null {
  for (const [key, value] of headers) {
    if (key.length === name.length && key.toLowerCase() === name) return value;
  }
  return null;
}

/** Takes a header value of the form `type; name=value; name="value"` apart, however badly it is written. */
export function parseMediaType(value: string): MediaType {
  const end = value.indexOf(';');
  const type = (end < 0 ? value : value.slice(0, end)).trim().toLowerCase();
  return { type, parameters: end < 0 ? none : parameters(value, end + 1) };
}

function parameters(value: string, from: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let at = from;
  let equals = value.indexOf('=', at);
  while (at < value.length) {
    // Looked for again only when passed, so that a long run of ";" costs no more than its length.
    if (equals >= 0 && equals < at) equals = value.indexOf('=', at);
    const semicolon = value.indexOf(';', at);
    if (equals < 0) break;
    if (semicolon >= 0 && semicolon < equals) {
      at = semicolon + 1;
      continue;
    }
    const name = value.slice(at, equals).trim().toLowerCase();
    const { text, end } = parameterValue(value, equals + 1);
    if (!found.has(name)) found.set(name, text);
    const next = value.indexOf(';', end);
    at = next < 0 ? value.length : next + 1;
  }
  return found;
}

/** A token or a quoted string. Backslashes escape quotes and backslashes only: file names of Windows hold others. */
function parameterValue(value: string, from: number): { text: string; end: number } {
  let at = from;
  while (value.charCodeAt(at) === 32 || value.charCodeAt(at) === 9) at += 1;
  if (value[at] !== '"') {
    const end = value.indexOf(';', at);
    const stop = end < 0 ? value.length : end;
    return { text: value.slice(at, stop).trim(), end: stop };
  }
  let text = '';
  let start = at + 1;
  for (at = start; at < value.length && value[at] !== '"'; at++) {
    if (value[at] !== '\\' || (value[at + 1] !== '"' && value[at + 1] !== '\\')) continue;
    text += value.slice(start, at);
    start = at + 1;
    at += 1;
  }
  return { text: text + value.slice(start, at), end: at };
}

/** The declared charset when it is a known one other than UTF-8 (of which ASCII is a part), else null. */
export function charsetOf(type: MediaType): Charset | null {
  const label = type.parameters.get('charset');
  if (label === undefined || /^(utf-?8|us-ascii|ascii)$/i.test(label)) return null;
  try {
    return { label, decoder: new TextDecoder(label, { ignoreBOM: true }) };
  } catch {
    return null;
  }
}

/** True for charsets whose units are wider than a byte; urlencoded text and JSON syntax cannot be read in them. */
export function isWide(charset: Charset): boolean {
  return charset.decoder.encoding.startsWith('utf-16');
}
