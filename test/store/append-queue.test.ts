import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { createAppendQueue, type QueueBounds } from '../../main/store/append-queue.ts';
import { captured } from '../helpers/store.ts';

const post = captured();

/** A queue whose commits only count. */
function countingQueue(bounds: Partial<QueueBounds> = {}) {
  const batches: number[] = [];
  let stored = 0;
  const queue = createAppendQueue({
    bounds: { ...limits.store, ...bounds },
    refuse: (problem) => new Error(problem),
    async commit({ posts }) {
      batches.push(posts);
      await nextTurn();
      stored += posts;
      return { firstId: stored - posts + 1, count: posts };
    },
  });
  return { queue, batches };
}

/** Senders that each wait for their answer, and send again some turns of the event loop later, each after its own number of them. */
async function send(queue: ReturnType<typeof countingQueue>['queue'], senders: number, rounds: number): Promise<void> {
  await Promise.all(
    Array.from({ length: senders }, async (_, own) => {
      for (let round = 0; round < rounds; round++) {
        await queue.append(post);
        for (let turn = 0; turn < own; turn++) await nextTurn();
      }
    }),
  );
}

test('a post that comes alone is committed at once, and so is the next', async () => {
  const { queue, batches } = countingQueue({ gatherMs: 60_000 });
  for (let i = 0; i < 3; i++) await queue.append(post);
  expect(batches).toEqual([1, 1, 1]);
});

test('behind a commit of several posts the senders it answered are waited for', async () => {
  const gathering = countingQueue({ gatherMs: 200 });
  await send(gathering.queue, 8, 10);
  const straight = countingQueue({ gatherFrom: Number.POSITIVE_INFINITY });
  await send(straight.queue, 8, 10);
  const sum = (batches: number[]) => batches.reduce((all, one) => all + one, 0);
  expect([sum(gathering.batches), sum(straight.batches)]).toEqual([80, 80]);
  expect(gathering.batches.length).toBeLessThan(straight.batches.length / 1.5);
});

test('senders that do not come back are waited for only so long, and closing does not wait for posts that never come', async () => {
  const { queue, batches } = countingQueue({ gatherMs: 5 });
  await Promise.all(Array.from({ length: 9 }, () => queue.append(post)));
  await queue.append(post);
  await queue.idle();
  expect(batches).toEqual([1, 8, 1]);
});

test('a small post waits for the commit of one large post, however many came before it', async () => {
  const { queue, batches } = countingQueue({ gatherFrom: Number.POSITIVE_INFINITY });
  const { largePostBytes, largeBatchBytes } = limits.store;
  const large = captured({ body: Buffer.alloc(largeBatchBytes) });
  const rather = captured({ body: Buffer.alloc(largePostBytes) });
  const first = queue.append(large);
  const others = [large, large, large, ...Array.from({ length: 5 }, () => rather)].map((one) => queue.append(one));
  const ids = await Promise.all([post, post, post].map((one) => queue.append(one)));
  expect(ids).toEqual([2, 3, 4]);
  await Promise.all([first, ...others]);
  // One after the other, but for those that fit together.
  expect(batches).toEqual([1, 3, 1, 1, 1, 5]);
});

test('large posts are not kept waiting by small ones without end', async () => {
  const { queue } = countingQueue();
  let isStored = false;
  const large = queue.append(captured({ body: Buffer.alloc(limits.store.largePostBytes) })).then(() => {
    isStored = true;
  });
  let rounds = 0;
  while (!isStored && rounds++ < 100) await Promise.all(Array.from({ length: 30 }, () => queue.append(post)));
  await large;
  expect(rounds).toBeLessThan(10);
});
