import type { ValueCount } from '../../contract/index.ts';
import type { ChosenValue } from './edit-query.ts';

/** A value in a filter's menu. */
export interface FacetLine {
  value: string;
  /** Posts that have it; null when it was not counted. */
  count: number | null;
  state: 'asked' | 'excluded' | null;
}

/** The counted values, most frequent first, and before them what is chosen but was not counted, so that it can be let go. */
export function facetLines(counted: readonly ValueCount[], chosen: readonly ChosenValue[]): FacetLine[] {
  const stateOf = (value: string): FacetLine['state'] => {
    const match = chosen.find((each) => same(each.value, value));
    if (!match) return null;
    return match.negated ? 'excluded' : 'asked';
  };
  const missing = chosen.filter(
    (each, index) =>
      !counted.some(({ value }) => same(value, each.value)) &&
      chosen.findIndex((other) => same(other.value, each.value)) === index,
  );
  return [
    ...missing.map(({ value }) => ({ value, count: null, state: stateOf(value) })),
    ...counted.map(({ value, count }) => ({ value, count, state: stateOf(value) })),
  ];
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
