/** How two sides of a line differ: `left` and `right` stand on that side alone; `case` is a name written otherwise. */
export type Change = 'same' | 'changed' | 'case' | 'left' | 'right';

/** One line of a comparison. */
export interface Aligned<T> {
  /** As both sides write it, or the left and then the right. */
  names: readonly [string] | readonly [string, string];
  left: T | null;
  right: T | null;
  change: Change;
  /** The place on the right side. */
  rightAt: number | null;
}

export interface AlignOptions<T> {
  left: readonly T[];
  right: readonly T[];
  nameOf: (item: T) => string;
  /** What two names have in common that stand beside each other; the name itself where this is not given. */
  sameName?: (name: string) => string;
  /** True when both sides of a line say the same. */
  same: (left: T, right: T) => boolean;
}

/**
 * Puts items of the same name beside each other, in the order of the left side; what only the right side has stands after
 * the item it follows there. Of several with one name the first goes with the first, the second with the second.
 */
export function align<T>(options: AlignOptions<T>): Aligned<T>[] {
  const { left, right, nameOf, same } = options;
  const keyOf = (item: T) => options.sameName?.(nameOf(item)) ?? nameOf(item);
  const waiting = new Map<string, number[]>();
  for (const [index, item] of right.entries()) {
    const key = keyOf(item);
    waiting.set(key, [...(waiting.get(key) ?? []), index]);
  }
  const partners = left.map((item) => waiting.get(keyOf(item))?.shift() ?? null);
  const taken = new Set(partners);
  const lines: Aligned<T>[] = [];
  let next = 0;
  const rightAlone = (until: number) => {
    for (; next < until; next++) {
      const item = right[next];
      if (item !== undefined && !taken.has(next))
        lines.push({ names: [nameOf(item)], left: null, right: item, change: 'right', rightAt: next });
    }
  };
  for (const [index, item] of left.entries()) {
    const at = partners[index] ?? null;
    const partner = at === null ? undefined : right[at];
    if (at === null || partner === undefined) {
      lines.push({ names: [nameOf(item)], left: item, right: null, change: 'left', rightAt: null });
      continue;
    }
    rightAlone(at);
    const [name, other] = [nameOf(item), nameOf(partner)];
    const change = !same(item, partner) ? 'changed' : name === other ? 'same' : 'case';
    const names = name === other ? ([name] as const) : ([name, other] as const);
    lines.push({ names, left: item, right: partner, change, rightAt: at });
  }
  rightAlone(right.length);
  return lines;
}

/** True when lines that both sides have stand in another order on the right. */
export function isReordered(lines: readonly Pick<Aligned<unknown>, 'left' | 'rightAt'>[]): boolean {
  let last = -1;
  return lines.some(({ left, rightAt }) => {
    if (left === null || rightAt === null) return false;
    const isBefore = rightAt < last;
    last = rightAt;
    return isBefore;
  });
}

/** Offset of the first byte that differs (or that only one side has); null when both are the same. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) if (a[at] !== b[at]) return at;
  return a.length === b.length ? null : shorter;
}
