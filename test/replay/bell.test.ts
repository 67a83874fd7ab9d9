import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { createBell } from '../../main/replay/bell.ts';

test('wakes all that wait, and only those', async () => {
  const bell = createBell();
  const woken: string[] = [];
  const first = bell.wait().then(() => woken.push('first'));
  const second = bell.wait(1_000_000).then(() => woken.push('second'));
  bell.ring();
  await Promise.all([first, second]);
  const third = bell.wait().then(() => woken.push('third'));
  await Promise.resolve();
  expect(woken).toEqual(['first', 'second']);
  bell.ring();
  await third;
  expect(woken).toEqual(['first', 'second', 'third']);
});

test('whoever waits again when it rings waits for the next time', async () => {
  const bell = createBell();
  let rounds = 0;
  const wait = (): Promise<void> =>
    bell.wait().then(() => {
      rounds++;
      void wait();
    });
  void wait();
  bell.ring();
  for (let i = 0; i < 5; i++) await Promise.resolve();
  expect(rounds).toBe(1);
});

test('a wait without end may be longer than a timer of the system', async () => {
  const bell = createBell();
  let isOver = false;
  void bell.wait(2 ** 40).then(() => {
    isOver = true;
  });
  await bell.wait(5);
  expect(isOver).toBe(false);
  bell.ring();
});

test('a wait whose time is over is forgotten', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const bell = createBell();
  // What a timer calls is what a bell keeps.
  const start = globalThis.setTimeout;
  let held: WeakRef<object> | null = null;
  vi.stubGlobal('setTimeout', (wake: () => void, ms: number) => {
    held = new WeakRef(wake);
    return start(wake, ms);
  });
  const waited = bell.wait(1);
  vi.unstubAllGlobals();
  await waited;
  expect(held).not.toBeNull();
  await expect
    .poll(() => {
      collect();
      return held?.deref();
    })
    .toBeUndefined();
  bell.ring();
});
