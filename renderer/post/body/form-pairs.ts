import type { ByteRange } from '../../../contract/index.ts';

/** `name=value` in an urlencoded body. */
export interface Pair {
  name: ByteRange;
  /** Null without "=". */
  value: ByteRange | null;
}

/** Pairs kept; the rest is counted. */
export const mostPairs = 20_000;

const AMPERSAND = 38;
const EQUALS = 61;
const PERCENT = 37;
const PLUS = 43;

/** Splits an urlencoded body at "&"; ";" is data, and "&&" holds nothing. */
export function splitPairs(bytes: Uint8Array): { pairs: Pair[]; total: number } {
  const pairs: Pair[] = [];
  let total = 0;
  let start = 0;
  while (start < bytes.length) {
    const next = bytes.indexOf(AMPERSAND, start);
    const end = next < 0 ? bytes.length : next;
    if (end > start) {
      total += 1;
      if (pairs.length < mostPairs) pairs.push(pairAt(bytes, start, end));
    }
    start = end + 1;
  }
  return { pairs, total };
}

function pairAt(bytes: Uint8Array, start: number, end: number): Pair {
  const equals = bytes.subarray(start, end).indexOf(EQUALS);
  if (equals < 0) return { name: { start, end }, value: null };
  return { name: { start, end: start + equals }, value: { start: start + equals + 1, end } };
}

/** Decodes once: "+" is a space, escapes are bytes, a broken escape stays as it is. */
export function decodePiece(raw: Uint8Array, charset: string): string {
  const bytes = new Uint8Array(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    const escaped = byte === PERCENT ? hexPair(raw, at + 1) : -1;
    if (escaped >= 0) at += 2;
    bytes[length++] = escaped >= 0 ? escaped : byte === PLUS ? 32 : byte;
  }
  return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes.subarray(0, length));
}

function hexPair(raw: Uint8Array, at: number): number {
  const high = hexDigit(raw[at]);
  const low = hexDigit(raw[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
