import type { Database } from 'better-sqlite3';
import { limits } from '../limits.ts';
import { type SummaryRow, summaryColumns } from './rows.ts';
import { indexedBeginning, type SearchPlan } from './search-plan.ts';
import type { SearchSql, Stretch } from './search-sql.ts';
import type { TailTrial } from './tail-trial.ts';

/** Sorts behind a term and before all that begin with it and go on. */
const goOn = '\u{1}';

interface Words {
  known: string[];
  /** True when these are all that begin so. */
  isAll: boolean;
}

/**
 * Finds posts by the beginning of a word that is longer than those the index has beginnings for. FTS5 would gather every post
 * that has such a word before it could name the first, which takes 50 to 100 ms for a word that most posts have. The newest posts
 * with the words themselves are named at once; which other posts could belong among them is asked of the index for shorter
 * beginnings, and those few are decoded.
 */
export function createLongBeginnings(options: { db: Database; sql: SearchSql; trial: TailTrial }) {
  const { db, sql, trial } = options;
  db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.single_terms USING fts5vocab('main', 'post_text', 'instance')");
  const next = db.prepare('SELECT term FROM temp.single_terms WHERE term >= ? LIMIT 1').pluck();
  const some = db
    .prepare('SELECT count(*) FROM (SELECT rowid FROM post_text WHERE post_text MATCH ? ORDER BY rowid DESC LIMIT ?)')
    .pluck();

  /** Words that begin so, in their order. To pass over one that very many posts have takes long, so it is the last. */
  function wordsOf(beginning: string): Words | null {
    const known: string[] = [];
    let at = beginning;
    while (known.length < limits.store.expandedWords) {
      const word = next.get(at) as string | undefined;
      if (word === undefined || !word.startsWith(beginning)) return { known, isAll: true };
      // Of others it is not sure that the tokenizer leaves them as they are.
      if (!/^[a-z0-9]+$/.test(word)) return null;
      known.push(word);
      const isFrequent = some.get(`"${word}"`, limits.store.frequentPosts) === limits.store.frequentPosts;
      if (isFrequent) return { known, isAll: false };
      at = word + goOn;
    }
    return null;
  }

  /** Matches among the posts of a stretch that have a word with the same first letters, besides those that are known. */
  function others(plan: SearchPlan, stretch: Stretch, known: ReadonlySet<number>): SummaryRow[] | null {
    const most = limits.store.triedPosts;
    const { statement, parameters } = sql.rows(plan, stretch, 'p.id');
    const all = statement.all(...parameters, known.size + most + 1).map((row) => (row as { id: number }).id);
    // Not by FTS5's NOT: without a match it reads on below the stretch, to the end.
    const ids = all.filter((id) => !known.has(id));
    if (ids.length === 0) return [];
    if (ids.length > most) return null;
    trial.hold(ids);
    const tried = sql.rows(plan, { ...stretch, table: 'trial_text', match: plan.match }, summaryColumns);
    return tried.statement.all(...tried.parameters, -1) as SummaryRow[];
  }

  /**
   * The newest matches of an indexed stretch, up to `limit`.
   * @returns null when they are not found faster this way
   */
  return (plan: SearchPlan, stretch: Stretch, limit: number): SummaryRow[] | null => {
    const { opening } = plan;
    if (opening === null || plan.conditions.length > 0) return null;
    const words = wordsOf(opening.beginning);
    if (words === null) return null;
    if (words.known.length === 0) return [];
    const known = `(${words.known.map((word) => `"${word}"`).join(' OR ')})`;
    const match = opening.matchWith(`(text : ${known})`);
    const { statement, parameters } = sql.rows(plan, { ...stretch, match }, summaryColumns);
    const found = statement.all(...parameters, limit) as SummaryRow[];
    if (words.isAll) return found;
    const low = found.length < limit ? stretch.low : (found.at(-1)?.id ?? stretch.low);
    const shorter = opening.beginning.slice(0, indexedBeginning);
    const wider = opening.matchWith(`(text : "${shorter}" *)`);
    const more = others(plan, { ...stretch, low, match: wider }, new Set(found.map(({ id }) => id)));
    return more && [...found, ...more].sort((a, b) => b.id - a.id).slice(0, limit);
  };
}
