import type { Database } from 'better-sqlite3';
import { limits } from '../limits.ts';
import { foldKey } from './keys.ts';
import { createLongBeginnings } from './long-beginnings.ts';
import { type SummaryRow, summaryColumns } from './rows.ts';
import type { SearchPlan } from './search-plan.ts';
import { createSearchSql, type Stretch } from './search-sql.ts';
import { rowKeys } from './searchable.ts';
import type { IsOver } from './stopwatch.ts';
import type { Tail } from './tail.ts';
import type { TailTrial } from './tail-trial.ts';
import type { Terms } from './terms.ts';

export interface SearchOptions {
  plan: SearchPlan;
  /** Only posts with smaller ids. */
  before: number;
  limit: number;
  /** True once nobody waits for the answer; asked between the parts of a long search. */
  isStopped?(): boolean;
}

export interface ScanOptions<Row> {
  plan: SearchPlan;
  /** Columns over p (posts) and m (marks), `p.id` among them. */
  columns: string;
  isOver: IsOver;
  /** Told of each match, newest first. */
  visit(row: Row): void;
}

export interface Search {
  /** Matching rows, newest first. */
  rows(options: SearchOptions): SummaryRow[];
  /** Visits matching rows without holding them; false when the time was over before. */
  scan<Row>(options: ScanOptions<Row>): boolean;
  /** The same for ids in [low, high); returns the id down to which all were looked at: `low`, if there was time. */
  scanDown<Row>(options: ScanOptions<Row> & { low: number; high: number }): number;
  /** The newest id. */
  newest(): number;
  /** Counts matches, newest first, until the time is over; then there may be more. */
  count(plan: SearchPlan, isOver: IsOver): { count: number; exact: boolean };
  /** Takes a little more of the un-indexed posts into the index of the tail; false when all are in. */
  keepUp(): boolean;
}

const keyColumns =
  'p.kind, p.endpoint, p.method, p.phone, p.code, p.keyword, p.ticket, p.custom_ticket, p.status, p.response_status';

/** Ids in [low, high). */
type Ids = Pick<Stretch, 'low' | 'high'>;

type KeyedRow = Parameters<typeof rowKeys>[0];

/** Ids that are counted in one go, at first; twice as many next time while that takes only a moment. */
const firstSlice = 4000;
const momentMs = 5;

/** Posts that are put on trial in one go, at first and at most: the newest are the ones that are asked for. */
const firstTrial = 250;
const mostTrial = 4000;

