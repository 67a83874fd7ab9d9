import type { ByteRange } from '../../../contract/index.ts';

/** Finds are counted up to this many. */
export const mostFinds = 10_000;
const needleBytes = 256;

/** The bytes to look for: of a text in UTF-8, or written as hex. Null when it is no hex, or nothing. */
export function needleOf(text: string, as: 'text' | 'hex'): Uint8Array | null {
  if (text === '') return null;
  if (as === 'text') return new TextEncoder().encode(text).subarray(0, needleBytes);
  const digits = text.replace(/0x|[\s,:-]/gi, '');
  if (digits === '' || digits.length % 2 === 1 || /[^0-9a-f]/i.test(digits)) return null;
  const pairs = digits.slice(0, needleBytes * 2).match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

/**
 * Where the needle occurs, in order, at most `mostFinds` times, in time proportional to the bytes. What touches a hidden range is no
 * find: searching must not tell what is masked.
 * @param hidden sorted and apart
 */
export function findBytes(bytes: Uint8Array, needle: Uint8Array, hidden: readonly ByteRange[]): ByteRange[] {
  const found: ByteRange[] = [];
  if (needle.length === 0) return found;
  const steps = fallbacks(needle);
  let matched = 0;
  let next = 0;
  for (let at = 0; at < bytes.length && found.length < mostFinds; at++) {
    if (matched === 0) {
      at = bytes.indexOf(needle[0] as number, at);
      if (at < 0) break;
    }
    while (matched > 0 && bytes[at] !== needle[matched]) matched = steps[matched - 1] as number;
    if (bytes[at] === needle[matched]) matched += 1;
    if (matched < needle.length) continue;
    const range = { start: at + 1 - needle.length, end: at + 1 };
    while (next < hidden.length && (hidden[next] as ByteRange).end <= range.start) next += 1;
    const near = hidden[next];
    if (!near || near.start >= range.end) found.push(range);
    matched = 0;
  }
  return found;
}

/** For each length, how much of the needle's beginning its end repeats (Knuth, Morris and Pratt). */
function fallbacks(needle: Uint8Array): number[] {
  const steps = [0];
  let length = 0;
  for (let at = 1; at < needle.length; at++) {
    while (length > 0 && needle[at] !== needle[length]) length = steps[length - 1] as number;
    if (needle[at] === needle[length]) length += 1;
    steps.push(length);
  }
  return steps;
}
