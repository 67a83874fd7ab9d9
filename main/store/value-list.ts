import type { Database } from 'better-sqlite3';
import type { ValueCount } from '../../contract/index.ts';
import type { CountedValues } from './counted-values.ts';
import { createDueCheck, notDue } from './due-texts.ts';
import { foldKey, keyToken, tokenValue } from './keys.ts';
import { createPhoneList } from './phone-list.ts';
import type { IsOver, Watch } from './stopwatch.ts';
import { createTally, mostFrequent } from './tally.ts';
import type { Terms } from './terms.ts';
import type { ValuesOptions } from './types.ts';

interface Tickets {
  ticket: string | null;
  custom_ticket: string | null;
}

/** Lists the values of a filter for completion while somebody types. */
export function createValueList(options: {
  db: Database;
  terms: Terms;
  values: CountedValues;
  /** Posts up to here are counted, and indexed. */
  counted(): number;
  indexed(): number;
  /** Starts the time for one answer. */
  watch: Watch;
}) {
  const { db, terms, values, indexed, watch } = options;
  const phones = createPhoneList(options);
  const newest = db.prepare('SELECT ticket, custom_ticket FROM posts WHERE id > ? ORDER BY id DESC');
  const ofTerm = db.prepare(
    `SELECT p.ticket, p.custom_ticket FROM post_text t JOIN posts p ON p.id = t.rowid
     WHERE post_text MATCH ? ORDER BY t.rowid DESC`,
  );
  const countOf = db.prepare(`SELECT count(*) FROM post_text WHERE post_text MATCH ? AND ${notDue}`).pluck();
  const hasDue = createDueCheck(db);

  /** Counts the tickets of rows, as far as there is time. */
  function tallied(rows: Iterable<Tickets>, prefix: string, isOver: IsOver): ReadonlyMap<string, ValueCount> {
    const tally = createTally<'ticket'>();
    for (const row of rows) {
      if (isOver()) break;
      const values = [row.ticket, row.custom_ticket].filter((value) => value && foldKey(value).startsWith(prefix));
      const [first, second] = values as string[];
      if (first) tally.add('ticket', first);
      if (second && foldKey(second) !== foldKey(first as string)) tally.add('ticket', second);
    }
    return tally.of('ticket');
  }

  const rowsAbove = (id: number) => newest.iterate(id) as IterableIterator<Tickets>;
  const rowsOf = (term: string) => ofTerm.iterate(`keys : "${term}"`) as IterableIterator<Tickets>;

  /** A folded value as the newest post writes it. */
  function asWritten(folded: string): string {
    for (const row of rowsOf(keyToken('ticket', folded))) {
      const written = [row.ticket, row.custom_ticket].find((value) => value && foldKey(value) === folded);
      if (written) return written;
    }
    return folded;
  }

  /** There are about as many tickets as posts, so they are counted nowhere but in the index. */
  function tickets(prefix: string, limit: number): ValueCount[] {
    const isOver = watch();
    const start = foldKey(prefix);
    const found = terms.few(keyToken('ticket', start));
    // The newest ones are more likely to be meant.
    if (found === null) return mostFrequent(tallied(rowsAbove(0), start, isOver).values(), limit);
    const counts = new Map<string, number>();
    const add = (folded: string, count: number) => counts.set(folded, (counts.get(folded) ?? 0) + count);
    const isCounted = !hasDue(0, Number.MAX_SAFE_INTEGER);
    for (const { term, count: entries } of found) {
      const value = tokenValue(term);
      const count = isCounted || isOver() ? entries : (countOf.get(`keys : "${term}"`) as number);
      if (count === 0) continue;
      if (value !== null) add(value, count);
      else for (const [folded, one] of tallied(rowsOf(term), start, isOver)) add(folded, one.count);
    }
    for (const [folded, { count }] of tallied(rowsAbove(indexed()), start, isOver)) add(folded, count);
    const list = mostFrequent([...counts].map(([value, count]) => ({ value, count })).values(), limit);
    return list.map(({ value, count }) => ({ value: asWritten(value), count }));
  }

  const read = db.transaction(({ filter, prefix, limit }: ValuesOptions): ValueCount[] => {
    if (filter === 'ticket') return tickets(prefix, limit);
    if (filter === 'phone') return phones(prefix, limit);
    return values.list({ name: filter, prefix, limit, uncounted: values.uncounted(watch()) });
  });
  return (options: ValuesOptions): ValueCount[] => read(options);
}
