/** New bytes for a stretch of old ones; `end` is not included. */
export interface Piece {
  start: number;
  end: number;
  bytes: Uint8Array;
}

/** The bytes with each stretch exchanged; all others stay as they are. Stretches must not overlap; their order does not matter. */
export function splice(bytes: Uint8Array, pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const sorted = [...pieces].sort((a, b) => a.start - b.start || a.end - b.end);
  const grown = sorted.reduce((sum, piece) => sum + piece.bytes.length - (piece.end - piece.start), 0);
  const out = new Uint8Array(bytes.length + grown);
  let from = 0;
  let to = 0;
  for (const piece of sorted) {
    const kept = bytes.subarray(from, piece.start);
    out.set(kept, to);
    out.set(piece.bytes, to + kept.length);
    to += kept.length + piece.bytes.length;
    from = piece.end;
  }
  out.set(bytes.subarray(from), to);
  return out;
}

/** One byte per character; characters above U+00FF are no bytes and must not occur. */
export function fromLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

const chunk = 0x8000;

/** One character per byte. */
export function toLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return text;
}
