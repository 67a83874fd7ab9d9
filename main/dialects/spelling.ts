/** A name without case and without the marks that join words: `sendTo`, `send_to` and `Send-To` become the same. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[_\-\s.]+/g, '');
}

/**
 * True when `name` is not `right` but probably meant as it: another case or joining of the words, or a slip of the fingers
 * (one from five letters on, two from nine on; exchanged neighbours count as one).
 */
export function isCloseName(name: string, right: string): boolean {
  if (name === right || name.length > right.length + 8) return false;
  const a = plainName(name);
  const b = plainName(right);
  if (a === b) return true;
  const longer = Math.max(a.length, b.length);
  const allowed = longer >= 9 ? 2 : longer >= 5 ? 1 : 0;
  return allowed > 0 && Math.abs(a.length - b.length) <= allowed && distance(a, b) <= allowed;
}

/** Edits (insert, delete, replace, exchange neighbours) between two short words. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
