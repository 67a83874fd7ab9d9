import { workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import { limits } from '../limits.ts';
import { askForCheck, isDamage } from './damage.ts';
import { openForWriting } from './open.ts';
import { serveCalls, tell } from './serve-calls.ts';
import type { Values } from './values.ts';
import { createWriter } from './writer.ts';

/** What the writer thread is started with. */
export interface WriterData {
  file: string;
  /** True at the start of the app, when nobody else has the file open. */
  mayMoveAside: boolean;
}

/** What the writer thread says once it can take posts. */
export interface WriterReady extends Values {
  lastId: number;
  total: number;
  unread: number;
  movedAside: string | null;
}

/** How often retention is looked at while nothing else happens. */
const retainEveryMs = 5000;

/** While posts come, a step of indexing is short, and the rest after it so many times as long: they are waited for. */
const busyRows = 100;
const restShare = 2;

/** Posts that may wait for the index before it stops resting: searches look at each of them. */
const patientPosts = 20_000;

/** How long background work rests after a fault. */
const faultRestMs = 1000;

/**
 * A large file is not checked whole before it is used; damage may show when the writer reads what it needs.
 * Then the file is opened again, and checked.
 */
function openWriter({ file, mayMoveAside }: WriterData, fault: (error: unknown) => void) {
  for (let isChecked = false; ; isChecked = true) {
    const { db, movedAside } = openForWriting(file, { mayMoveAside });
    try {
      return { db, movedAside, writer: createWriter(db, fault) };
    } catch (error) {
      db.close();
      if (isChecked || !mayMoveAside || !isDamage(error)) throw error;
      askForCheck(file);
    }
  }
}

function start({ file, mayMoveAside }: WriterData): void {
  let lastFault = '';
  function fault(error: unknown): void {
    if (isDamage(error)) askForCheck(file);
    const message = messageOf(error);
    // Background work meets a full disk every second; it is told once.
    if (message !== lastFault) tell({ type: 'note', note: 'fault', value: message });
    lastFault = message;
  }
  const { db, writer, movedAside } = openWriter({ file, mayMoveAside }, fault);
  let timer: NodeJS.Timeout | null = null;
  let retaining: NodeJS.Immediate | null = null;
  /** True when posts came since the last step of indexing. */
  let busy = false;

  /**
   * One step of indexing between two commits. While a full step is there to do the next one follows, at once when nothing
   * else came, after a rest while posts pour in. A handful of rows waits a moment for company.
   */
  function index(): void {
    timer = null;
    const began = performance.now();
    const most = busy ? busyRows : limits.store.indexRows;
    try {
      const rows = writer.indexer.step(most);
      const isPatient = busy && writer.counts().lastId - writer.indexer.watermark < patientPosts;
      const rest = isPatient ? restShare * (performance.now() - began) : 0;
      busy = false;
      plan(rows >= most ? rest : limits.store.indexDelayMs);
    } catch (error) {
      fault(error);
      timer = setTimeout(index, faultRestMs);
    }
  }
  function plan(delay: number): void {
    if (timer === null && writer.counts().lastId > writer.indexer.watermark) timer = setTimeout(index, delay);
  }

  /** One slice of removal, or of tidying after it, and the next when the calls that came meanwhile are served. */
  function retain(): void {
    retaining = null;
    try {
      const removed = writer.retain();
      if (removed > 0) tell({ type: 'note', note: 'retained', value: { removed, ...writer.counts() } });
      if (removed > 0 || writer.tidy()) planRetaining();
    } catch (error) {
      fault(error);
    }
  }
  function planRetaining(): void {
    retaining ??= setImmediate(retain);
  }
  const every = setInterval(planRetaining, retainEveryMs);

  tell({ type: 'ready', value: { ...writer.values, ...writer.counts(), movedAside } satisfies WriterReady });
  serveCalls({
    calls: () => writer.calls,
    close() {
      clearInterval(every);
      if (timer) clearTimeout(timer);
      if (retaining) clearImmediate(retaining);
      db.close();
    },
    after(op) {
      plan(limits.store.indexDelayMs);
      if (op === 'append') busy = true;
      if (op === 'putSettings') planRetaining();
    },
  });
  plan(0);
}

try {
  start(workerData as WriterData);
} catch (error) {
  tell({ type: 'failed', name: error instanceof Error ? error.name : 'Error', message: messageOf(error) });
}
