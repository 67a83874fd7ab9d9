export interface Measured {
  name: string;
  /** Milliseconds: medians over the rounds. */
  p50: number;
  p95: number;
  /** What p95 may be at most; null where nothing was promised. */
  limitMs: number | null;
  /** What the last run found, in a few words. */
  found: string;
}

export interface Case {
  name: string;
  limitMs: number | null;
  /** @param i counts the runs, so that each can ask for something else */
  run(i: number): unknown;
}

/** Runs a case in rounds and takes the medians of their percentiles: other work on the machine comes in bursts. */
export async function measure(
  { name, limitMs, run }: Case,
  options: { rounds: number; runs: number },
): Promise<Measured> {
  const p50: number[] = [];
  const p95: number[] = [];
  let found: unknown;
  await run(0);
  for (let round = 0; round < options.rounds; round++) {
    const times: number[] = [];
    for (let i = 0; i < options.runs; i++) {
      const began = performance.now();
      const result = run(1 + round * options.runs + i);
      found = result instanceof Promise ? await result : result;
      times.push(performance.now() - began);
    }
    p50.push(percentile(times, 0.5));
    p95.push(percentile(times, 0.95));
  }
  return { name, limitMs, p50: percentile(p50, 0.5), p95: percentile(p95, 0.5), found: String(found) };
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A table for a terminal. */
export function table(list: readonly Measured[]): string {
  const lines = list.map(({ name, p50, p95, limitMs, found }) => {
    const limit = limitMs === null ? '' : `${limitMs} ${p95 <= limitMs ? '' : '!'}`;
    return `${name.padEnd(44)}${p50.toFixed(2).padStart(9)}${p95.toFixed(2).padStart(9)}  ${limit.padEnd(7)}${found}`;
  });
  return [`${''.padEnd(44)}${'p50 ms'.padStart(9)}${'p95 ms'.padStart(9)}  limit  found`, ...lines].join('\n');
}
