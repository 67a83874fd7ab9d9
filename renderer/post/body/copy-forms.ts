const chunk = 0x8000;

/** Bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunk) binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(binary);
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes as hex digits, without blanks. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += pairs[byte];
  return text;
}

/** A name for a file from one that somebody sent: its last step, and nothing in it that a file system takes for more. */
export function safeFileName(name: string | null, otherwise: string): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '').replace(/^[.\s]+|[.\s]+$/g, '');
  return plain === '' ? otherwise : plain.slice(0, 120);
}

/** Where a character stands: line and column, both counted from 1. Lines end with CR LF, LF or CR. */
export function placeOf(text: string, at: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (const match of text.slice(0, at).matchAll(/\r\n?|\n/g)) {
    line += 1;
    start = match.index + match[0].length;
  }
  return { line, column: at - start + 1 };
}

/** How many lines a text has, and how they end: null when it has one line, or they end differently. */
export function linesOf(text: string): { count: number; ends: 'LF' | 'CR LF' | 'CR' | null } {
  let feeds = 0;
  let pairs = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    feeds += 1;
    if (text[at - 1] === '\r') pairs += 1;
  }
  let returns = 0;
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) if (text[at + 1] !== '\n') returns += 1;
  const ends = [feeds - pairs > 0, pairs > 0, returns > 0];
  const name = ends[0] ? 'LF' : ends[1] ? 'CR LF' : ends[2] ? 'CR' : null;
  return { count: feeds + returns + 1, ends: ends.filter(Boolean).length === 1 ? name : null };
}
