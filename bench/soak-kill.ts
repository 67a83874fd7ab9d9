import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Kills a Tapline under load, many times, with the test that does it a few times: `--kills 200`, `--seed <n>` to repeat. */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } },
});
const root = join(import.meta.dirname, '..');
const child = spawn(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'flow', 'test/flow/kill.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TAPLINE_KILLS: values.kills, ...(values.seed ? { TAPLINE_SEED: values.seed } : {}) },
  },
);
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
