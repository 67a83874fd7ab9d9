import { isAscii, isUtf8 } from 'node:buffer';
import type { Field } from '../../contract/index.ts';

/** Bytes read as text. */
export interface ReadText {
  text: string;
  /** Whether the bytes are valid UTF-8, whatever charset they were read with. */
  utf8: boolean;
  other: Field['otherReading'];
}

/** A charset that a post declares. */
export interface Charset {
  /** As the post spells it. */
  label: string;
  decoder: TextDecoder;
}

const windows1252 = new TextDecoder('windows-1252');

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Reads bytes with the declared charset, else as UTF-8. Where another reading is more telling it is given beside:
 * windows-1252 (which includes latin-1's letters) or CESU-8 for invalid UTF-8, UTF-8 for bytes declared otherwise.
 */
export function readText(bytes: Buffer, charset: Charset | null): ReadText {
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), utf8: true, other: null };
  const utf8 = isUtf8(bytes);
  if (charset) {
    const other = utf8 ? { charset: 'utf-8', value: bytes.toString('utf8') } : null;
    return { text: charset.decoder.decode(bytes), utf8, other };
  }
  return { text: bytes.toString('utf8'), utf8, other: utf8 ? null : otherReading(bytes) };
}

/** What bytes that are not valid UTF-8 may have been meant as. */
export function otherReading(bytes: Buffer): { charset: string; value: string } {
  const paired = joinSurrogates(bytes);
  if (paired !== null) return { charset: 'cesu-8', value: paired };
  return { charset: 'windows-1252', value: windows1252.decode(bytes) };
}

/** CESU-8 writes each half of a surrogate pair as three bytes (ED A0..AF xx, ED B0..BF xx). Null when it is not that. */
function joinSurrogates(bytes: Buffer): string | null {
  if (!bytes.includes(0xed)) return null;
  const joined = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let at = 0;
  while (at < bytes.length) {
    const high = surrogateAt(bytes, at, 0xa0);
    const low = high < 0 ? -1 : surrogateAt(bytes, at + 3, 0xb0);
    if (low < 0) {
      joined[length++] = bytes[at++] ?? 0;
      continue;
    }
    const code = 0x10000 + (high << 10) + low;
    length += joined.write(String.fromCodePoint(code), length);
    at += 6;
  }
  const text = joined.subarray(0, length);
  return length < bytes.length && isUtf8(text) ? text.toString('utf8') : null;
}

/** The ten bits of a surrogate whose second byte starts at `base`, or -1. */
function surrogateAt(bytes: Buffer, at: number, base: number): number {
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  if (bytes[at] !== 0xed || second < base || second > base + 15 || third >> 6 !== 2) return -1;
  return ((second - base) << 6) | (third & 0x3f);
}

/** Header text and paths are latin-1 characters; where their bytes are UTF-8 this is the text that was meant. */
export function fromLatin1(text: string): string {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) < 0x80) at += 1;
  if (at === text.length) return text;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}
