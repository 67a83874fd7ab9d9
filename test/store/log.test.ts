import { statSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { watchLog } from '../../main/store/log-watch.ts';
import { openForReading, openForWriting, openForWritingBack } from '../../main/store/open.ts';
import { captured, lookInto, tempFolder, testStore, until } from '../helpers/store.ts';

const mebibyte = 1024 * 1024;

/** A connection that writes, another that writes the log back, and the watch between them. */
function openLog(file: string) {
  const { db } = openForWriting(file);
  const other = openForWritingBack(file);
  const asked = { times: 0 };
  let now = 0;
  const log = watchLog(
    db,
    () => asked.times++,
    () => now,
  );
  /** Says after so many milliseconds that something was committed. */
  const wrote = (afterMs: number): void => {
    now += afterMs;
    log.wrote();
  };
  db.exec('CREATE TABLE things (thing BLOB)');
  const insert = db.prepare('INSERT INTO things VALUES (zeroblob(?))');
  return {
    wrote,
    writtenBack: log.writtenBack,
    clear: log.clear,
    asked,
    put: (bytes: number) => void insert.run(bytes),
    writeBack: () => void other.pragma('wal_checkpoint(PASSIVE)'),
    log: () => statSync(`${file}-wal`).size,
    /** What of the log is not in the file. */
    waiting() {
      const [state] = db.pragma('wal_checkpoint(NOOP)') as [{ log: number; checkpointed: number }];
      return state.log - state.checkpointed;
    },
    [Symbol.dispose]() {
      other.close();
      db.close();
    },
  };
}

/** It looks now and then only, and later where that did not help. */
const nextLookMs = 20;
const heldUpMs = 1000;

describe('the write-ahead log', () => {
  test('is written back when there is enough of it, once at a time', () => {
    using folder = tempFolder();
    using log = openLog(folder.file);
    log.put(mebibyte);
    for (let i = 0; i < 10; i++) log.wrote(heldUpMs);
    expect(log.asked.times).toBe(0);
    log.put(4 * mebibyte);
    log.wrote(nextLookMs - 1);
    expect(log.asked.times).toBe(0);
    log.wrote(1);
    expect(log.asked.times).toBe(1);
    log.put(8 * mebibyte);
    log.wrote(heldUpMs);
    expect(log.asked.times).toBe(1);
    log.writeBack();
    log.writtenBack();
    expect(log.waiting()).toBe(0);
    log.put(5 * mebibyte);
    log.wrote(nextLookMs);
    expect(log.asked.times).toBe(2);
  });

  test('begins anew when it is long, though something was written meanwhile each time', () => {
    using folder = tempFolder();
    using log = openLog(folder.file);
    for (let round = 1; round <= 20; round++) {
      log.put(5 * mebibyte);
      log.wrote(nextLookMs);
      expect(log.asked.times).toBe(round);
      log.writeBack();
      log.put(mebibyte);
      log.writtenBack();
    }
    // 120 MiB were written.
    expect(log.log()).toBeLessThan(28 * mebibyte);
  });

  test('is left alone for a while when somebody reads it', () => {
    using folder = tempFolder();
    using log = openLog(folder.file);
    const reader = openForReading(folder.file);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM things').get();
    log.put(6 * mebibyte);
    log.wrote(nextLookMs);
    expect(log.asked.times).toBe(1);
    log.writeBack();
    const waiting = log.waiting();
    expect(waiting).toBeGreaterThan(0);
    log.writtenBack();
    log.wrote(heldUpMs - 1);
    expect(log.asked.times).toBe(1);
    reader.exec('COMMIT');
    reader.close();
    log.wrote(1);
    expect(log.asked.times).toBe(2);
    log.writeBack();
    expect(log.waiting()).toBe(0);
  });

  test('is written back whole where that is wanted, also behind what is under way', () => {
    using folder = tempFolder();
    using log = openLog(folder.file);
    log.put(100);
    log.clear();
    expect(log.asked.times).toBe(1);
    log.writeBack();
    log.put(100);
    log.clear();
    expect(log.asked.times).toBe(1);
    log.writtenBack();
    expect(log.asked.times).toBe(2);
    log.writeBack();
    log.writtenBack();
    log.clear();
    expect(log.asked.times).toBe(2);
  });
});

test('a thread that reads writes it back while posts are stored, also when it ended once', async () => {
  using folder = tempFolder();
  const threads: Worker[] = [];
  const faults: string[] = [];
  await using store = await testStore(folder.path, {
    onThread: (thread) => threads.push(thread),
    onFault: (message) => faults.push(message),
  });
  const body = Buffer.alloc(mebibyte, 'x');
  const put = async (posts: number) => {
    for (let i = 0; i < posts; i++) await store.append(captured({ body }));
  };
  await until('the reader is there', () => threads.length === 2);
  // The file has what the log had.
  const inFile = () => statSync(folder.file).size;
  await put(8);
  await until('it is written back', () => inFile() > 4 * mebibyte);
  await threads[1]?.terminate();
  await until('another one is started', () => threads.length === 3);
  const before = inFile();
  await until('it is written back', async () => {
    await put(1);
    return inFile() > before + 4 * mebibyte;
  });
  expect(faults).toContainEqual(expect.stringMatching(/^A thread of the database ended .*started again\.$/));
  expect(store.total).toBe(store.lastId);
  using db = lookInto(folder.file);
  expect(db.pragma('quick_check', { simple: true })).toBe('ok');
});

test('where posts are counted, the thread that counts writes it back', async () => {
  using folder = tempFolder();
  const threads: Worker[] = [];
  await using store = await testStore(folder.path, { onThread: (thread) => threads.push(thread) });
  await until('the reader is there', () => threads.length === 2);
  await store.facets('kind:status');
  expect(threads).toHaveLength(3);
  // The one that searches is not needed for it.
  const searching = new Promise((ended) => threads[1]?.once('exit', ended));
  await threads[1]?.terminate();
  await searching;
  const body = Buffer.alloc(mebibyte, 'x');
  await until('it is written back', async () => {
    await store.append(captured({ body }));
    return statSync(folder.file).size > 4 * mebibyte;
  });
  expect(store.total).toBe(store.lastId);
});
