export interface Measured {
  name: string;
  /** Milliseconds: medians over the rounds. */
  p50: number;
  p95: number;
  /** What p95 may be at most; null where nothing was promised. */
  limitMs: number | null;
  /** What the last run found, in a few words. */
  found: string;
  /** How often it ran. */
  runs: number;
}

export interface Case {
  name: string;
  limitMs: number | null;
  /** @param i counts the runs, so that each can ask for something else */
  run(i: number): unknown;
}

/** A round ends after so many runs, or after this time when it has the fewer. */
const mostRuns = 200;
const fewestRuns = 20;
const roundMs = 200;

/** Runs a case in rounds and takes the medians of their percentiles: other work on the machine comes in bursts. */
export async function measure({ name, limitMs, run }: Case, rounds: number): Promise<Measured> {
  const p50: number[] = [];
  const p95: number[] = [];
  let found: unknown;
  let runs = 0;
  await run(0);
  for (let round = 0; round < rounds; round++) {
    const times: number[] = [];
    const end = performance.now() + roundMs;
    while (times.length < fewestRuns || (times.length < mostRuns && performance.now() < end)) {
      runs++;
      const began = performance.now();
      const result = run(runs);
      found = result instanceof Promise ? await result : result;
      times.push(performance.now() - began);
    }
    p50.push(percentile(times, 0.5));
    p95.push(percentile(times, 0.95));
  }
  return { name, limitMs, p50: percentile(p50, 0.5), p95: percentile(p95, 0.5), found: String(found), runs };
}

/** The value that this share of all does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A table for a terminal. */
export function table(list: readonly Measured[]): string {
  const lines = list.map(({ name, p50, p95, limitMs, found, runs }) => {
    const met = limitMs === null ? '' : p95 <= limitMs ? 'met' : 'MISSED';
    const columns = [p50.toFixed(2).padStart(9), p95.toFixed(2).padStart(9), String(limitMs ?? '').padStart(6)];
    return `${name.padEnd(48)}${columns.join('')}  ${met.padEnd(8)}${String(runs).padStart(5)}  ${found}`;
  });
  const head = `${''.padEnd(48)}${'p50 ms'.padStart(9)}${'p95 ms'.padStart(9)}${'goal'.padStart(6)}  ${''.padEnd(8)}${'runs'.padStart(5)}  found`;
  return [head, ...lines].join('\n');
}
