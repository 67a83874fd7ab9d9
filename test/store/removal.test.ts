import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { captured, type Engine, form, lookInto, openEngine, tempFolder, testStore, until } from '../helpers/store.ts';

const day = 24 * 60 * 60 * 1000;

describe('delete', () => {
  test('takes exactly what the query finds, with all that hangs on it', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    for (let i = 0; i < 1200; i++) void store.append(form('/callback', { message: i % 2 ? 'odd one' : 'even' }));
    const last = await store.append(form('/status', { status: 'odd' }));
    await store.mark(2, { unread: false, pinned: true, note: 'mine' });
    await store.mark(3, { unread: false });
    const request = { method: 'POST', target: '/', headers: [], bodySize: 0, editedBody: null };
    const delivery = { target: 'http://127.0.0.1:1', origin: 'replay' as const, startedAt: '', durationMs: 1, request };
    const open = { jobId: null, passed: null, differences: [] };
    for (const postId of [2, 3]) await store.addDelivery({ ...delivery, ...open, postId, response: null, error: null });
    expect([store.total, store.unread]).toEqual([1201, 1199]);

    expect(await store.delete('"odd one"')).toBe(600);
    expect([store.total, store.unread, store.lastId]).toEqual([601, 600, last]);
    expect((await store.list({ query: 'odd', limit: 10 })).posts.map((post) => post.id)).toEqual([last]);
    await expect(store.post(2)).rejects.toMatchObject({
      code: 'POST_NOT_FOUND',
      message: expect.stringContaining('post 2'),
    });
    expect(await store.deliveries(2)).toEqual([]);
    expect(await store.deliveries(3)).toHaveLength(1);
    using db = lookInto(folder.file);
    expect(db.prepare('SELECT post_id FROM marks').pluck().all()).toEqual([3]);
    expect(await store.delete('odd even')).toBe(0);
  });

  test.each(['kind:sms', '"odd', 'odd ""', 'after:soon', 'colour:red'])(
    'by the wrong query %s takes nothing',
    async (query) => {
      using folder = tempFolder();
      await using store = await testStore(folder.path);
      await store.append(form('/callback', { message: 'odd' }));
      await expect(store.delete(query)).rejects.toMatchObject({ code: 'BAD_QUERY' });
      expect(store.total).toBe(1);
    },
  );

  test('by ids takes those that exist, in slices', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await Promise.all(Array.from({ length: 1100 }, () => store.append(captured())));
    expect(await store.deleteIds([3, 3, 9999, 5])).toBe(2);
    expect(await store.deleteIds([3])).toBe(0);
    expect([store.total, store.unread]).toEqual([1098, 1098]);
    expect(await store.deleteIds(Array.from({ length: 1000 }, (_, i) => i + 1))).toBe(998);
    expect((await store.list({ limit: 1000 })).posts.map((post) => post.id)).toEqual(
      Array.from({ length: 100 }, (_, i) => 1100 - i),
    );
  });

  test('tells how it goes on, and ends between two slices', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await Promise.all(Array.from({ length: 1300 }, () => store.append(captured())));
    const stop = new AbortController();
    const told: number[] = [];
    const onDeleted = (posts: number) => {
      told.push(posts);
      if (told.length === 2) stop.abort();
    };
    const deleted = await store.delete('', { signal: stop.signal, onDeleted });
    expect(told).toHaveLength(2);
    expect(deleted).toBe(told.reduce((sum, posts) => sum + posts));
    expect(deleted).toBeLessThan(1300);
    expect([store.total, store.unread]).toEqual([1300 - deleted, 1300 - deleted]);
    expect((await store.list({ limit: 1 })).posts[0]?.id).toBe(1300);
    await expect(store.post(1)).rejects.toMatchObject({ code: 'POST_NOT_FOUND' });
    expect(await store.deleteIds([1, 2], { signal: stop.signal })).toBe(0);
    expect(await store.delete('', { onDeleted })).toBe(1300 - deleted);
    expect(told.reduce((sum, posts) => sum + posts)).toBe(1300);
  });

  test('leaves posts that come meanwhile', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await Promise.all(Array.from({ length: 1500 }, () => store.append(captured())));
    const deleting = store.delete('');
    const late = await Promise.all(Array.from({ length: 20 }, () => store.append(captured())));
    expect(await deleting).toBe(1500);
    expect((await store.list({ limit: 100 })).posts.map((post) => post.id)).toEqual(late.toReversed());
    expect([store.total, store.unread]).toEqual([20, 20]);
  });
});

