import type { ByteRange, Post } from '../../contract/index.ts';

export const maskText = '••••••';

/** Shorter values occur by chance too often to be looked for in text. */
const shortestSought = 3;

/** Sorted, and without overlap. */
export function mergeRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: ByteRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else if (range.end > range.start) merged.push({ ...range });
  }
  return merged;
}

/**
 * The text of the bytes with every range replaced by dots. A quoted JSON string keeps its quotes.
 * @param charset a name that TextDecoder knows
 */
export function maskedText(bytes: Uint8Array, ranges: readonly ByteRange[], charset = 'utf-8'): string {
  const decoder = new TextDecoder(charset, { ignoreBOM: true });
  let text = '';
  let from = 0;
  for (const range of mergeRanges(ranges)) {
    const { start, end } = inQuotes(bytes, range);
    text += decoder.decode(bytes.subarray(from, start)) + maskText;
    from = end;
  }
  return text + decoder.decode(bytes.subarray(from));
}

/** The bytes with every range overwritten by asterisks of the same length. */
export function maskedBytes(bytes: Uint8Array, ranges: readonly ByteRange[]): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  for (const range of ranges) {
    const { start, end } = inQuotes(bytes, range);
    copy.fill(0x2a, start, end);
  }
  return copy;
}

function inQuotes(bytes: Uint8Array, range: ByteRange): ByteRange {
  const quoted = range.end - range.start >= 2 && bytes[range.start] === 0x22 && bytes[range.end - 1] === 0x22;
  return quoted ? { start: range.start + 1, end: range.end - 1 } : range;
}

/** The request target with the credentials of its query string replaced. */
export function maskedTarget(target: string, ranges: readonly ByteRange[]): string {
  const mark = target.indexOf('?');
  if (mark < 0 || ranges.length === 0) return target;
  let text = target.slice(0, mark + 1);
  let from = mark + 1;
  for (const range of mergeRanges(ranges)) {
    text += target.slice(from, mark + 1 + range.start) + maskText;
    from = mark + 1 + range.end;
  }
  return text + target.slice(from);
}

/** Replaces every known credential in any text, also in its encoded forms: for what a target was sent and what it echoes. */
export function maskValues(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) {
    if (secret.length < shortestSought) continue;
    const escaped = encodeText(secret);
    const ways = new Set([secret, escaped, escaped.replaceAll('%20', '+'), JSON.stringify(secret).slice(1, -1)]);
    for (const way of ways) masked = masked.replaceAll(way, maskText);
  }
  return masked;
}

/** A lone surrogate has no percent encoding; it is sought as it is. */
function encodeText(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : text;
}

/** All credentials of a post as text: field values and header values, longest first so that none hides inside another. */
export function secretValues(post: Pick<Post, 'fields' | 'headers' | 'secretHeaders'>): string[] {
  const values = post.fields.flatMap((field) => (field.secret && field.value ? [field.value] : []));
  const names = new Set(post.secretHeaders.map((name) => name.toLowerCase()));
  for (const [name, value] of post.headers) if (names.has(name.toLowerCase()) && value) values.push(value);
  return values.sort((a, b) => b.length - a.length);
}
