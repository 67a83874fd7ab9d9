import { workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import { limits } from '../limits.ts';
import { openForWriting } from './open.ts';
import { serveCalls, tell } from './serve-calls.ts';
import type { Values } from './values.ts';
import { createWriter } from './writer.ts';

/** What the writer thread says once it can take posts. */
export interface WriterReady extends Values {
  lastId: number;
  total: number;
  unread: number;
  movedAside: string | null;
}

/** How often retention is looked at while nothing else happens. */
const retainEveryMs = 5000;

function start(file: string): void {
  const { db, movedAside } = openForWriting(file);
  const fault = (error: unknown) => tell({ type: 'note', note: 'fault', value: messageOf(error) });
  const writer = createWriter(db, fault);
  let timer: NodeJS.Timeout | null = null;

  /**
   * One step of indexing between two commits. While a full step is there to do, the next one follows as soon as the posts
   * that came meanwhile are stored; a handful of rows waits a moment for company, to share a commit.
   */
  function index(): void {
    timer = null;
    try {
      const rows = writer.indexer.step();
      if (rows > 0) tell({ type: 'note', note: 'indexed', value: writer.indexer.watermark });
      plan(rows >= limits.store.indexRows ? 0 : limits.store.indexDelayMs);
    } catch (error) {
      fault(error);
      timer = setTimeout(index, 1000);
    }
  }
  function plan(delay: number): void {
    if (timer === null && writer.counts().lastId > writer.indexer.watermark) timer = setTimeout(index, delay);
  }
  function retain(): void {
    try {
      const removed = writer.retain();
      if (removed > 0) {
        tell({ type: 'note', note: 'retained', value: { removed, ...writer.counts() } });
        setImmediate(retain);
      }
    } catch (error) {
      fault(error);
    }
  }
  const retaining = setInterval(retain, retainEveryMs);

  tell({ type: 'ready', value: { ...writer.values, ...writer.counts(), movedAside } satisfies WriterReady });
  serveCalls(
    writer.calls,
    () => {
      clearInterval(retaining);
      if (timer) clearTimeout(timer);
      db.close();
    },
    () => plan(limits.store.indexDelayMs),
  );
  plan(0);
}

try {
  start((workerData as { file: string }).file);
} catch (error) {
  tell({ type: 'failed', name: error instanceof Error ? error.name : 'Error', message: messageOf(error) });
}
