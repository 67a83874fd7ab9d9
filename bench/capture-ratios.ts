import type { Run } from './capture-parts.ts';

/** Of each of these runs to that of another server, or of another part, in the same round. */
export function ratios(
  these: readonly Run[],
  runs: readonly Run[],
  other: { server: string; part?: string },
): number[] {
  return these.flatMap(({ part, round, perSecond }) => {
    const found = runs.find(
      (run) => run.server === other.server && run.part === (other.part ?? part) && run.round === round,
    );
    return found ? [perSecond / found.perSecond] : [];
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? Number.NaN) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
