import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import { startBackground } from './background.ts';
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
  /** Posts up to here have their rows; those above wait in the intake. */
  visibleId: number;
  total: number;
  unread: number;
  movedAside: string | null;
}

/**
 * A large file is not checked whole before it is used; damage may show when the writer reads what it needs.
 * Then the file is opened again, and checked.
 */
function openWriter(
  { file, mayMoveAside }: WriterData,
  { fault, writeBack }: { fault(error: unknown): void; writeBack(): void },
) {
  for (let isChecked = false; ; isChecked = true) {
    const { db, movedAside } = openForWriting(file, { mayMoveAside });
    try {
      return { db, movedAside, writer: createWriter(db, fault, writeBack) };
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
  const writeBack = () => tell({ type: 'note', note: 'log', value: null });
  const { db, writer, movedAside } = openWriter({ file, mayMoveAside }, { fault, writeBack });
  const background = startBackground({ writer, tell, fault });

  tell({ type: 'ready', value: { ...writer.values, ...writer.counts(), movedAside } satisfies WriterReady });
  serveCalls({
    calls: () => writer.calls,
    close() {
      background.stop();
      db.close();
    },
    after: background.served,
  });
}

function begin(data: WriterData): void {
  try {
    start(data);
  } catch (error) {
    tell({ type: 'failed', name: error instanceof Error ? error.name : 'Error', message: messageOf(error) });
  }
}

const given = workerData as WriterData | null;
if (given) begin(given);
else parentPort?.once('message', begin);
