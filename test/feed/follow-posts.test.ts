import { describe, expect, test } from 'vitest';
import { followPosts } from '../../main/feed/follow-posts.ts';
import { limits } from '../../main/limits.ts';
import type { Store } from '../../main/store/types.ts';
import { form, tempFolder, testStore, until } from '../helpers/store.ts';

interface Batch {
  ids: number[];
  skipped: boolean;
}

/** A follower of a store, with what it told. */
function follow(store: Store, all: boolean) {
  const batches: Batch[] = [];
  const faults: unknown[] = [];
  const follower = followPosts({
    store,
    all,
    onPosts: (posts, skipped) => batches.push({ ids: posts.map((post) => post.id), skipped }),
    onFault: (error) => faults.push(error),
  });
  return { ...follower, batches, faults, [Symbol.dispose]: follower.stop };
}

const post = (n: number) => form('/callback', { n: `${n}` });

test('a follower of everything is told each of 5,000 posts of a burst once and in order', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  await store.append(post(0));
  using all = follow(store, true);
  await Promise.all(Array.from({ length: 5000 }, (_, n) => store.append(post(n)).then(all.wake)));
  await until('all are told', () => all.batches.reduce((sum, batch) => sum + batch.ids.length, 0) >= 5000);
  expect(all.batches.flatMap((batch) => batch.ids)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 2));
  expect(all.batches.every((batch) => !batch.skipped && batch.ids.length <= limits.feed.batchPosts)).toBe(true);
});

describe('the follower of a view', () => {
  test('is told the first post at once, and more of them together', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    using view = follow(store, false);
    expect([limits.feed.batchPosts, limits.feed.intervalMs]).toEqual([500, 50]);
    await store.append(post(1));
    view.wake();
    await until('the first is told', () => view.batches.length === 1);
    expect(view.batches[0]?.ids).toEqual([1]);
    // One after the other, so that each could be told by itself.
    const began = performance.now();
    for (let n = 2; n <= 200; n++) {
      await store.append(post(n));
      view.wake();
    }
    await until('all are told', () => view.batches.flatMap((batch) => batch.ids).length === 200);
    // However slow the machine is, no more of them than intervals went by. The first may have been read just before it, the last just behind.
    const intervals = (performance.now() - began) / limits.feed.intervalMs;
    expect(view.batches.length).toBeLessThanOrEqual(intervals + 3);
  });

  test('is told only the newest posts of a flood, and that others were left out', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    using view = follow(store, false);
    await Promise.all(Array.from({ length: 1700 }, (_, n) => store.append(post(n))));
    view.wake();
    await until('they are told', () => view.batches.length > 0);
    expect(view.batches).toMatchObject([
      { ids: Array.from({ length: limits.feed.batchPosts }, (_, i) => 1201 + i), skipped: true },
    ]);
    await store.append(post(0));
    view.wake();
    await until('the next is told', () => view.batches.length > 1);
    expect(view.batches[1]).toMatchObject({ ids: [1701], skipped: false });
  });
});

test('posts that are deleted before they are told are not waited for', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  let reads = 0;
  const counting = {
    since: (after: number, limit: number) => {
      reads++;
      return store.since(after, limit);
    },
    get lastId() {
      return store.lastId;
    },
  };
  using all = follow(counting as Store, true);
  for (let n = 0; n < 3; n++) await store.append(post(n));
  await store.delete('');
  all.wake();
  await until('it read', () => reads > 0);
  await store.append(post(4));
  all.wake();
  await until('the later one is told', () => all.batches.length > 0);
  expect(all.batches.map((batch) => batch.ids)).toEqual([[4]]);
  expect(reads).toBeLessThanOrEqual(3);
});

test('a batch that cannot be read is told as a fault, and read again', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  let broken = true;
  const flaky = {
    since: (after: number, limit: number) =>
      broken ? Promise.reject(new Error('no reading now')) : store.since(after, limit),
    get lastId() {
      return store.lastId;
    },
  };
  using all = follow(flaky as Store, true);
  await store.append(post(1));
  all.wake();
  await until('the fault is told', () => all.faults.length === 1);
  broken = false;
  await until('the post is told', () => all.batches.length === 1);
  expect(all.faults).toHaveLength(1);
});
