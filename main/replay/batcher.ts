import { createBell } from './bell.ts';

/** Writes things down in batches: while one is committed, what comes forms the next. */
export interface Batcher<Item, Result> {
  /** Resolves once it is committed. */
  add(item: Item): Promise<Result>;
  /** The same without a promise, of which thousands a second take a while. */
  put(item: Item, onFailed: (error: unknown) => void): void;
  /** Whether less waits than may. */
  hasRoom(): boolean;
  /** Resolves when it has room. */
  room(): Promise<void>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Waits for a result. */
function nobody(): void {}

/**
 * Group commit.
 * @param options.most items that may wait before `room` takes time; half as many are committed at once at most
 * @param options.mostBytes of them, as `sizeOf` tells it
 * @param options.gatherMs how long the first of a batch waits for company, unless half of `most` is there or somebody waits for `idle`
 */
export function createBatcher<Item, Result>(options: {
  commit(items: Item[]): Promise<Result[]>;
  sizeOf(item: Item): number;
  most: number;
  mostBytes: number;
  gatherMs?: number;
}): Batcher<Item, Result> {
  const { commit, sizeOf, most, mostBytes, gatherMs = 0 } = options;
  const bell = createBell();
  const waiting: Waiting<Item, Result>[] = [];
  let count = 0;
  let bytes = 0;
  let running = false;
  let lookers: (() => void)[] = [];
  let isHurried = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      if (gatherMs > 0 && !isHurried && !isPlenty()) await bell.wait(gatherMs);
      const batch = waiting.splice(0, Math.max(1, most / 2));
      try {
        const results = await commit(batch.map((one) => one.item));
        for (const [i, one] of batch.entries()) one.resolve(results[i] as Result);
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
      count -= batch.length;
      for (const one of batch) bytes -= sizeOf(one.item);
      wake();
    }
    running = false;
    wake();
  }

  const hasRoom = (): boolean => count < most && bytes < mostBytes;
  const isPlenty = (): boolean => waiting.length >= most / 2 || bytes >= mostBytes / 2;

  function wake(): void {
    const woken = lookers;
    lookers = [];
    for (const look of woken) look();
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => lookers.push(resolve));
  }

  function push(one: Waiting<Item, Result>): void {
    count++;
    bytes += sizeOf(one.item);
    waiting.push(one);
    if (isPlenty()) bell.ring();
    // What is added in the same turn goes into the same batch.
    if (!running) {
      running = true;
      queueMicrotask(() => void run());
    }
  }

  return {
    add: (item) => new Promise((resolve, reject) => push({ item, resolve, reject })),
    put: (item, onFailed) => push({ item, resolve: nobody, reject: onFailed }),
    hasRoom,
    room: () => until(hasRoom),
    async idle() {
      isHurried = true;
      bell.ring();
      await until(() => count === 0 && !running);
      isHurried = false;
    },
  };
}
