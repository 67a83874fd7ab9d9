import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { startLoad } from '../helpers/load.ts';
import { tempFolder, testStore, until } from '../helpers/store.ts';
import { expectSearchComplete, expectStoredOnce } from '../helpers/stored.ts';
import { startWorld } from '../receiver/world.ts';

const crashes = 6;

test(`when the writing thread ends ${crashes} times under load, nothing answered is lost`, async () => {
  using folder = tempFolder();
  const threads: Worker[] = [];
  const told: (string | null)[] = [];
  const answered: string[] = [];
  {
    await using store = await testStore(folder.path, {
      onThread: (thread) => threads.push(thread),
      onHealth: (problem) => told.push(problem),
    });
    await using world = await startWorld({ append: (post) => store.append(post) });
    await using load = startLoad({ port: world.receiver.port, name: 'post' });
    // The first two are the writer and the reader; later ones are writers.
    let writer = 0;
    for (let crash = 1; crash <= crashes; crash++) {
      const before = load.answered.length;
      await until('posts are answered', () => load.answered.length > before + 50);
      const started = threads.length;
      await threads[writer]?.terminate();
      await until('it is started again', () => threads.length > started);
      writer = threads.length - 1;
    }
    const before = load.answered.length;
    await until('posts are answered', () => load.answered.length > before + 50);
    await load.stop();
    expect(threads).toHaveLength(2 + crashes);
    expect(load.refused.length).toBeGreaterThan(0);
    expect(load.refused.every(({ status, retryAfter }) => status === 503 && retryAfter !== null)).toBe(true);
    expect(told).toContainEqual(expect.stringMatching(/started again\.$/));
    await until('the alarm ends', () => told.at(-1) === null);
    expect(store.total).toBe(store.lastId);
    answered.push(...load.answered);
  }
  expectStoredOnce(folder.file, answered);
  await expectSearchComplete(folder, answered);
});
