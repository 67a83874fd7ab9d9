import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tokenOf } from '../../main/api/token.ts';
import { limits } from '../../main/limits.ts';
import { lockFolder } from '../../main/store/lock.ts';
import { openForWriting } from '../../main/store/open.ts';
import { captured, form, lookInto, tempFolder, testStore, until } from '../helpers/store.ts';

test('an appended post is in the file that another connection reads', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  using other = lookInto(folder.file);
  const id = await store.append(captured({ body: Buffer.from('a=1') }));
  expect(other.prepare('SELECT id, body FROM posts').all()).toEqual([{ id, body: Buffer.from('a=1') }]);
});

test('posts that come together share commits, and get their ids in the order they came', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const ids = await Promise.all(Array.from({ length: 3000 }, (_, i) => store.append(form('/callback', { n: `${i}` }))));
  expect(ids).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
  // Whoever looks sees all of them; until then most of a burst may wait for their rows.
  expect((await store.list({ limit: 1 })).posts).toMatchObject([{ id: 3000 }]);
  using other = lookInto(folder.file);
  const bodies = other.prepare('SELECT CAST(body AS TEXT) FROM posts ORDER BY id').pluck().all();
  expect(bodies).toEqual(ids.map((id) => `n=${id - 1}`));
  // 3,000 autocommits would be as many commits; the indexer's own are among these few.
  const commits = commitsIn(readFileSync(`${folder.file}-wal`));
  expect(commits).toBeGreaterThan(0);
  expect(commits).toBeLessThan(100);
});

/** Commits in a write-ahead log: frames that name the size of the database after them, with the salt of the header. */
function commitsIn(log: Buffer): number {
  const pageSize = log.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + 24 + pageSize <= log.length; at += 24 + pageSize) {
    if (!log.subarray(at + 8, at + 16).equals(log.subarray(16, 24))) break;
    if (log.readUInt32BE(at + 4) > 0) commits++;
  }
  return commits;
}

test('an id is never given again, not even that of the newest post after a restart', async () => {
  using folder = tempFolder();
  {
    await using store = await testStore(folder.path);
    for (let i = 0; i < 3; i++) await store.append(captured());
    expect(await store.delete('id:3')).toBe(1);
    expect(await store.append(captured())).toBe(4);
    expect(await store.delete('')).toBe(3);
  }
  await using store = await testStore(folder.path);
  expect([store.lastId, store.total]).toEqual([4, 0]);
  expect(await store.append(captured())).toBe(5);
  expect(store.total).toBe(1);
});

test('a database that is opened again commits with synchronous=FULL', () => {
  using folder = tempFolder();
  openForWriting(folder.file).db.close();
  const { db } = openForWriting(folder.file);
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(db.pragma('synchronous', { simple: true })).toBe(2);
  db.close();
});

test.skipIf(process.platform === 'win32')('only the owner can read what is in the data folder', async () => {
  using folder = tempFolder();
  const data = join(folder.path, 'data');
  const lock = lockFolder(data);
  {
    await using store = await testStore(data);
    await store.append(captured());
    tokenOf(data);
    const mode = (name: string) => (statSync(join(data, name)).mode & 0o777).toString(8);
    expect(mode('.')).toBe('700');
    for (const name of [
      'tapline.db',
      'tapline.db-wal',
      'tapline.db-shm',
      'tapline.lock',
      'tapline.lock.guard',
      'token',
    ])
      expect(mode(name), name).toBe('600');
  }
  lock.release();
});

test('a token that cannot be kept keeps Tapline from starting, with a sentence', () => {
  using folder = tempFolder();
  mkdirSync(join(folder.path, 'token'));
  expect(() => tokenOf(folder.path)).toThrow(/token cannot be kept in .*token \(EISDIR.*Move what is there away/);
});

test('more posts than may wait are refused, and the others are stored', async () => {
  using folder = tempFolder();
  const told: (string | null)[] = [];
  await using store = await testStore(folder.path, {
    bounds: { ...limits.store, queuedPosts: 50 },
    onHealth: (problem) => told.push(problem),
  });
  const results = await Promise.allSettled(Array.from({ length: 200 }, () => store.append(captured())));
  const refused = results.filter((result) => result.status === 'rejected');
  // The first is on its way to the disk already and waits no longer.
  expect(refused).toHaveLength(149);
  expect(refused[0]?.reason).toMatchObject({
    code: 'STORAGE_FAILED',
    message: expect.stringMatching(/^50 posts wait for the disk/),
  });
  expect(store.total).toBe(51);
  await expect.poll(() => told).toEqual([expect.stringMatching(/^50 posts wait/), null]);
});

test('more bytes than may wait are refused, but a single large post is not', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path, { bounds: { ...limits.store, queuedBytes: 1000 } });
  const results = await Promise.allSettled(
    [1, 5000, 5000, 1].map((size) => store.append(captured({ body: Buffer.alloc(size) }))),
  );
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
});

test('the bounds of the app', () => {
  expect(limits.store).toMatchObject({
    queuedPosts: 20_000,
    queuedBytes: 128 * 1024 * 1024,
    batchPosts: 1024,
    batchBytes: 16 * 1024 * 1024,
    largePostBytes: 128 * 1024,
    largeBatchBytes: 1024 * 1024,
    indexRows: 250,
    deleteRows: 2000,
    matchedIds: 5000,
    duplicateWindow: 10_000,
  });
});

test('a batch larger than one commit takes goes over in several', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path, { bounds: { ...limits.store, batchPosts: 7, batchBytes: 2000 } });
  const ids = await Promise.all(Array.from({ length: 100 }, (_, i) => store.append(form('/callback', { n: `${i}` }))));
  expect(ids).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
});

test('after close a post is refused, nothing is reported, and nothing keeps the process', async () => {
  using folder = tempFolder();
  const told: (string | null)[] = [];
  const store = await testStore(folder.path, { onHealth: (problem) => told.push(problem) });
  const last = store.append(captured());
  await store.close();
  expect(await last).toBe(1);
  await expect(store.append(captured())).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    message: 'Tapline is closing.',
  });
  expect(told).toEqual([]);
});

test('a repeated post is recognised, also after a restart', async () => {
  using folder = tempFolder();
  const post = form('/callback', { phone: '13125550142', message: 'hi' });
  {
    await using store = await testStore(folder.path);
    await store.append(post);
  }
  await using store = await testStore(folder.path);
  const again = await store.append(post);
  const other = await store.append(form('/callback', { phone: '13125550142', message: 'ho' }));
  const findings = async (id: number) => (await store.post(id)).findings.filter((one) => one.code === 'duplicate-post');
  expect(await findings(again)).toMatchObject([{ postId: 1, sentence: expect.stringContaining('as post 1') }]);
  expect(await findings(other)).toEqual([]);
  await until(
    'the repeat is found',
    async () => (await store.list({ query: 'finding:duplicate-post', limit: 5 })).posts.length === 1,
  );
});

test('posts without parameters and body are no repeats of each other', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  for (let i = 0; i < 2; i++) await store.append(captured({ method: 'GET', target: '/', body: Buffer.alloc(0) }));
  expect((await store.post(2)).findings).not.toContainEqual(expect.objectContaining({ code: 'duplicate-post' }));
});
