/** How two sides of a line differ: `left` and `right` stand on that side alone. */
export type Change = 'same' | 'changed' | 'left' | 'right';

/** One line of a comparison. */
export interface Aligned<T> {
  name: string;
  left: T | null;
  right: T | null;
  change: Change;
}

export interface AlignOptions<T> {
  left: readonly T[];
  right: readonly T[];
  nameOf: (item: T) => string;
  /** True when both sides of a line say the same. */
  same: (left: T, right: T) => boolean;
}

/**
 * Puts items of the same name beside each other, in the order of the left side; what only the right side has stands after
 * the item it follows there. Of several with one name the first goes with the first, the second with the second.
 */
export function align<T>(options: AlignOptions<T>): Aligned<T>[] {
  const { left, right, nameOf, same } = options;
  const waiting = new Map<string, number[]>();
  for (const [index, item] of right.entries()) {
    const name = nameOf(item);
    waiting.set(name, [...(waiting.get(name) ?? []), index]);
  }
  const partners = left.map((item) => waiting.get(nameOf(item))?.shift() ?? null);
  const taken = new Set(partners);
  const lines: Aligned<T>[] = [];
  let next = 0;
  const rightAlone = (until: number) => {
    for (; next < until; next++) {
      const item = right[next];
      if (item !== undefined && !taken.has(next))
        lines.push({ name: nameOf(item), left: null, right: item, change: 'right' });
    }
  };
  for (const [index, item] of left.entries()) {
    const at = partners[index] ?? null;
    const partner = at === null ? undefined : right[at];
    if (at === null || partner === undefined) {
      lines.push({ name: nameOf(item), left: item, right: null, change: 'left' });
      continue;
    }
    rightAlone(at);
    lines.push({ name: nameOf(item), left: item, right: partner, change: same(item, partner) ? 'same' : 'changed' });
  }
  rightAlone(right.length);
  return lines;
}

/** Offset of the first byte that differs (or that only one side has); null when both are the same. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) if (a[at] !== b[at]) return at;
  return a.length === b.length ? null : shorter;
}