test('counts are right after marks, deletes and a restart', async () => {
  using folder = tempFolder();
  const counted: [number, number, number][] = [];
  {
    await using store = await testStore(folder.path);
    const note = () => counted.push([store.total, store.unread, store.lastId]);
    await Promise.all([1, 2, 3, 4].map(() => store.append(captured())));
    expect(await store.mark(1, { unread: false })).toMatchObject({ id: 1, unread: false, pinned: false });
    await store.mark(1, { unread: false });
    await store.mark(2, { pinned: true, note: 'keep' });
    note();
    await store.mark(1, { unread: true });
    note();
    await store.mark(2, { unread: false });
    await store.mark(3, { unread: false });
    await store.delete('id:3');
    note();
    expect(await store.post(2)).toMatchObject({ pinned: true, note: 'keep', unread: false });
    await store.mark(2, { note: null });
    expect(await store.post(2)).toMatchObject({ pinned: true, note: null, unread: false });
    await expect(store.mark(3, { pinned: true })).rejects.toMatchObject({ code: 'POST_NOT_FOUND' });
  }
  expect(counted).toEqual([
    [4, 3, 4],
    [4, 4, 4],
    [3, 2, 4],
  ]);
  await using store = await testStore(folder.path);
  expect([store.total, store.unread, store.lastId]).toEqual([3, 2, 4]);
});

test('marks of many change those that are there, once, and are counted', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  await Promise.all(Array.from({ length: 1100 }, () => store.append(captured())));
  await store.mark(2, { unread: false, note: 'kept' });
  const ids = Array.from({ length: 1200 }, (_, i) => i + 1);
  const changed = await store.markMany(ids, { unread: false });
  expect(changed).toEqual(ids.filter((id) => id <= 1100 && id !== 2));
  expect(store.unread).toBe(0);
  expect(await store.markMany(ids, { unread: false })).toEqual([]);
  expect(await store.markMany([1, 2, 2], { unread: true, pinned: true })).toEqual([1, 2]);
  expect(store.unread).toBe(2);
  expect(await store.post(2)).toMatchObject({ unread: true, pinned: true, note: 'kept' });
});

