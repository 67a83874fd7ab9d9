import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { seeded } from '../../bench/random.ts';
import { startCli } from '../helpers/cli.ts';
import { copyAtOneInstant } from '../helpers/instant-copy.ts';
import { startLoad } from '../helpers/load.ts';
import { tempFolder, until } from '../helpers/store.ts';
import { expectSearchComplete, expectStoredOnce } from '../helpers/stored.ts';

const copies = 6;
/** Copies that are opened by the app; the others are looked into. */
const openedEvery = 3;

test.skipIf(process.platform !== 'linux')(
  'copies of the database files, taken at random instants under load, open clean and hold all that was answered (Linux)',
  async () => {
    const seed = Number(process.env.TAPLINE_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const random = seeded(seed);
    await using app = await startCli();
    const load = startLoad({ port: Number(new URL(app.receiver).port), name: 'post', senders: 12 });
    let withLog = 0;
    for (let copy = 1; copy <= copies; copy++) {
      using folder = tempFolder();
      const before = load.answered.length;
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 180));
      await until('posts are answered', () => load.answered.length > before);
      const answered = [...load.answered];
      await copyAtOneInstant(app.pid, app.dataFolder, folder.path);
      const what = `seed ${seed}, copy ${copy}:`;
      if (existsSync(`${folder.file}-wal`)) withLog++;
      expectStoredOnce(folder.file, answered, what);
      if (copy % openedEvery === 0) await expectSearchComplete(folder, answered, what);
    }
    await load.stop();
    // Without a log there was nothing in flight to be copied.
    expect(withLog).toBeGreaterThan(copies / 2);
    expect(load.refused).toEqual([]);
  },
);

test('a copy made through SQLite while posts come holds all that was answered before it began', async () => {
  await using app = await startCli();
  await using load = startLoad({ port: Number(new URL(app.receiver).port), name: 'post', senders: 12 });
  using folder = tempFolder();
  await until('posts are answered', () => load.answered.length > 300);
  const answered = [...load.answered];
  const db = new Database(join(app.dataFolder, 'tapline.db'), { readonly: true });
  db.prepare('VACUUM INTO ?').run(folder.file);
  db.close();
  await load.stop();
  expect(load.refused).toEqual([]);
  expectStoredOnce(folder.file, answered);
  await expectSearchComplete(folder, answered);
});
