import type { Field } from '../../contract/index.ts';
import { type Charset, readText } from './bytes.ts';

/** A piece of a query or form, decoded, with everything odd about it. */
export interface Decoded {
  text: string;
  utf8: boolean;
  other: Field['otherReading'];
  /** Offset of the first "%" that two hex digits do not follow, from the start of the piece; -1 = none. */
  badEscapeAt: number;
  /** True when an escaped "%" is followed by two hex digits: it may have been encoded twice. */
  doubled: boolean;
  /** True when bytes above 0x7F stand there unescaped. */
  unescaped: boolean;
}

const PERCENT = 37;
const PLUS = 43;

/**
 * Decodes a piece of a query string or urlencoded body once: "+" is a space, escapes are bytes, a broken escape stays as it
 * is (as PHP, Node and Python do). `raw` holds one latin-1 character per byte.
 */
export function percentDecode(raw: string, charset: Charset | null): Decoded {
  // Decoded in place: what is read is never behind what is written. A byte of a buffer is had in a fraction of the time that a
  // character of a part of a long text takes.
  const bytes = Buffer.from(raw, 'latin1');
  const end = bytes.length;
  let length = 0;
  let badEscapeAt = -1;
  let doubled = false;
  let unescaped = false;
  for (let at = 0; at < end; at++) {
    const code = bytes[at] as number;
    if (code === PERCENT) {
      const byte = at + 2 < end ? pairOf(bytes[at + 1] as number, bytes[at + 2] as number) : -1;
      if (byte >= 0) {
        if (byte === PERCENT && at + 4 < end && pairOf(bytes[at + 3] as number, bytes[at + 4] as number) >= 0) {
          doubled = true;
        }
        bytes[length++] = byte;
        at += 2;
        continue;
      }
      if (badEscapeAt < 0) badEscapeAt = at;
    }
    if (code > 0x7f) unescaped = true;
    bytes[length++] = code === PLUS ? 32 : code;
  }
  const read = readText(bytes.subarray(0, length), charset);
  return { text: read.text, utf8: read.utf8, other: read.other, badEscapeAt, doubled, unescaped };
}

/** Whether there is anything between the two places that `percentDecode` would change or remark on. */
export function isOdd(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === PLUS || code === PERCENT || code > 0x7f) return true;
  }
  return false;
}

/** The byte that two hex digits at `at` stand for, or -1. */
export function hexPair(text: string, at: number): number {
  return at + 1 >= text.length ? -1 : pairOf(text.charCodeAt(at), text.charCodeAt(at + 1));
}

function pairOf(first: number, second: number): number {
  const high = hexDigit(first);
  const low = hexDigit(second);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