describe('retention', () => {
  /** Runs it to its end; returns how many posts it took. A slice takes as many as fit into a few milliseconds. */
  function retain(engine: Engine, settings: Partial<Settings>): number {
    engine.writer.calls.putSettings({ ...defaultSettings, ...settings });
    let removed = 0;
    for (;;) {
      const slice = engine.writer.retain();
      if (slice.isDone) return removed;
      expect(slice.removed).toBeLessThanOrEqual(limits.store.deleteRows);
      removed += slice.removed;
    }
  }
  const pin = (engine: Engine, ...ids: number[]) => {
    for (const id of ids) engine.writer.calls.mark({ id, marks: { pinned: true, unread: false } });
  };
  const now = Date.now();

  test('is off for posts of known paths', () => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    engine.add(captured({ receivedAt: 0 }), captured({ receivedAt: now - 9999 * day }));
    engine.index();
    expect(retain(engine, {})).toBe(0);
  });

  test('by count keeps the newest and the pinned ones, in slices', () => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    engine.add(...Array.from({ length: 1300 }, () => captured()));
    engine.index();
    pin(engine, 1, 2, 700);
    expect(engine.writer.retain()).toEqual({ removed: 0, isDone: true });
    expect(retain(engine, { keepPosts: 10 })).toBe(1287);
    expect(engine.find('')).toEqual([...Array.from({ length: 10 }, (_, i) => 1300 - i), 700, 2, 1]);
    expect(engine.find('join')).toEqual(engine.find(''));
    expect(engine.writer.counts()).toMatchObject({ lastId: 1300, total: 13, unread: 10 });
    // Pins leave room for what comes in.
    expect(retain(engine, { keepPosts: 1 })).toBe(9);
    expect(engine.find('')).toEqual([1300, 700, 2, 1]);
  });

  test('by age', () => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    engine.add(...[9, 8, 3, 1, 0].map((days) => captured({ receivedAt: now - days * day + 60_000 })));
    pin(engine, 1);
    expect(retain(engine, { keepDays: 3 })).toBe(1);
    expect(engine.find('')).toEqual([5, 4, 3, 1]);
    engine.index();
    expect(retain(engine, { keepDays: 0.5 })).toBe(2);
    expect(engine.find('')).toEqual([5, 1]);
  });

  test('by age finds posts whose times do not follow their numbers, and looks no further than it must', () => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    const from = (days: number, count: number) =>
      Array.from({ length: count }, (_, i) => captured({ receivedAt: now - days * day + i }));
    // Young ones first, more than a slice; old ones that were imported; a clock that was set back and put right again.
    engine.add(...from(1, 700));
    engine.add(...from(40, 600), ...from(2, 100));
    engine.add(...from(20, 3), ...from(0, 30), ...from(40, 2));
    pin(engine, 701, 1401);
    expect(retain(engine, { keepDays: 10 })).toBe(0);
    // They are known once they are indexed.
    engine.index();
    expect(retain(engine, { keepDays: 10 })).toBe(599 + 2 + 2);
    const left = engine.find('');
    expect(left).toHaveLength(700 + 1 + 100 + 1 + 30);
    expect(left).toContain(701);
    expect(left).toContain(1401);
    expect(engine.find('join')).toEqual(left);
    expect(retain(engine, { keepDays: 10 })).toBe(0);
    engine.writer.calls.mark({ id: 701, marks: { pinned: false } });
    expect(retain(engine, { keepDays: 10 })).toBe(1);
    expect(retain(engine, { keepDays: 0.5 })).toBe(700 + 100);
  });

  test('by age ends, and finds what comes later, when the counts say that there is more than there is', () => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    engine.add(
      captured({ receivedAt: now }),
      ...Array.from({ length: 5 }, () => captured({ receivedAt: now - 9 * day })),
    );
    engine.index();
    engine.db.prepare('UPDATE minutes SET posts = posts + 3 WHERE posts = 5').run();
    pin(engine, 2);
    engine.add(...Array.from({ length: 600 }, () => captured({ receivedAt: now })));
    expect(retain(engine, { keepDays: 3 })).toBe(4);
    for (let i = 0; i < 3; i++) expect(retain(engine, { keepDays: 3 })).toBe(0);
    engine.add(captured({ receivedAt: now - 5 * day }));
    engine.index();
    expect(retain(engine, { keepDays: 3 })).toBe(1);
  });

  test('by size takes no more than it must', () => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    for (let i = 0; i < 30; i++) engine.add(captured({ body: Buffer.alloc(100_000, i) }));
    engine.index();
    pin(engine, 1);
    retain(engine, { keepBytes: 1_500_000 });
    const left = engine.find('');
    expect(left.length).toBeGreaterThan(10);
    expect(left.length).toBeLessThan(16);
    expect(left).toEqual([...Array.from({ length: left.length - 1 }, (_, i) => 30 - i), 1]);
  });

  test('of strays keeps the newest, and the pinned ones', () => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    engine.add(captured(), ...Array.from({ length: 20 }, () => captured({ target: '/wp-login.php' })));
    engine.index();
    pin(engine, 3);
    expect(retain(engine, { keepStrays: 5 })).toBe(14);
    expect(engine.find('')).toEqual([21, 20, 19, 18, 17, 3, 1]);
    expect(retain(engine, { keepStrays: 0 })).toBe(5);
    expect(engine.find('')).toEqual([3, 1]);
    expect(defaultSettings.keepStrays).toBe(1000);
  });

  test('starts when its settings change, and tells', async () => {
    using folder = tempFolder();
    const told: [number, number][] = [];
    await using store = await testStore(folder.path, { onRetained: (removed, total) => told.push([removed, total]) });
    await Promise.all(Array.from({ length: 1100 }, () => store.append(captured())));
    await store.putSettings({ ...store.settings, keepPosts: 50 });
    await until('only 50 are left', () => store.total === 50);
    expect(told.map(([removed]) => removed).reduce((sum, removed) => sum + removed)).toBe(1050);
    expect(told.at(-1)?.[1]).toBe(50);
    // More than one slice, so that posts which come meanwhile are stored between them.
    expect(told.length).toBeGreaterThan(1);
    expect([store.unread, store.lastId]).toEqual([50, 1100]);
  });
});

