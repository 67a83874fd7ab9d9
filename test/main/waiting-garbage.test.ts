import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const entry = join(import.meta.dirname, '../../main/waiting-garbage.ts');

/** Makes objects that live for a while, and says how much memory is set aside for young ones before and after. */
const script = `
import { getHeapSpaceStatistics } from 'node:v8';
import { boundGarbage } from ${JSON.stringify(entry)};
const size = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
const before = size();
if (process.argv[1] === 'kept') boundGarbage();
let living = [];
for (let i = 0; i < 2_000_000; i++) {
  living.push({ i, text: [i] });
  if (living.length > 100_000) living = living.slice(50_000);
}
console.log(JSON.stringify([before, size(), living.length > 0]));
`;

async function sizes(how: 'kept' | 'free'): Promise<[number, number]> {
  const args = ['--input-type=module', '--eval', script, how];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as [number, number];
}

test('memory for short-lived objects grows by itself, and stays small when it is told to', async () => {
  const [[before, grown], [, kept]] = await Promise.all([sizes('free'), sizes('kept')]);
  expect(grown).toBeGreaterThan(16 * before);
  // A step that had begun may still be taken, and what is full of living objects is added to.
  expect(kept).toBeLessThan(grown / 3);
});
