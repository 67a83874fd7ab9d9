import type { Database } from 'better-sqlite3';
import { type Count, type Facets, facetNames, parseQuery } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { CountedValues } from './counted-values.ts';
import { foldKey } from './keys.ts';
import type { Search } from './search.ts';
import { planSearch } from './search-plan.ts';
import type { Watch } from './stopwatch.ts';
import type { Sweeps } from './sweeps.ts';
import { mostFrequent } from './tally.ts';

/** Numbers about all posts that match a query, each within a bounded time. */
export function createOverview(options: {
  db: Database;
  search: Search;
  values: CountedValues;
  sweeps: Sweeps;
  /** Starts the time for one answer. */
  watch: Watch;
}) {
  const { db, search, values, sweeps, watch } = options;

  /** Of everything: the counters, and what is not counted yet. */
  const ofEverything = db.transaction((): Facets => {
    const uncounted = values.uncounted(watch());
    const facets = facetNames.map((name) => ({
      name,
      values: values.list({ name, prefix: '', limit: limits.store.facetValues, uncounted }),
    }));
    return { facets, counted: values.total() + uncounted.posts, exact: uncounted.exact };
  });

  /** Of one value that is counted; null for every other query. */
  const ofOneValue = db.transaction((query: string): Count | null => {
    const parsed = parseQuery(query);
    const [term, ...others] = parsed.ok ? parsed.terms : [];
    if (term?.type !== 'key' || term.negated || term.prefix || others.length > 0) return null;
    const { name, value } = term;
    if (name === 'phone' || name === 'ticket') return null;
    const uncounted = values.uncounted(watch());
    const recent = uncounted.of(name).get(foldKey(value))?.count ?? 0;
    return { count: values.count(name, value) + recent, exact: uncounted.exact };
  });

  function count(query: string): Count {
    const one = ofOneValue(query);
    if (one?.exact) return one;
    const whole = sweeps.whole(query, watch());
    if (whole) return { count: whole.counted, exact: true };
    const found = one ?? search.count(planSearch(query), watch(1));
    if (!found.exact) sweeps.want(query);
    return found;
  }

  return {
    count,
    facets(query: string): Facets {
      if (query.trim() === '') return ofEverything();
      const { counted, exact, tally } = sweeps.advance(query, watch());
      if (!exact) sweeps.want(query);
      const facets = facetNames.map((name) => ({
        name,
        values: mostFrequent(tally.of(name).values(), limits.store.facetValues),
      }));
      return { facets, counted, exact };
    },
  };
}
