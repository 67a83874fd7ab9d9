import type { ByteRange } from '../../../contract/index.ts';

/** The range that holds an offset, found by halving. */
export function rangeAt(ranges: readonly ByteRange[], at: number): ByteRange | null {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle] as ByteRange;
    if (at < range.start) high = middle - 1;
    else if (at >= range.end) low = middle + 1;
    else return range;
  }
  return null;
}

/** Those of the ranges that have a byte in common with another. */
export function touching(ranges: readonly ByteRange[], { start, end }: ByteRange): ByteRange[] {
  return ranges.filter((range) => range.start < end && range.end > start);
}

/** Ranges as seen from the start of another, cut to it. */
export function moved(ranges: readonly ByteRange[], { start, end }: ByteRange): ByteRange[] {
  return touching(ranges, { start, end }).map((range) => ({
    start: Math.max(range.start, start) - start,
    end: Math.min(range.end, end) - start,
  }));
}

/** True when sorted ranges leave no byte out. */
export function coversAll(ranges: readonly ByteRange[], size: number): boolean {
  let at = 0;
  for (const { start, end } of ranges) {
    if (start > at) return false;
    at = Math.max(at, end);
  }
  return size > 0 && at >= size;
}
