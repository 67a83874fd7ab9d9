import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { defaultEndpoints } from '../../contract/index.ts';
import { openForReading, openForWriting } from '../../main/store/open.ts';
import { pack, packTexts } from '../../main/store/packing.ts';
import { createReader, type Reader } from '../../main/store/reader.ts';
import { openStore, type StoreOptions } from '../../main/store/store.ts';
import type { CapturedPost, Store } from '../../main/store/types.ts';
import { createWriter, type Writer } from '../../main/store/writer.ts';

/** A fresh folder that is gone afterwards. */
export function tempFolder(): { path: string; file: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'tapline-store-'));
  return {
    path,
    file: join(path, 'tapline.db'),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A store that closes itself; the folder is the caller's. */
export async function testStore(folder: string, options: Partial<StoreOptions> = {}): Promise<Store & AsyncDisposable> {
  const store = await openStore({ folder, ...options });
  let closed: Promise<void> | null = null;
  const close = () => {
    closed ??= store.close();
    return closed;
  };
  return Object.defineProperties({} as Store & AsyncDisposable, {
    ...Object.getOwnPropertyDescriptors(store),
    close: { value: close },
    [Symbol.asyncDispose]: { value: close },
  });
}

/** A post; what is not named is a plain callback. */
export function captured(parts: Partial<CapturedPost> = {}): CapturedPost {
  return {
    receivedAt: Date.UTC(2026, 10, 1, 12),
    receiveMs: 1.5,
    method: 'POST',
    target: '/callback',
    httpVersion: '1.1',
    rawHeaders: ['Host', 'calm-fox.example', 'Content-Type', 'application/x-www-form-urlencoded'],
    rawTrailers: [],
    body: Buffer.from('phone=13125550142&code=12345&message=join+please'),
    remoteAddress: '127.0.0.1',
    via: 'local',
    responseStatus: 200,
    ...parts,
  };
}

/** A post with these parameters in its body. */
export function form(target: string, fields: Record<string, string>, parts: Partial<CapturedPost> = {}): CapturedPost {
  return captured({ target, body: Buffer.from(new URLSearchParams(fields).toString()), ...parts });
}

/** Waits until `check` holds. */
export async function until(what: string, check: () => boolean | Promise<boolean>, deadlineMs = 15_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`Not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Asks until the numbers are exact: an answer has its time, and what is over by then is counted on between answers. */
export async function untilExact<T extends { exact: boolean }>(ask: () => Promise<T>): Promise<T> {
  let answer = await ask();
  await until('the numbers are exact', async () => {
    if (!answer.exact) answer = await ask();
    return answer.exact;
  });
  return answer;
}

/** A connection of somebody else, for a look at what is on disk. */
export function lookInto(file: string): Database.Database & Disposable {
  const db = new Database(file, { readonly: true });
  return Object.assign(db, { [Symbol.dispose]: () => void db.close() });
}

/** The store's two halves without their threads, so that a test decides when posts are indexed. */
export interface Engine extends Disposable {
  db: Database.Database;
  writer: Writer;
  reader: Reader;
  /** Stores posts in one commit; returns their ids. */
  add(...posts: CapturedPost[]): number[];
  /** Removes these posts, slice by slice; returns how many there were. */
  remove(ids: readonly number[]): number;
  /** Indexes what is stored; at most so many steps of 250. */
  index(steps?: number): void;
  /** Ids that a query finds, newest first, page by page. */
  find(query: string, page?: number): number[];
}

export function openEngine(file: string): Engine {
  const { db } = openForWriting(file);
  const faults: unknown[] = [];
  const writer = createWriter(db, (error) => faults.push(error));
  const reading = openForReading(file);
  const reader = createReader(
    reading,
    { endpoints: defaultEndpoints, maskedNames: [] },
    { onFault: (error) => faults.push(error), countMs: Number.POSITIVE_INFINITY },
  );
  return {
    db,
    writer,
    reader,
    add(...posts) {
      const { firstId } = writer.calls.append({ posts: posts.length, block: pack(posts, posts.map(packTexts)) });
      while (writer.calls.unfold().visibleId < writer.appender.lastId);
      return posts.map((_, i) => firstId + i);
    },
    remove(ids) {
      let removed = 0;
      for (let at = 0; at < ids.length; ) {
        const slice = writer.calls.remove(ids.slice(at));
        at += slice.taken;
        removed += slice.removed;
      }
      return removed;
    },
    index(steps = Number.POSITIVE_INFINITY) {
      for (let i = 0; i < steps && writer.indexer.step() > 0; i++);
    },
    find(query, page = 1000) {
      const ids: number[] = [];
      let before: string | undefined;
      do {
        const { posts, next } = reader.list({ query, limit: page, before });
        ids.push(...posts.map((post) => post.id));
        before = next ?? undefined;
      } while (before !== undefined);
      return ids;
    },
    [Symbol.dispose]() {
      reading.close();
      db.close();
      if (faults.length > 0) throw faults[0];
    },
  };
}
