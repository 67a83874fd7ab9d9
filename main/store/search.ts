import type { Database, Statement } from 'better-sqlite3';
import { foldKey } from './keys.ts';
import { type SummaryRow, summaryColumns } from './rows.ts';
import type { SearchPlan } from './search-plan.ts';
import type { Tail } from './tail.ts';

export interface SearchOptions {
  plan: SearchPlan;
  /** Only posts with smaller ids. */
  before: number;
  limit: number;
}

export interface Search {
  /** Matching rows, newest first. */
  rows(options: SearchOptions): SummaryRow[];
}

interface IdRange {
  /** Ids in [low, high). */
  low: number;
  high: number;
}

/** Searches posts: the index up to its watermark, the tail above it, both in one view of the database. */
export function createSearch(db: Database, tail: Tail): Search {
  db.function('fold_key', { deterministic: true }, (value: unknown) =>
    typeof value === 'string' ? foldKey(value) : null,
  );
  const watermark = db.prepare("SELECT CAST(value AS INTEGER) AS value FROM app_values WHERE name = 'index-watermark'");
  const newest = db.prepare('SELECT max(id) AS id FROM posts');
  const firstOf = db.prepare('SELECT min(first_id) AS id FROM minutes WHERE minute >= ?');
  const lastOf = db.prepare('SELECT max(last_id) AS id FROM minutes WHERE minute <= ?');
  const statements = new Map<string, Statement>();

  function prepared(sql: string): Statement {
    let statement = statements.get(sql);
    if (!statement) {
      if (statements.size > 200) statements.clear();
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  }

  /** One stretch of ids, through one index (or none, when the query needs none). */
  function select(plan: SearchPlan, table: 'post_text' | 'tail_text', range: IdRange, limit: number): SummaryRow[] {
    if (range.low >= range.high || limit <= 0) return [];
    const conditions = [...plan.conditions];
    const parameters: (string | number)[] = [];
    let source: string;
    let id: string;
    if (plan.match === null) {
      source = 'posts p';
      id = 'p.id';
    } else {
      source = `${table} t JOIN posts p ON p.id = t.rowid`;
      id = 't.rowid';
      conditions.unshift(`${table} MATCH ?`);
      parameters.push(plan.match);
    }
    parameters.push(...plan.parameters);
    const sql = `SELECT ${summaryColumns} FROM ${source} LEFT JOIN marks m ON m.post_id = p.id
      WHERE ${[...conditions, `${id} >= ?`, `${id} < ?`].join(' AND ')} ORDER BY ${id} DESC LIMIT ?`;
    return prepared(sql).all(...parameters, range.low, range.high, limit) as SummaryRow[];
  }

  /** `minutes` knows the indexed posts of each minute; it turns times into bounds of ids. */
  function bounds(plan: SearchPlan, before: number): IdRange {
    const range = { low: 1, high: before };
    if (plan.from !== null) {
      const { id } = firstOf.get(Math.floor(plan.from / 60_000)) as { id: number | null };
      range.low = id ?? before;
    }
    if (plan.to !== null) {
      const { id } = lastOf.get(Math.floor(plan.to / 60_000)) as { id: number | null };
      range.high = Math.min(before, (id ?? 0) + 1);
    }
    return range;
  }

  const search = db.transaction(({ plan, before, limit }: SearchOptions): SummaryRow[] => {
    const mark = (watermark.get() as { value: number } | undefined)?.value ?? 0;
    const top = (newest.get() as { id: number | null }).id ?? 0;
    const found: SummaryRow[] = [];
    if (before > mark + 1) {
      if (plan.match === null) found.push(...select(plan, 'tail_text', { low: mark + 1, high: before }, limit));
      else if (top > mark) {
        tail.prepare(mark, top);
        let high = before;
        do {
          found.push(...select(plan, 'tail_text', { low: tail.from + 1, high }, limit - found.length));
          high = Math.min(high, tail.from + 1);
        } while (found.length < limit && tail.more());
      }
    }
    const indexed = bounds(plan, Math.min(before, mark + 1));
    found.push(...select(plan, 'post_text', indexed, limit - found.length));
    return found;
  });

  return {
    rows(options) {
      try {
        return search(options);
      } catch (error) {
        // What this search took into the tail was rolled back with it.
        tail.forget();
        throw error;
      }
    },
  };
}
