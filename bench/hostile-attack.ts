import { parseArgs } from 'node:util';
import { abortedUploads, headerFloods, largeBodies, slowConnections } from '../test/helpers/hostile/attacks.ts';
import { malformedRequests } from '../test/helpers/hostile/malformed.ts';
import { seeded } from './random.ts';

/** One attack, in a process of its own so that it delays nobody who measures. Says on stdout what became of it. */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    kind: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string' },
    ms: { type: 'string', default: '30000' },
  },
});
const seed = Number(values.seed);
const attack = { port: Number(values.port), count: Number(values.count), random: seeded(seed) };
const kinds: Record<string, () => Promise<object>> = {
  slow: () => slowConnections(attack, Number(values.ms)),
  aborted: () => abortedUploads(attack),
  headers: () => headerFloods(attack),
  large: () => largeBodies(attack, 10 * 1024 * 1024),
  malformed: () => malformedRequests(attack, seed),
  none: () => new Promise((resolve) => setTimeout(() => resolve({}), Number(values.ms))),
};
const run = kinds[values.kind ?? ''];
if (!run) throw new Error(`--kind is one of ${Object.keys(kinds).join(', ')}.`);
process.stdout.write(`${JSON.stringify(await run())}\n`);
