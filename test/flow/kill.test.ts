import { expect, test } from 'vitest';
import { seeded } from '../../bench/random.ts';
import { startCli } from '../helpers/cli.ts';
import { startLoad } from '../helpers/load.ts';
import { tempFolder } from '../helpers/store.ts';
import { expectSearchComplete, expectStoredOnce } from '../helpers/stored.ts';

/** More of them, and the seed of a failure: `npm run soak:kill -- --kills 200 --seed 1`. */
const rounds = Number(process.env.TAPLINE_KILLS ?? 30);
const seed = Number(process.env.TAPLINE_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Rounds after which searches are tried. */
const thorough = 15;
/** Rounds in one data folder; each kill meets what the ones before it left. */
const perFolder = 60;
const roundMs = 8000;

test(`${rounds} kills under load lose no answered post (seed ${seed})`, { timeout: rounds * roundMs }, async () => {
  const random = seeded(seed);
  let answeredInAll = 0;
  for (let first = 1; first <= rounds; first += perFolder) {
    using folder = tempFolder();
    const answered: string[] = [];
    const last = Math.min(rounds, first + perFolder - 1);
    for (let round = first; round <= last; round++) {
      const delay = 50 + random() * 550;
      const what = `seed ${seed}, round ${round}, killed after ${Math.round(delay)} ms:`;
      let load: ReturnType<typeof startLoad>;
      {
        await using app = await startCli([], { dataFolder: folder.path });
        load = startLoad({ port: Number(new URL(app.receiver).port), name: `${round}` });
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
      await load.stop();
      expect(load.refused, what).toEqual([]);
      answered.push(...load.answered);
      expectStoredOnce(folder.file, answered, what);
      if (round % thorough === 0 || round === last) await expectSearchComplete(folder, answered, what);
    }
    answeredInAll += answered.length;
  }
  console.log(`${rounds} kills, seed ${seed}: ${answeredInAll} posts answered, 0 lost, 0 stored twice`);
  // Without load the kills would prove nothing.
  expect(answeredInAll).toBeGreaterThan(rounds * 20);
});
