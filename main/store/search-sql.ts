import type { Database, Statement } from 'better-sqlite3';
import { createDueCheck, notDue } from './due-texts.ts';
import type { SearchPlan } from './search-plan.ts';

/** Where a stretch of posts is looked up: in the index, in the index of the tail, among those on trial, or row by row. */
export type SearchTable = 'post_text' | 'tail_text' | 'trial_text' | 'posts';

/** A stretch of ids [low, high) and how its matches are found. */
export interface Stretch {
  table: SearchTable;
  low: number;
  high: number;
  /** FTS5 expression; null where rows are looked at without an index. */
  match: string | null;
  /** What the key tokens of a row have to fulfil besides; null = nothing. */
  holds: ((keys: string) => boolean) | null;
  /** True where SQLite leaves out rows that cannot hold; otherwise each row is seen, and whoever looks can stop after so many. */
  isFiltered?: boolean;
}

interface Prepared {
  statement: Statement;
  parameters: (string | number)[];
}

export type SearchSql = ReturnType<typeof createSearchSql>;

/** Makes the statements of searches, each prepared once. */
export function createSearchSql(db: Database) {
  const statements = new Map<string, Statement>();
  const hasDue = createDueCheck(db);

  function prepared(sql: string): Statement {
    let statement = statements.get(sql);
    if (!statement) {
      if (statements.size > 200) statements.clear();
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  }

  /** Everything between SELECT and ORDER BY, with its parameters. */
  function source(plan: SearchPlan, { table, low, high, match, isFiltered }: Stretch, needsRow: boolean) {
    const id = match === null ? 'p.id' : 't.rowid';
    // FTS5 goes straight to bounds that are integers; numbers come as floating point, and those it would pass over.
    const conditions = [...plan.conditions, `${id} >= CAST(? AS INTEGER)`, `${id} < CAST(? AS INTEGER)`];
    const parameters: (string | number)[] = [...plan.parameters, low, high];
    let from = 'posts p LEFT JOIN marks m ON m.post_id = p.id';
    if (isFiltered) {
      for (const filter of plan.rowFilters) {
        conditions.push(`(${filter.sql})`);
        parameters.push(...filter.parameters);
      }
    }
    if (match !== null) {
      const isJoined = needsRow || plan.conditions.length > 0 || table !== 'post_text';
      from = isJoined
        ? `${table} t JOIN posts p ON p.id = t.rowid LEFT JOIN marks m ON m.post_id = p.id`
        : `${table} t`;
      if (!isJoined && hasDue(low, high)) conditions.push(`t.${notDue}`);
      conditions.unshift(`${table} MATCH ?`);
      parameters.unshift(match);
    }
    return { id, parameters, sql: `FROM ${from} WHERE ${conditions.join(' AND ')}` };
  }

  return {
    /** Rows of a stretch, newest first; bind a limit behind the parameters (-1 = none). `holds` is left to the caller. */
    rows(plan: SearchPlan, stretch: Stretch, columns: string): Prepared {
      const { sql, parameters, id } = source(plan, stretch, true);
      return { statement: prepared(`SELECT ${columns} ${sql} ORDER BY ${id} DESC LIMIT ?`), parameters };
    },
    /** How many rows a stretch has that needs no `holds`. */
    count(plan: SearchPlan, stretch: Stretch): number {
      const { sql, parameters } = source(plan, stretch, false);
      return prepared(`SELECT count(*) ${sql}`)
        .pluck()
        .get(...parameters) as number;
    },
  };
}