test('tidying frees what removed posts take in the text index, in steps, and ends', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  const text = (i: number) => Array.from({ length: 30 }, (_, k) => `w${(i * 31 + k * 17) % 5000}`).join(' ');
  for (let n = 0; n < 28; n++) {
    engine.add(...Array.from({ length: 250 }, (_, i) => form('/callback', { message: text(n * 250 + i) })));
    engine.index();
  }
  expect(engine.writer.tidy(true)).toBe(false);
  const size = () => engine.db.prepare('SELECT sum(length(block)) FROM post_text_data').pluck().get() as number;
  for (let id = 1; id <= 6500; id += 500) engine.remove(Array.from({ length: 500 }, (_, i) => id + i));
  const before = size();
  let steps = 0;
  while (engine.writer.tidy(true) && steps < 1000) steps++;
  expect(steps).toBeGreaterThan(0);
  expect(steps).toBeLessThan(1000);
  expect(size()).toBeLessThan(before / 2);
  // Every 5,000th post has the same words as the first.
  expect(engine.find(`"${text(6600)}"`)).toEqual([6601]);
  expect(engine.find(`"${text(6400)}"`)).toEqual([]);
  expect(engine.find('kind:callback')).toEqual(engine.find(''));
  const config = engine.db.prepare("SELECT v FROM post_text_config WHERE k = 'deletemerge'").pluck().get();
  expect(config).toBe(0);
  expect(engine.writer.tidy(true)).toBe(false);
});

test('tidying waits while posts come, over a restart, unless most of the text index is of removed posts', () => {
  using folder = tempFolder();
  const left = () => 9000 - (engine.db.prepare('SELECT count(*) FROM posts').pluck().get() as number);
  let engine = openEngine(folder.file);
  const remove = (from: number, to: number) => {
    for (let id = from; id < to; id += 500) engine.remove(Array.from({ length: 500 }, (_, i) => id + i));
  };
  for (let n = 0; n < 36; n++) {
    engine.add(...Array.from({ length: 250 }, (_, i) => form('/callback', { message: `post ${n * 250 + i}` })));
    engine.index();
  }
  const size = () => engine.db.prepare('SELECT sum(length(block)) FROM post_text_data').pluck().get() as number;
  remove(1, 5501);
  expect(left()).toBe(5500);
  const before = size();
  expect(engine.writer.tidy(false)).toBe(false);
  expect(size()).toBe(before);
  // It had begun when posts came again.
  expect(engine.writer.tidy(true)).toBe(true);
  expect(engine.writer.tidy(false)).toBe(false);
  expect(engine.db.prepare("SELECT v FROM post_text_config WHERE k = 'deletemerge'").pluck().get()).toBe(0);
  engine[Symbol.dispose]();
  engine = openEngine(folder.file);
  try {
    const tidyAll = (isQuiet: boolean) => {
      let steps = 0;
      while (engine.writer.tidy(isQuiet) && steps < 1000) steps++;
      return steps;
    };
    expect(tidyAll(true)).toBeGreaterThan(0);
    expect(size()).toBeLessThan(before * 0.6);
    expect(tidyAll(true)).toBe(0);
    // Of 3,500 posts nearly none is left, so it does not wait any longer, once they are enough to be worth it.
    engine.add(...Array.from({ length: 2000 }, (_, i) => form('/callback', { message: `late ${i}` })));
    engine.index();
    remove(5501, 11_001);
    expect(tidyAll(false)).toBeGreaterThan(0);
    expect(engine.find('post')).toEqual([]);
  } finally {
    engine[Symbol.dispose]();
  }
});

test('space that removed posts leave is given back to the disk, but for a reserve', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  const megabyte = 1024 * 1024;
  for (let i = 0; i < 40; i++) engine.add(captured({ body: Buffer.alloc(megabyte, i) }));
  engine.index();
  const size = () => {
    engine.db.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(folder.file).size;
  };
  expect(size()).toBeGreaterThan(40 * megabyte);
  engine.remove(Array.from({ length: 38 }, (_, i) => i + 1));
  expect(size()).toBeGreaterThan(40 * megabyte);
  let steps = 0;
  while (engine.writer.tidy(true) && steps < 10_000) steps++;
  expect(steps).toBeGreaterThan(1);
  // Two posts, and free pages that the next ones use.
  expect(size()).toBeLessThan(20 * megabyte);
  expect(size()).toBeGreaterThan(16 * megabyte);
  expect(engine.reader.request(40).body.length).toBe(megabyte);
  expect(engine.find('')).toEqual([40, 39]);
  expect(engine.db.pragma('quick_check', { simple: true })).toBe('ok');
  expect(engine.writer.tidy(true)).toBe(false);
});
