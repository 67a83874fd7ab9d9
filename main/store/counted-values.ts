import type { Database } from 'better-sqlite3';
import type { ValueCount } from '../../contract/index.ts';
import { type CountedName, type CountedRow, countedColumns, countedValues } from './counters.ts';
import { endOf, foldKey } from './keys.ts';
import { createTally, mostFrequent } from './tally.ts';

/** Values of the posts that the indexer has not counted yet. */
export interface Uncounted {
  /** Values met, by folded value. */
  of(name: CountedName): ReadonlyMap<string, ValueCount>;
  posts: number;
  /** False when time was up before all were looked at. */
  exact: boolean;
}

export type UncountedRow = CountedRow & { findings: number };

export interface CountedValues {
  /** Looks at what is not counted yet, until `isOver` says to stop. */
  uncounted(isOver: () => boolean): Uncounted;
  /** Values that begin with `prefix`, most frequent first. */
  list(options: { name: CountedName; prefix: string; limit: number; uncounted: Uncounted }): ValueCount[];
  /** How many posts have this value, by the counters alone. */
  count(name: CountedName, value: string): number;
  /** How many posts are counted. */
  total(): number;
}

/** Reads the counters of values that the indexer keeps, together with the posts above its watermark. */
export function createCountedValues(options: {
  db: Database;
  /** Posts up to here are counted. */
  counted(): number;
  /** Codes of the findings of a post that has some. */
  findingsOf(id: number): readonly string[];
}): CountedValues {
  const { db, counted, findingsOf } = options;
  const recent = db.prepare(`SELECT ${countedColumns}, findings FROM posts WHERE id > ? ORDER BY id DESC`);
  const top = db.prepare(
    `SELECT folded, value, posts AS count FROM value_counts WHERE name = ? AND folded >= ? AND folded < ?
     ORDER BY posts DESC, value LIMIT ?`,
  );
  const one = db.prepare('SELECT value, posts AS count FROM value_counts WHERE name = ? AND folded = ?');
  const total = db.prepare("SELECT coalesce(sum(posts), 0) FROM value_counts WHERE name = 'kind'").pluck();

  return {
    uncounted(isOver) {
      const tally = createTally<CountedName>();
      let posts = 0;
      for (const row of recent.iterate(counted()) as IterableIterator<UncountedRow>) {
        if (isOver()) return { of: tally.of, posts, exact: false };
        posts++;
        const codes = row.findings > 0 ? findingsOf(row.id) : [];
        for (const [name, value] of countedValues(row, codes)) tally.add(name, value);
      }
      return { of: tally.of, posts, exact: true };
    },
    list({ name, prefix, limit, uncounted }) {
      const start = foldKey(prefix);
      const rows = top.all(name, start, endOf(start), limit) as (ValueCount & { folded: string })[];
      const found = new Map(rows.map(({ folded, value, count }) => [folded, { value, count }]));
      for (const [folded, { value, count }] of uncounted.of(name)) {
        if (!folded.startsWith(start)) continue;
        const known = one.get(name, folded) as ValueCount | undefined;
        found.set(folded, known ? { value: known.value, count: known.count + count } : { value, count });
      }
      return mostFrequent(found.values(), limit);
    },
    count: (name, value) => (one.get(name, foldKey(value)) as ValueCount | undefined)?.count ?? 0,
    total: () => total.get() as number,
  };
}
