import type { Goal } from './capture-goals.ts';
import type { Part, Run } from './capture-parts.ts';
import { median, ratios } from './capture-ratios.ts';

const columns = ['posts/s', 'min - max', 'of sink', 'p50 ms', 'p99 ms', 'CPU µs', 'RSS MB', 'index s', 'others'];
const widths = [10, 18, 9, 9, 9, 9, 9, 9, 9];

/**
 * Tables by part: medians over the rounds, their spread, the most memory, how long the index took to catch up, and how many
 * processors others kept busy.
 */
export function report(parts: readonly Part[], runs: readonly Run[]): string {
  return parts
    .map(({ name }) => {
      const own = runs.filter((run) => run.part === name);
      const servers = [...new Set(own.map((run) => run.server))];
      return [row(name, columns), ...servers.map((server) => line(server, own))].join('\n');
    })
    .join('\n\n');
}

function line(server: string, runs: readonly Run[]): string {
  const own = runs.filter((run) => run.server === server);
  const all = (of: (run: Run) => number | null) => own.flatMap((run) => of(run) ?? []);
  const speeds = all((run) => run.perSecond);
  const ofSink = ratios(own, runs, { server: 'sink' });
  const sum = (of: (run: Run) => number | null) => all(of).reduce((total, value) => total + value, 0);
  const notes = [
    ['lost', sum((run) => run.lost)],
    ['refused', sum((run) => run.refused)],
    ['errors', sum((run) => run.errors)],
  ].flatMap(([what, count]) => (count ? `  ${count} ${what}` : []));
  const cells = [
    whole(median(speeds)),
    `${whole(Math.min(...speeds))} - ${whole(Math.max(...speeds))}`,
    cell(ofSink, median, 2),
    cell(
      all((run) => run.p50),
      median,
      2,
    ),
    cell(
      all((run) => run.p99),
      median,
      1,
    ),
    cell(
      all((run) => run.cpuUs),
      median,
      0,
    ),
    cell(
      all((run) => run.peakMb),
      most,
      0,
    ),
    cell(
      all((run) => run.indexedMs && run.indexedMs / 1000),
      median,
      1,
    ),
    cell(
      all((run) => run.foreign),
      most,
      1,
    ),
  ];
  return row(server, cells) + notes.join('');
}

/** A table of the goals, and how many were missed. */
export function goalTable(goals: readonly Goal[]): string {
  const lines = goals.map(
    ({ name, value, goal, met }) =>
      `${name.padEnd(64)}${value.toFixed(2).padStart(9)}${String(goal).padStart(8)}  ${met ? 'met' : 'missed !'}`,
  );
  return [`${''.padEnd(64)}${'measured'.padStart(9)}${'goal'.padStart(8)}`, ...lines].join('\n');
}

const most = (values: readonly number[]) => Math.max(...values);
const whole = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 0 });

function cell(values: readonly number[], of: (values: readonly number[]) => number, digits: number): string {
  return values.length > 0 ? of(values).toFixed(digits) : '-';
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(28) + cells.map((text, i) => text.padStart(widths[i] ?? 0)).join('');
}
