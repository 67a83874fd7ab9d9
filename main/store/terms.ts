import type { Database } from 'better-sqlite3';
import { limits } from '../limits.ts';
import { endOf } from './keys.ts';

export interface Term {
  term: string;
  /** Posts that have it. */
  count: number;
}

/** Looks at the list of terms of the text index. */
export function createTerms(db: Database) {
  db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab('main', 'post_text', 'row')");
  const beginning = db.prepare('SELECT term, doc AS count FROM temp.terms WHERE term >= ? AND term < ? LIMIT ?');

  /** Terms that begin with a token; null when there are `most` or more. */
  function few(token: string, most: number): Term[] | null {
    const found = beginning.all(token, endOf(token), most) as Term[];
    return found.length < most ? found : null;
  }
  return {
    /** Terms that begin with a token; null when there are too many to take them all. */
    few: (token: string) => few(token, limits.store.completedValues),
    /** True when FTS5 would gather very many posts for this beginning before it could name the first. */
    isBroad(token: string): boolean {
      const found = few(token, limits.store.gatheredTerms);
      return found === null || found.reduce((sum, { count }) => sum + count, 0) > limits.store.gatheredPosts;
    },
  };
}

export type Terms = ReturnType<typeof createTerms>;
