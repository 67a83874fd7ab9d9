import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { costText, measureCost, type TunnelCost } from './tunnel-cost.ts';
import { type FaultRow, faultTable, runFaults } from './tunnel-faults.ts';
import { measureSpeed, type SpeedRow, speedTable } from './tunnel-speed.ts';

/**
 * What the tunnel does when it is broken, at the app's own pace; what it costs; how fast it is beside the bare package.
 * `--only cost`, `--only speed`, `--only faults` or part of a fault's name; `--json <file>` writes the numbers.
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } });
const { only } = values;
const isPart = only === 'cost' || only === 'speed' || only === 'faults';
const result: { at: string; faults?: FaultRow[]; cost?: TunnelCost; speed?: SpeedRow[] } = {
  at: new Date().toISOString(),
};

if (!only || only === 'speed') {
  result.speed = await measureSpeed();
  console.log(`\nSpeed\n\n${speedTable(result.speed)}`);
}
if (!only || only === 'cost') {
  result.cost = await measureCost();
  console.log(`\nCost of an idle tunnel\n\n${costText(result.cost)}`);
}
if (!isPart || only === 'faults') {
  result.faults = await runFaults(isPart ? '' : (only ?? ''));
  if (result.faults.length === 0) {
    console.error(`No fault has "${only}" in its name; the parts are cost, speed and faults.`);
    process.exit(2);
  }
  console.log(`\nFaults\n\n${faultTable(result.faults)}`);
}
if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
process.exitCode = result.faults?.some(({ failure }) => failure !== null) ? 1 : 0;
