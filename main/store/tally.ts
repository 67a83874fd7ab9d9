import type { ValueCount } from '../../contract/index.ts';
import { foldKey } from './keys.ts';

/** Counts values by name; spellings that differ in case are one value, shown as it was met first. */
export function createTally<Name extends string>() {
  const byName = new Map<Name, Map<string, ValueCount>>();
  let size = 0;
  return {
    /** How many values there are, of all names. */
    get size() {
      return size;
    },
    add(name: Name, value: string): void {
      let values = byName.get(name);
      if (!values) {
        values = new Map();
        byName.set(name, values);
      }
      const folded = foldKey(value);
      const known = values.get(folded);
      if (known) known.count++;
      else {
        values.set(folded, { value, count: 1 });
        size++;
      }
    },
    /** By folded value. */
    of: (name: Name): ReadonlyMap<string, ValueCount> => byName.get(name) ?? new Map(),
  };
}

/** The most frequent ones, in an order that does not depend on how they were met. */
export function mostFrequent(values: Iterable<ValueCount>, limit: number): ValueCount[] {
  return [...values]
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : Number(a.value > b.value)))
    .slice(0, limit);
}
