import type { TestPost } from '../../contract/index.ts';

/** The characters at 0x80 to 0x9F; everything else of windows-1252 stands where latin-1 has it. */
const upper = [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i))];
const windows1252 = new Map(upper.map((char, i) => [char, 0x80 + i]));

/**
 * Text as bytes of a charset; UTF-16 as little-endian without a mark.
 * @returns `unknown` is the first character that the charset does not have, else null
 */
export function encodeText(text: string, charset: TestPost['charset']): { bytes: Buffer; unknown: string | null } {
  if (charset === 'utf-16') return { bytes: Buffer.from(text, 'utf16le'), unknown: null };
  if (charset === 'utf-8') {
    const unknown = text.isWellFormed() ? null : ([...text].find((char) => !char.isWellFormed()) ?? null);
    return { bytes: Buffer.from(text, 'utf8'), unknown };
  }
  const bytes: number[] = [];
  for (const char of text) {
    const byte = byteOf(char, charset);
    if (byte === null) return { bytes: Buffer.from(bytes), unknown: char };
    bytes.push(byte);
  }
  return { bytes: Buffer.from(bytes), unknown: null };
}

function byteOf(char: string, charset: 'iso-8859-1' | 'windows-1252'): number | null {
  const code = char.codePointAt(0) ?? 0;
  const isShared = code < 0x80 || (code >= 0xa0 && code <= 0xff);
  if (isShared) return code;
  if (charset === 'windows-1252') return windows1252.get(char) ?? null;
  return code <= 0xff ? code : null;
}
