import type { Field } from '../../contract/index.ts';
import { type Charset, readText } from './bytes.ts';
import { hexPair } from './percent.ts';

/** A JSON string, from its opening quote on. */
export interface JsonString {
  text: string;
  /** Behind the closing quote, or the end of the input. */
  end: number;
  closed: boolean;
  utf8: boolean;
  other: Field['otherReading'];
  /** Offset of the first escape that JSON does not know, or -1. */
  badEscapeAt: number;
  /** Offset of the first control character, which JSON wants escaped, or -1. */
  controlAt: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const escapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads the string whose opening quote stands at `start`. Lone surrogates survive as they are; unknown escapes stay
 * literally. `source` holds one latin-1 character per byte.
 */
export function readJsonString(source: string, start: number, charset: Charset | null): JsonString {
  let escaped = false;
  let odd = false;
  let controlAt = -1;
  let at = start + 1;
  for (; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === QUOTE) break;
    if (code === BACKSLASH) {
      escaped = true;
      at += 1;
    } else if (code > 0x7f) odd = true;
    else if (code < 32 && controlAt < 0) controlAt = at;
  }
  const closed = at < source.length;
  const stop = Math.min(at, source.length);
  const found = { end: closed ? at + 1 : stop, closed, controlAt };
  if (!escaped && !odd) {
    return { ...found, text: source.slice(start + 1, stop), utf8: true, other: null, badEscapeAt: -1 };
  }
  return { ...found, ...unescaped({ source, start: start + 1, end: stop }, charset) };
}

/** Where the string whose opening quote stands at `start` ends: behind its closing quote, or at the end of the input. */
export function jsonStringEnd(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at += 1;
  }
  return source.length;
}

type Unescaped = Pick<JsonString, 'text' | 'utf8' | 'other' | 'badEscapeAt'>;

function unescaped(raw: { source: string; start: number; end: number }, charset: Charset | null): Unescaped {
  // Searched on its own: a search in the whole source would run on to its end for each string.
  const inner = raw.source.slice(raw.start, raw.end);
  let text = '';
  // The other reading is the whole value too, so it grows beside the text as soon as one run has another reading.
  let otherText = '';
  let otherCharset: string | null = null;
  let utf8 = true;
  let badEscapeAt = -1;
  let at = 0;
  while (at < inner.length) {
    const next = inner.indexOf('\\', at);
    const stop = next < 0 ? inner.length : next;
    if (stop > at) {
      const run = readText(Buffer.from(inner.slice(at, stop), 'latin1'), charset);
      text += run.text;
      otherText += run.other?.value ?? run.text;
      otherCharset ??= run.other?.charset ?? null;
      utf8 &&= run.utf8;
    }
    if (stop === inner.length) break;
    const sequence = readEscape(inner, stop);
    if (!sequence.known && badEscapeAt < 0) badEscapeAt = raw.start + stop;
    text += sequence.text;
    otherText += sequence.text;
    at = sequence.end;
  }
  const other = otherCharset === null ? null : { charset: otherCharset, value: otherText };
  return { text, utf8, other, badEscapeAt };
}

function readEscape(inner: string, at: number): { text: string; end: number; known: boolean } {
  const letter = inner[at + 1] ?? '';
  if (letter === 'u') {
    const high = hexPair(inner, at + 2);
    const low = hexPair(inner, at + 4);
    if (high >= 0 && low >= 0) return { text: String.fromCharCode(high * 256 + low), end: at + 6, known: true };
  }
  const known = escapes[letter];
  if (known !== undefined) return { text: known, end: at + 2, known: true };
  return { text: '\\', end: at + 1, known: false };
}
