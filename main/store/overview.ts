import type { Database } from 'better-sqlite3';
import { type Count, type Facets, facetNames, parseQuery } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { CountedValues, UncountedRow } from './counted-values.ts';
import { type CountedName, countedValues } from './counters.ts';
import { foldKey } from './keys.ts';
import type { Search } from './search.ts';
import { planSearch } from './search-plan.ts';
import type { Watch } from './stopwatch.ts';
import { createTally, mostFrequent } from './tally.ts';

const columns =
  'p.id, p.received_at, p.kind, p.method, p.phone, p.code, p.keyword, p.status, p.response_status, p.findings';

/** Numbers about all posts that match a query, each within a bounded time. */
export function createOverview(options: {
  db: Database;
  search: Search;
  values: CountedValues;
  /** Codes of the findings of a post that has some. */
  findingsOf(id: number): readonly string[];
  /** Starts the time for one answer. */
  watch: Watch;
}) {
  const { db, search, values, findingsOf, watch } = options;

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

  return {
    count: (query: string): Count => ofOneValue(query) ?? search.count(planSearch(query), watch(1)),
    facets(query: string): Facets {
      if (query.trim() === '') return ofEverything();
      const tally = createTally<CountedName>();
      let counted = 0;
      const exact = search.scan<UncountedRow>({
        plan: planSearch(query),
        columns,
        isOver: watch(),
        visit(row) {
          counted++;
          for (const [name, value] of countedValues(row, row.findings > 0 ? findingsOf(row.id) : []))
            tally.add(name, value);
        },
      });
      const facets = facetNames.map((name) => ({
        name,
        values: mostFrequent(tally.of(name).values(), limits.store.facetValues),
      }));
      return { facets, counted, exact };
    },
  };
}
