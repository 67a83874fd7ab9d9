import type { Field } from '../../contract/index.ts';

/** A PHP array while a request is read into it. */
export interface PhpArray {
  entries: Map<string, PhpArray | PhpLeaf>;
  /** The number that the next `[]` gets. */
  next: number;
}

/** A value, with the fields that came for it; the last one is the value. */
export interface PhpLeaf {
  fields: Field[];
}

/** An empty array; the next value without a key gets the key 0. */
export function phpArray(): PhpArray {
  return { entries: new Map(), next: 0 };
}

/** Puts a field where its path leads. Returns the fields that a change of shape (value to array, or back) threw out. */
export function insertPhp(root: PhpArray, path: readonly (string | null)[], field: Field): Field[] {
  const lost: Field[] = [];
  let array = root;
  for (const [index, step] of path.entries()) {
    const key = keyFor(array, step);
    const old = array.entries.get(key);
    if (index === path.length - 1) {
      if (old && 'fields' in old) old.fields.push(field);
      else {
        if (old) lost.push(...fieldsIn(old));
        array.entries.set(key, { fields: [field] });
      }
    } else if (old && 'entries' in old) array = old;
    else {
      if (old) lost.push(...old.fields);
      const made = phpArray();
      array.entries.set(key, made);
      array = made;
    }
  }
  return lost;
}

function keyFor(array: PhpArray, step: string | null): string {
  if (step === null) {
    array.next += 1;
    return String(array.next - 1);
  }
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(step)) array.next = Math.max(array.next, Number(step) + 1);
  return step;
}

/** Every value with the keys that lead to it, in order. */
export function phpLeaves(array: PhpArray, before: readonly string[] = []): { path: string[]; fields: Field[] }[] {
  return [...array.entries].flatMap(([key, entry]) =>
    'fields' in entry ? { path: [...before, key], fields: entry.fields } : phpLeaves(entry, [...before, key]),
  );
}

function fieldsIn(array: PhpArray): Field[] {
  return phpLeaves(array).flatMap(({ fields }) => fields);
}
