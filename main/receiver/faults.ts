import type { Endpoint, ResponseRule } from '../../contract/index.ts';

/** What a rule's fault makes of one post. */
export type Decision =
  | { type: 'rule' }
  /** This status, without header lines and body. */
  | { type: 'fail'; status: number }
  | { type: 'slow'; bytesPerSecond: number }
  | { type: 'close' }
  | { type: 'time-out' };

/** Decides which posts meet the fault of their endpoint's rule. */
export interface Faults {
  /** Counts a post at this endpoint (null = at none) and says what becomes of its answer. */
  decide(endpoint: Endpoint | null): Decision;
  /** The endpoints were set: counting begins anew where the rule is another now. Saving the same rule changes nothing. */
  rulesSet(endpoints: readonly Endpoint[]): void;
}

interface Counter {
  rule: ResponseRule;
  /** Posts since the rule was set. */
  posts: number;
}

const byTheRule: Decision = { type: 'rule' };

/** Counting is done in memory: it begins anew when the app starts. */
export function createFaults(): Faults {
  const counters = new Map<string, Counter>();

  function counterOf({ path, response }: Endpoint): Counter {
    const known = counters.get(path);
    if (known?.rule === response) return known;
    if (known && JSON.stringify(known.rule) === JSON.stringify(response)) {
      known.rule = response;
      return known;
    }
    const fresh = { rule: response, posts: 0 };
    counters.set(path, fresh);
    return fresh;
  }

  return {
    decide(endpoint) {
      if (!endpoint || endpoint.response.fault.type === 'none') return byTheRule;
      const { fault } = endpoint.response;
      if (fault.type === 'fail-first') {
        const nth = ++counterOf(endpoint).posts;
        return nth <= fault.count ? { type: 'fail', status: fault.status } : byTheRule;
      }
      if (fault.type === 'fail-percent') {
        const nth = ++counterOf(endpoint).posts;
        const fails = failuresAmong(nth, fault.percent) > failuresAmong(nth - 1, fault.percent);
        return fails ? { type: 'fail', status: fault.status } : byTheRule;
      }
      return fault;
    },
    rulesSet(endpoints) {
      const paths = new Set(endpoints.map((endpoint) => endpoint.path));
      for (const path of counters.keys()) if (!paths.has(path)) counters.delete(path);
      for (const endpoint of endpoints) counterOf(endpoint);
    },
  };
}

/** How many of so many posts fail. Where that number grows a post fails, which spreads them evenly. */
function failuresAmong(posts: number, percent: number): number {
  // Products of decimals fall short of whole numbers by a hair.
  return Math.floor((posts * percent) / 100 + 1e-9);
}
