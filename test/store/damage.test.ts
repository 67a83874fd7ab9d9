import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { askForCheck } from '../../main/store/damage.ts';
import { openForWriting, pageBytes } from '../../main/store/open.ts';
import { captured, lookInto, openEngine, tempFolder, testStore } from '../helpers/store.ts';

/** A closed database with so many posts in it. */
function filled(file: string, posts: number): void {
  using engine = openEngine(file);
  engine.add(...Array.from({ length: posts }, (_, i) => captured({ body: Buffer.alloc(600, `${i} `) })));
}

function overwrite(file: string, at: number, bytes: Buffer): void {
  const content = readFileSync(file);
  bytes.copy(content, at);
  writeFileSync(file, content);
}

const garbage = Buffer.alloc(pageBytes, 'no such page ');

test.each<[string, (file: string) => void]>([
  ['garbage', (file) => writeFileSync(file, Buffer.alloc(50_000, 'garbage '))],
  ['cut off', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  // The last quarter is posts; free pages that a burst left lie before them.
  [
    'a page of it overwritten',
    (file) => overwrite(file, Math.floor((statSync(file).size * 3) / 4 / pageBytes) * pageBytes, garbage),
  ],
  ['a log that is none', (file) => writeFileSync(`${file}-wal`, garbage)],
  ['emptied, but not its log', emptied],
])('a file that is damaged (%s) is moved aside whole, and a new one started', async (_what, damage) => {
  using folder = tempFolder();
  filled(folder.file, 300);
  damage(folder.file);
  const before = new Map(
    ['', '-wal', '-shm']
      .filter((end) => existsSync(folder.file + end))
      .map((end) => [end, readFileSync(folder.file + end)]),
  );
  await using store = await testStore(folder.path);
  const { movedAside } = store;
  expect(movedAside).toMatch(/tapline\.db\.damaged-\d{8}-\d{6}$/);
  for (const [end, bytes] of before) {
    // The index of the log is made anew by whoever looks at it.
    if (end !== '-shm') expect(readFileSync(`${movedAside}${end}`).equals(bytes), end).toBe(true);
  }
  expect(store.total).toBe(0);
  expect(await store.append(captured())).toBe(1);
});

function emptied(file: string): void {
  const { db } = openForWriting(file);
  db.exec("INSERT INTO app_values (name, value) VALUES ('a', 'b')");
  const log = readFileSync(`${file}-wal`);
  db.close();
  writeFileSync(`${file}-wal`, log);
  truncateSync(file, 0);
}

test('two damaged files of the same second get two names', () => {
  using folder = tempFolder();
  const names = [1, 2].map(() => {
    writeFileSync(folder.file, garbage);
    const { db, movedAside } = openForWriting(folder.file);
    db.close();
    return movedAside;
  });
  expect(new Set(names).size).toBe(2);
  expect(readdirSync(folder.path).filter((name) => name.includes('.damaged-'))).toHaveLength(2);
});

test('a log whose end is garbage gives all commits before it', () => {
  using folder = tempFolder();
  let log: Buffer;
  {
    using engine = openEngine(folder.file);
    engine.add(captured());
    engine.add(captured());
    log = Buffer.concat([readFileSync(`${folder.file}-wal`), garbage]);
    // A copy, as a kill would leave it.
    writeFileSync(`${folder.path}/copy.db`, readFileSync(folder.file));
  }
  writeFileSync(`${folder.path}/copy.db-wal`, log);
  const { db, movedAside } = openForWriting(`${folder.path}/copy.db`);
  expect(movedAside).toBe(null);
  expect(db.prepare('SELECT count(*) FROM posts').pluck().get()).toBe(2);
  db.close();
});

/** A closed database too large to be checked whole at every start; the odd posts are large. */
function large(file: string): void {
  {
    using engine = openEngine(file);
    for (let i = 0; i < 9; i++) engine.add(captured({ body: Buffer.alloc(4_000_000, i) }), captured());
    engine.index();
  }
  expect(statSync(file).size).toBeGreaterThan(32 * 1024 * 1024);
}

/** Overwrites a page in the middle of those that hold posts. */
function damagePage(file: string, type: 'leaf' | 'overflow'): void {
  let page: number;
  {
    using db = lookInto(file);
    const pages = db.prepare("SELECT pageno FROM dbstat WHERE name = 'posts' AND pagetype = ?").pluck().all(type);
    page = pages[Math.floor(pages.length / 2)] as number;
  }
  overwrite(file, (page - 1) * pageBytes, garbage);
}

test('damage in a large file is met in use, and makes the next start check the whole file', async () => {
  using folder = tempFolder();
  large(folder.file);
  damagePage(folder.file, 'overflow');
  {
    await using store = await testStore(folder.path);
    expect(store.movedAside).toBe(null);
    const ids = Array.from({ length: 18 }, (_, i) => i + 1);
    const read = await Promise.allSettled(ids.map((id) => store.request(id)));
    const failed = read.filter((result) => result.status === 'rejected');
    // What is whole stays of use until then.
    expect(failed).toHaveLength(1);
    expect(failed[0]?.reason).toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringMatching(/file is damaged\. Restart Tapline/),
    });
  }
  await using store = await testStore(folder.path);
  expect(store.movedAside).toMatch(/damaged/);
  expect(existsSync(`${folder.file}.check`)).toBe(false);
});

test('damage that shows only when the writer starts moves a large file aside at once', async () => {
  using folder = tempFolder();
  large(folder.file);
  damagePage(folder.file, 'leaf');
  await using store = await testStore(folder.path);
  expect(store.movedAside).toMatch(/damaged/);
  expect(await store.append(captured())).toBe(1);
});

test('a check that finds nothing leaves the file where it is, and is done once', () => {
  using folder = tempFolder();
  filled(folder.file, 10);
  askForCheck(folder.file);
  expect((statSync(`${folder.file}.check`).mode & 0o777).toString(8)).toBe('600');
  const { db, movedAside } = openForWriting(folder.file);
  expect([movedAside, db.prepare('SELECT count(*) FROM posts').pluck().get()]).toEqual([null, 10]);
  db.close();
  expect(existsSync(`${folder.file}.check`)).toBe(false);
});

test('while the app runs, a damaged file is not moved away under its readers', () => {
  using folder = tempFolder();
  writeFileSync(folder.file, garbage);
  expect(() => openForWriting(folder.file, { mayMoveAside: false })).toThrow(/cannot be opened/);
  expect(readdirSync(folder.path)).toEqual(['tapline.db']);
});
