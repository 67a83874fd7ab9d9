import type { Database } from 'better-sqlite3';
import type { Histogram } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Search } from './search.ts';
import { planSearch } from './search-plan.ts';
import type { Watch } from './stopwatch.ts';
import type { Sweeps } from './sweeps.ts';
import type { HistogramOptions } from './types.ts';

const minuteMs = 60_000;

interface Span {
  from: number;
  to: number;
}

/**
 * Counts posts over time. Of all posts by the minutes that the indexer counts, so the buckets are whole minutes; finer
 * ones, and those of a query, are counted from the rows, as far as there is time.
 */
export function createHistogram(options: {
  db: Database;
  search: Search;
  sweeps: Sweeps;
  /** Posts up to here are counted. */
  counted(): number;
  /** Starts the time for one answer. */
  watch: Watch;
}) {
  const { db, search, sweeps, counted, watch } = options;
  const perBucket = db.prepare(
    `SELECT (minute - CAST(@first AS INTEGER)) / CAST(@each AS INTEGER), sum(posts) FROM minutes
     WHERE minute >= @first AND minute < @end GROUP BY 1`,
  );
  const oldestMinute = db.prepare('SELECT min(minute) FROM minutes WHERE posts > 0').pluck();
  const oldestPost = db.prepare('SELECT received_at FROM posts ORDER BY id LIMIT 1').pluck();
  const uncounted = db
    .prepare('SELECT received_at FROM posts WHERE id > ? AND received_at >= ? AND received_at < ? ORDER BY id DESC')
    .pluck();

  function start(): number | null {
    const minute = oldestMinute.get() as number | null;
    const post = oldestPost.get() as number | undefined;
    if (minute === null) return post ?? null;
    return post === undefined ? minute * minuteMs : Math.min(minute * minuteMs, post);
  }

  function fromRows(query: string, { from, to }: Span, bucketMs: number): Histogram {
    const counts = new Array<number>(Math.ceil((to - from) / bucketMs)).fill(0);
    const plan = planSearch(query);
    plan.conditions.push('p.received_at >= ?', 'p.received_at < ?');
    plan.parameters.push(from, to);
    plan.from = Math.max(plan.from ?? from, from);
    plan.to = Math.min(plan.to ?? to, to);
    const exact = search.scan<{ received_at: number }>({
      plan,
      columns: 'p.id, p.received_at',
      isOver: watch(),
      visit: (row) => add(counts, Math.floor((row.received_at - from) / bucketMs), 1),
    });
    return { from, to, bucketMs, counts, exact };
  }

  /** Buckets of whole minutes. */
  function ofMinutes(span: Span, buckets: number): Histogram & { each: number } {
    const from = Math.floor(span.from / minuteMs) * minuteMs;
    const to = Math.ceil(span.to / minuteMs) * minuteMs;
    const minutes = (to - from) / minuteMs;
    const each = Math.ceil(minutes / buckets);
    const counts = new Array<number>(Math.ceil(minutes / each)).fill(0);
    return { from, to, bucketMs: each * minuteMs, counts, exact: true, each };
  }

  /** Out of what was counted of the query between the answers, when that is all of it. */
  function fromSweep(query: string, span: Span, buckets: number): Histogram | null {
    const whole = sweeps.whole(query, watch());
    if (!whole) return null;
    const { each: _, ...histogram } = ofMinutes(span, buckets);
    const { from, to, bucketMs, counts } = histogram;
    for (const [minute, posts] of whole.minutes) {
      const at = minute * minuteMs;
      if (at >= from && at < to) add(counts, Math.floor((at - from) / bucketMs), posts);
    }
    return histogram;
  }

  function fromMinutes(span: Span, buckets: number): Histogram {
    const { each, from, to, bucketMs, counts } = ofMinutes(span, buckets);
    const rows = perBucket.raw().all({ first: from / minuteMs, end: to / minuteMs, each }) as [number, number][];
    for (const [bucket, posts] of rows) add(counts, bucket, posts);
    const isOver = watch();
    let exact = true;
    for (const at of uncounted.iterate(counted(), from, to) as IterableIterator<number>) {
      exact = !isOver();
      if (!exact) break;
      add(counts, Math.floor((at - from) / bucketMs), 1);
    }
    return { from, to, bucketMs, counts, exact };
  }

  const read = db.transaction(
    ({ query = '', buckets, now, ...asked }: HistogramOptions & { now: number }): Histogram => {
      const to = asked.to ?? now + 1;
      const span = { from: Math.min(asked.from ?? start() ?? to - 1, to - 1), to };
      const bucketMs = Math.ceil((to - span.from) / buckets);
      const isFine = bucketMs < limits.store.histogramFinestMs;
      if (query.trim() !== '') {
        const known = isFine ? null : fromSweep(query, span, buckets);
        const found = known ?? fromRows(query, span, bucketMs);
        if (!found.exact) sweeps.want(query);
        return found;
      }
      if (!isFine) return fromMinutes(span, buckets);
      const fine = fromRows('', span, bucketMs);
      return fine.exact ? fine : fromMinutes(span, buckets);
    },
  );
  return (options: HistogramOptions & { now: number }): Histogram => read(options);
}

function add(counts: number[], bucket: number, posts: number): void {
  counts[bucket] = (counts[bucket] ?? 0) + posts;
}
