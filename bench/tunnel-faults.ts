import { startLocaltunnelHost } from '../test/helpers/localtunnel-host.ts';
import { faults } from '../test/tunnel/faults/list.ts';
import { type FaultResult, runFault } from '../test/tunnel/faults/run.ts';
import { realPace } from '../test/tunnel/faults/world.ts';

/** They mostly wait, so several run side by side. */
const atATime = 6;

export interface FaultRow extends FaultResult {
  /** What went wrong, or null. */
  failure: string | null;
}

/**
 * Runs the faults at the app's own pace.
 * @param only part of a name; default all of them.
 */
export async function runFaults(only: string): Promise<FaultRow[]> {
  await using host = await startLocaltunnelHost();
  const chosen = faults.filter(({ name }) => name.includes(only));
  const rows = new Map<string, FaultRow>();
  const queue = [...chosen];
  const work = async () => {
    for (let fault = queue.shift(); fault; fault = queue.shift()) {
      const { name, reason, states, lastsUntil } = fault;
      process.stderr.write(`  ${name} …\n`);
      try {
        const result = await runFault(fault, host, realPace);
        const wrongReason = reason && result.shownDownMs !== null && !reason.test(result.reason ?? '');
        const faultsFound = [
          ...(states.test(result.states) ? [] : [`states ${result.states}`]),
          ...(wrongReason ? [`reason "${result.reason}"`] : []),
          ...(lastsUntil && !result.alarmed ? ['no alarm'] : []),
          ...(result.notStored > 0 ? [`${result.notStored} answered but not stored`] : []),
        ];
        rows.set(name, { ...result, failure: faultsFound.join(', ') || null });
      } catch (error) {
        rows.set(name, { ...nothing, name, failure: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return chosen.flatMap(({ name }) => rows.get(name) ?? []);
}

const nothing = {
  shownDownMs: null,
  reason: null,
  states: '',
  flowsAgainMs: Number.NaN,
  alarmed: false,
  sent: 0,
  answered: 0,
  notStored: 0,
};

/** The table as it stands in the documentation. */
export function faultTable(rows: readonly FaultRow[]): string {
  const seconds = (ms: number | null) => (ms === null ? '-' : `${(ms / 1000).toFixed(1)} s`);
  const lines = rows.map((row) => {
    const stored = `${row.answered} of ${row.sent}, ${row.notStored} lost`;
    const reason = row.failure ? `FAILED: ${row.failure}` : (row.reason ?? 'stays online');
    return `| ${row.name} | ${seconds(row.shownDownMs)} | ${reason} | ${seconds(row.flowsAgainMs)} | ${stored} |`;
  });
  return [
    '| fault | shown as down after | the reason shown | posts flow again after healing | answered, and of these not on disk |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
