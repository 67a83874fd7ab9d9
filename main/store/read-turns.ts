import { TaplineError } from '../errors.ts';

interface Waiting {
  start(): void;
}

/**
 * Hands calls to a thread a few at a time, in order. Those whose answer nobody waits for any more, because the next key was pressed,
 * are dropped before the thread sees them.
 * @param atOnce calls under way; with two the thread never waits for us
 */
export function createReadTurns(atOnce: number) {
  const waiting = new Set<Waiting>();
  let underWay = 0;

  function next(): void {
    for (const one of waiting) {
      if (underWay >= atOnce) return;
      waiting.delete(one);
      one.start();
    }
  }

  /** @throws TaplineError when `signal` gave the call up, whether it was made or not */
  return <Value>(call: () => Promise<Value>, signal: AbortSignal): Promise<Value> => {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const one: Waiting = {
      start() {
        underWay++;
        call().then(
          (value) => {
            leave();
            resolve(value);
          },
          (error: unknown) => {
            leave();
            reject(error);
          },
        );
      },
    };
    function leave(): void {
      underWay--;
      signal.removeEventListener('abort', giveUp);
      next();
    }
    function giveUp(): void {
      waiting.delete(one);
      reject(new TaplineError('BAD_REQUEST', 'Who asked for this gave it up.'));
    }
    if (signal.aborted) giveUp();
    else {
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.add(one);
      next();
    }
    return promise;
  };
}

/** A word in memory that a thread can look at while it works: not zero once the call was given up. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

/** A flag that goes up when `signal` is aborted; threads that were given it see it at once. */
export function stopFlag(signal: AbortSignal): StopFlag {
  const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  signal.addEventListener('abort', () => Atomics.store(flag, 0, 1), { once: true });
  return flag;
}
