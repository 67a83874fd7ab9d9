import type { ByteRange } from '../../contract/index.ts';
import { textOf } from '../ui/bytes.ts';
import { hexDump } from '../ui/hex.ts';
import { maskedText, mergeRanges } from './mask.ts';

/** Bytes drawn before the user asks for all. */
export const firstPart = 2 * 1024 * 1024;

export type BodyForm = 'json' | 'text' | 'binary';

/** What the bytes are, by themselves first: a Content-Type may be missing or wrong. */
export function bodyForm(bytes: Uint8Array, contentType: string | null): BodyForm {
  const text = textOf(bytes.subarray(0, firstPart)) ?? textOfCut(bytes);
  if (text === null) return 'binary';
  if (/[/+]json\b/i.test(contentType ?? '') || /^\s*[[{]/.test(text)) return 'json';
  return 'text';
}

/** The first part may end inside a character; a few bytes less then do. */
function textOfCut(bytes: Uint8Array): string | null {
  if (bytes.length <= firstPart) return null;
  for (let less = 1; less <= 3; less++) {
    const text = textOf(bytes.subarray(0, firstPart - less));
    if (text !== null) return text;
  }
  return null;
}

/** The text to draw: the body as text or as a hex dump, masked, and only its first part unless `whole`. */
export function drawBody(options: {
  bytes: Uint8Array;
  as: 'text' | 'hex';
  ranges: readonly ByteRange[];
  whole: boolean;
}): string {
  const { bytes, as, ranges, whole } = options;
  const part = whole ? bytes : bytes.subarray(0, firstPart);
  const inside = mergeRanges(ranges).filter((range) => range.start < part.length);
  return as === 'hex' ? hexDump(part, { masked: inside }) : maskedText(part, inside);
}
