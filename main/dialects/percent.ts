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
  const bytes = Buffer.allocUnsafe(raw.length);
  let length = 0;
  let badEscapeAt = -1;
  let doubled = false;
  let unescaped = false;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === PERCENT) {
      const byte = hexPair(raw, at + 1);
      if (byte >= 0) {
        bytes[length++] = byte;
        if (byte === PERCENT && hexPair(raw, at + 3) >= 0) doubled = true;
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

/** The byte that two hex digits at `at` stand for, or -1. */
export function hexPair(text: string, at: number): number {
  if (at + 1 >= text.length) return -1;
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
