import { expect, test } from 'vitest';
import type { FeedEvent } from '../../contract/index.ts';
import { createFeed, maxWaiting } from '../../main/feed/feed.ts';
import { limits } from '../../main/limits.ts';
import { form, tempFolder, testStore, until } from '../helpers/store.ts';

const post = (n: number) => form('/callback', { n: `${n}` });
const deleted = (n: number): FeedEvent => ({ type: 'posts-deleted', deleted: n, total: 0, unread: 0 });

/** A feed over a store of its own. */
async function world() {
  const folder = tempFolder();
  const store = await testStore(folder.path);
  const faults: unknown[] = [];
  const feed = createFeed(store, (error) => faults.push(error));
  return {
    store,
    feed,
    faults,
    async add(n: number) {
      await Promise.all(Array.from({ length: n }, (_, i) => store.append(post(i)).then(feed.postsStored)));
    },
    async [Symbol.asyncDispose]() {
      feed.close();
      await store.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Reads a subscription to its end. */
function collect(events: AsyncGenerator<FeedEvent, void, void>): { events: FeedEvent[]; ended: Promise<void> } {
  const got: FeedEvent[] = [];
  const ended = (async () => {
    for await (const event of events) got.push(event);
  })();
  return { events: got, ended };
}

test('every view is told of posts and events from when it subscribed, in order', async () => {
  await using w = await world();
  await w.add(1);
  const [one, two] = [collect(w.feed.subscribe(undefined)), collect(w.feed.subscribe(undefined))];
  w.feed.publish(deleted(1));
  await w.add(3);
  const ids = (events: FeedEvent[]) =>
    events.flatMap((event) => (event.type === 'posts' ? event.posts.map((p) => p.id) : []));
  await until('both are told', () => ids(one.events).length === 3 && ids(two.events).length === 3);
  for (const { events } of [one, two]) {
    expect(events[0]).toEqual(deleted(1));
    expect(ids(events)).toEqual([2, 3, 4]);
    expect(events.at(-1)).toMatchObject({ type: 'posts', total: 4, skipped: false });
  }
  w.feed.close();
  await Promise.all([one.ended, two.ended]);
});

test('a view that leaves ends, and the others stay', async () => {
  await using w = await world();
  const leaving = new AbortController();
  const [one, two] = [collect(w.feed.subscribe(leaving.signal)), collect(w.feed.subscribe(undefined))];
  leaving.abort();
  await one.ended;
  await w.add(1);
  await until('the other is told', () => two.events.length === 1);
  expect(one.events).toEqual([]);
  expect(await w.feed.subscribe(AbortSignal.abort()).next()).toEqual({ done: true, value: undefined });
});

test('a view that does not read is told of the newest posts only, and that others were left out', async () => {
  await using w = await world();
  const slow = w.feed.subscribe(undefined);
  const first = slow.next();
  const quick = collect(w.feed.subscribe(undefined));
  let told = 0;
  for (let round = 0; round < 8; round++) {
    await w.add(200);
    told += 200;
    await until('the quick one is told', () => {
      const last = quick.events.at(-1);
      return last?.type === 'posts' && last.posts.at(-1)?.id === told;
    });
  }
  expect((await first).value).toMatchObject({ type: 'posts', skipped: false });
  const second = (await slow.next()).value as FeedEvent & { type: 'posts' };
  expect(second).toMatchObject({ type: 'posts', skipped: true, total: 1600 });
  expect(second.posts.map((p) => p.id)).toEqual(Array.from({ length: limits.feed.batchPosts }, (_, i) => 1101 + i));
  w.feed.publish(deleted(1));
  expect((await slow.next()).value).toEqual(deleted(1));
});

test('a view that stands still is cut off at a bound', async () => {
  await using w = await world();
  const stuck = w.feed.subscribe(undefined);
  const first = stuck.next();
  for (let n = 0; n < maxWaiting * 3; n++) w.feed.publish(deleted(n));
  expect((await first).value).toEqual(deleted(0));
  let rest = 0;
  for await (const _ of stuck) rest++;
  expect(rest).toBeLessThanOrEqual(maxWaiting + 1);
  expect(maxWaiting).toBe(1000);
});

test('closing the feed ends its views', async () => {
  await using w = await world();
  const views = [1, 2, 3].map(() => collect(w.feed.subscribe(undefined)));
  w.feed.close();
  await Promise.all(views.map((view) => view.ended));
  expect(w.faults).toEqual([]);
});