/** Searches posts: the index up to its watermark, the tail above it, both in one view of the database. */
export function createSearch(options: { db: Database; tail: Tail; trial: TailTrial; terms: Terms }): Search {
  const { db, tail, trial, terms } = options;
  db.function('fold_key', { deterministic: true }, (value: unknown) =>
    typeof value === 'string' ? foldKey(value) : null,
  );
  const watermark = db.prepare("SELECT CAST(value AS INTEGER) AS value FROM app_values WHERE name = 'index-watermark'");
  const newest = db.prepare('SELECT max(id) AS id FROM posts');
  const someRowsDown = db.prepare('SELECT id FROM posts WHERE id < ? ORDER BY id DESC LIMIT 1 OFFSET ?').pluck();
  const firstOf = db.prepare('SELECT min(first_id) AS id FROM minutes WHERE minute >= ?');
  const lastOf = db.prepare('SELECT max(last_id) AS id FROM minutes WHERE minute <= ?');
  const sql = createSearchSql(db);
  const byWords = createLongBeginnings({ db, sql, trial });
  const marked = () => (watermark.get() as { value: number } | undefined)?.value ?? 0;
  const top = () => (newest.get() as { id: number | null }).id ?? 0;

  /** `minutes` knows the indexed posts of each minute; it turns times into bounds of ids. */
  function indexed(plan: SearchPlan, { low: least, high: before }: Ids): Stretch {
    let low = least;
    let high = before;
    if (plan.from !== null) {
      const { id } = firstOf.get(Math.floor(plan.from / 60_000)) as { id: number | null };
      low = Math.max(least, id ?? before);
    }
    if (plan.to !== null) {
      const { id } = lastOf.get(Math.floor(plan.to / 60_000)) as { id: number | null };
      high = Math.min(before, (id ?? 0) + 1);
    }
    return { table: 'post_text', low, high, match: plan.match, holds: null };
  }

  /** The stretches that a search has to look at, newest first. Whoever has enough stops asking for more. */
  function* stretches(plan: SearchPlan, { low: least, high: before }: Ids): Generator<Stretch, void, void> {
    const mark = marked();
    const last = top();
    const above = Math.max(mark + 1, least);
    if (before > above && last >= above) {
      if (plan.match === null || plan.keysHold !== null) {
        // Rows have all that is asked for; nothing has to be decoded.
        const ids = { low: above, high: Math.min(before, last + 1) };
        yield { table: 'posts', ...ids, match: null, holds: plan.keysHold, isFiltered: true };
      } else if (plan.words.length > 0) {
        yield* tried(plan, { low: above, high: Math.min(before, last + 1) }, mark);
      } else {
        tail.prepare(mark, last);
        let high = Math.min(before, last + 1);
        do {
          const low = Math.max(tail.from + 1, above);
          if (low < high) yield { table: 'tail_text', low, high, match: plan.match, holds: null };
          high = Math.min(high, low);
        } while (high > above && tail.more());
      }
    }
    const rest = indexed(plan, { low: least, high: Math.min(before, mark + 1) });
    if (rest.low < rest.high) yield rest;
  }

  /** The un-indexed posts in [low, high): what the index of the tail has is asked there, the rest is put on trial. */
  function* tried(plan: SearchPlan, { low, high }: Ids, mark: number): Generator<Stretch, void, void> {
    const held = tail.held(mark) ?? { low: mark, high: mark };
    const top = Math.max(low, Math.min(high, held.high + 1));
    const bottom = Math.max(low, Math.min(top, held.low + 1));
    yield* onTrial(plan, { low: top, high });
    if (bottom < top) yield { table: 'tail_text', low: bottom, high: top, match: plan.match, holds: null };
    yield* onTrial(plan, { low, high: bottom });
  }

  function* onTrial(plan: SearchPlan, { low, high }: Ids): Generator<Stretch, void, void> {
    let size = firstTrial;
    for (let end = high; end > low; size = Math.min(2 * size, mostTrial)) {
      const start = Math.max(low, end - size);
      trial.fill({ after: start - 1, upTo: end - 1, words: plan.words });
      yield { table: 'trial_text', low: start, high: end, match: plan.match, holds: null };
      end = start;
    }
  }

  /** The stretch without the beginnings of keys, when those would gather very many posts. */
  function loosened(plan: SearchPlan, stretch: Stretch): Stretch | null {
    if (stretch.table !== 'post_text' || !plan.loose?.tokens.some(terms.isBroad)) return null;
    return { ...stretch, match: plan.loose.match, holds: plan.loose.holds };
  }

  /** Rows of a stretch that is looked at row by row, each with the answer whether it matches. */
  function* looked<Row>(plan: SearchPlan, stretch: Stretch, columns: string): Generator<[Row, boolean], void, void> {
    const { holds } = stretch;
    const { statement, parameters } = sql.rows(plan, stretch, holds ? `${columns}, ${keyColumns}` : columns);
    for (const row of statement.iterate(...parameters, -1)) {
      yield [row as Row, holds === null || holds(rowKeys(row as KeyedRow))];
    }
  }

  /** Matches of a stretch row by row, as long as few have to be looked at; adds them and returns where it stopped. */
  function addLooked(
    plan: SearchPlan,
    asked: Stretch,
    { found, limit }: { found: SummaryRow[]; limit: number },
  ): number {
    const most = limits.store.visitedPosts;
    const isIndexed = asked.table === 'post_text';
    // Where nothing else leads to the rows, SQLite passes over most of them.
    const isFiltered = isIndexed && asked.match === null && !plan.isLed;
    const low = isFiltered ? ((someRowsDown.get(asked.high, most - 1) as number | undefined) ?? 1) : 1;
    const stretch = isFiltered ? { ...asked, low: Math.max(asked.low, low), isFiltered } : asked;
    let visited = 0;
    for (const [row, matches] of looked<SummaryRow>(plan, stretch, summaryColumns)) {
      if (matches) found.push(row);
      visited++;
      if (found.length >= limit || (isIndexed && visited >= most)) return row.id;
    }
    return stretch.low;
  }

  function rows({ plan, before, limit, isStopped }: SearchOptions): SummaryRow[] {
    const found: SummaryRow[] = [];
    for (const stretch of stretches(plan, { low: 1, high: before })) {
      if (isStopped?.()) break;
      const named = stretch.table === 'post_text' ? byWords(plan, stretch, limit - found.length) : null;
      if (named) {
        found.push(...named);
        continue;
      }
      const first = stretch.holds ? stretch : loosened(plan, stretch);
      const high = first ? addLooked(plan, first, { found, limit }) : stretch.high;
      if (found.length >= limit) break;
      if (high > stretch.low) {
        const { statement, parameters } = sql.rows(plan, { ...stretch, high }, summaryColumns);
        found.push(...(statement.all(...parameters, limit - found.length) as SummaryRow[]));
      }
    }
    return found;
  }

  function scanDown<Row>(options: ScanOptions<Row> & { low: number; high: number }): number {
    const { plan, columns, low, isOver, visit } = options;
    let done = options.high;
    for (const stretch of stretches(plan, { low, high: done })) {
      if (isOver(true)) return done;
      const one = loosened(plan, stretch) ?? stretch;
      for (const [row, matches] of looked<Row & { id: number }>(plan, one, columns)) {
        if (isOver()) return done;
        if (matches) visit(row);
        done = row.id;
      }
      done = stretch.low;
    }
    return low;
  }

  function count(plan: SearchPlan, isOver: IsOver): { count: number; exact: boolean } {
    let found = 0;
    for (const stretch of stretches(plan, { low: 1, high: top() + 1 })) {
      if (isOver(true)) return { count: found, exact: false };
      const one = loosened(plan, stretch) ?? stretch;
      const counted = one.holds ? countLooked(plan, one, isOver) : countSlices(plan, one, isOver);
      found += counted.count;
      if (!counted.exact) return { count: found, exact: false };
    }
    return { count: found, exact: true };
  }

  function countLooked(plan: SearchPlan, stretch: Stretch, isOver: IsOver): { count: number; exact: boolean } {
    let found = 0;
    for (const [, matches] of looked(plan, stretch, 'p.id')) {
      if (isOver()) return { count: found, exact: false };
      if (matches) found++;
    }
    return { count: found, exact: true };
  }

  function countSlices(plan: SearchPlan, stretch: Stretch, isOver: IsOver): { count: number; exact: boolean } {
    let found = 0;
    let size = firstSlice;
    for (let high = stretch.high; high > stretch.low; ) {
      if (isOver()) return { count: found, exact: false };
      const began = performance.now();
      const low = Math.max(stretch.low, high - size);
      found += sql.count(plan, { ...stretch, low, high });
      high = low;
      if (performance.now() - began < momentMs) size *= 2;
    }
    return { count: found, exact: true };
  }

  /** Runs in one view of the database. */
  function inOneView<Value>(read: () => Value): Value {
    try {
      return db.transaction(read)();
    } catch (error) {
      // What this search took into the tail was rolled back with it.
      tail.forget();
      throw error;
    }
  }

  return {
    rows: (options) => inOneView(() => rows(options)),
    scan: (options) => inOneView(() => scanDown({ ...options, low: 1, high: top() + 1 }) === 1),
    scanDown: (options) => inOneView(() => scanDown(options)),
    newest: top,
    count: (plan, isOver) => inOneView(() => count(plan, isOver)),
    keepUp: () =>
      inOneView(() => {
        const [mark, last] = [marked(), top()];
        if (last <= mark) return false;
        tail.prepare(mark, last);
        return tail.more();
      }),
  };
}
