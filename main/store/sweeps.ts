import { parseQuery } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { UncountedRow } from './counted-values.ts';
import { type CountedName, countedValues } from './counters.ts';
import type { Search } from './search.ts';
import { planSearch, type SearchPlan } from './search-plan.ts';
import { type IsOver, stopwatch } from './stopwatch.ts';
import { createTally } from './tally.ts';

/** What is known so far about the posts that match a query, the newest first. */
export interface Swept {
  /** Matches met. */
  readonly counted: number;
  readonly tally: ReturnType<typeof createTally<CountedName>>;
  /** Matches met by the minute in which they came. */
  readonly minutes: ReadonlyMap<number, number>;
  /** True when all posts were looked at. */
  readonly exact: boolean;
}

interface Sweep extends Swept {
  counted: number;
  exact: boolean;
  minutes: Map<number, number>;
  plan: SearchPlan;
  /** Posts up to here were there when it was looked at last. */
  top: number;
  /** Ids in [low, high) that are still to be looked at, the newest first. */
  rest: { low: number; high: number }[];
}

export interface Sweeps {
  /** Goes on with a query until the time is over, and says what is known then. @throws TaplineError BAD_QUERY */
  advance(query: string, isOver: IsOver): Swept;
  /** What is known about a query if that is all of it, new posts included; null otherwise. */
  whole(query: string, isOver: IsOver): Swept | null;
  /** The time for this query was over before all was counted: it is gone on with between the calls, for some seconds. */
  want(query: string): void;
  /** One step of that; false when there is nothing to do. */
  step(): boolean;
  /** Posts were removed, or are decoded otherwise from now on. */
  forget(): void;
}

const columns =
  'p.id, p.received_at, p.kind, p.method, p.phone, p.code, p.keyword, p.status, p.response_status, p.findings';

/** Queries that are remembered, the time of one step between calls, and how long after its last answer a query is gone on with. */
const kept = 4;
const stepMs = 12;
const wantedMs = 5000;

/**
 * Counts what matches a query bit by bit: an answer takes only its time, says how far it came, and the next one goes on from there. So
 * numbers about hundreds of thousands of posts fill in while somebody looks at them. Posts never change; flags do, so queries that
 * ask for them start anew each time.
 *
 * @param options.keeps false = every query starts anew; for who is not told of removals
 */
export function createSweeps(options: {
  search: Search;
  /** Codes of the findings of a post that has some. */
  findingsOf(id: number): readonly string[];
  keeps: boolean;
}): Sweeps {
  const { search, findingsOf, keeps } = options;
  /** The one asked for last comes last. */
  const sweeps = new Map<string, Sweep>();
  /** When a query was asked for, by query; the last one comes last. */
  const wanted = new Map<string, number>();

  function begin(query: string): Sweep {
    const plan = planSearch(query);
    const known = { counted: 0, exact: false, tally: createTally<CountedName>(), minutes: new Map<number, number>() };
    return { ...known, plan, top: 0, rest: [] };
  }

  function of(query: string): Sweep {
    const sweep = sweeps.get(query) ?? begin(query);
    sweeps.delete(query);
    if (keeps && isSteady(query)) sweeps.set(query, sweep);
    for (const oldest of sweeps.keys()) if (sweeps.size > kept) sweeps.delete(oldest);
    return sweep;
  }

  function take(sweep: Sweep, row: UncountedRow): void {
    sweep.counted++;
    const minute = Math.floor(row.received_at / 60_000);
    sweep.minutes.set(minute, (sweep.minutes.get(minute) ?? 0) + 1);
    for (const [name, value] of countedValues(row, row.findings > 0 ? findingsOf(row.id) : []))
      sweep.tally.add(name, value);
  }

  function goOn(query: string, sweep: Sweep, isOver: IsOver): void {
    const newest = search.newest();
    if (newest > sweep.top) sweep.rest.unshift({ low: sweep.top + 1, high: newest + 1 });
    sweep.top = Math.max(sweep.top, newest);
    sweep.exact = false;
    try {
      for (let [part] = sweep.rest; part; [part] = sweep.rest) {
        const { low, high } = part;
        part.high = search.scanDown<UncountedRow>({
          ...{ plan: sweep.plan, columns, low, high, isOver },
          visit: (row) => take(sweep, row),
        });
        if (part.high > low) return;
        sweep.rest.shift();
      }
      sweep.exact = true;
    } catch (error) {
      // What it had met of this part is not known.
      sweeps.delete(query);
      throw error;
    }
  }

  return {
    advance(query, isOver) {
      const sweep = of(query);
      goOn(query, sweep, isOver);
      return sweep;
    },
    whole(query, isOver) {
      const sweep = sweeps.get(query);
      if (!sweep?.exact) return null;
      goOn(query, sweep, isOver);
      return sweep.exact ? sweep : null;
    },
    want(query) {
      if (!keeps || !isSteady(query)) return;
      wanted.delete(query);
      wanted.set(query, performance.now());
      for (const oldest of wanted.keys()) if (wanted.size > kept) wanted.delete(oldest);
    },
    step() {
      for (const [query, at] of wanted) if (performance.now() - at > wantedMs) wanted.delete(query);
      const query = [...wanted.keys()].at(-1);
      if (query === undefined) return false;
      const sweep = of(query);
      // Very many values would fill the memory; what was met stays the answer.
      if (sweep.tally.size <= limits.store.sweptValues) goOn(query, sweep, stopwatch(stepMs));
      if (sweep.exact || sweep.tally.size > limits.store.sweptValues) wanted.delete(query);
      return wanted.size > 0;
    },
    forget() {
      sweeps.clear();
    },
  };
}

/** True when what matches once matches always. */
function isSteady(query: string): boolean {
  const parsed = parseQuery(query);
  return parsed.ok && parsed.terms.every((term) => term.type !== 'is');
}
