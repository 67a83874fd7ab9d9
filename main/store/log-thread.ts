import { workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { openForWritingBack } from './open.ts';
import { serveCalls, tell } from './serve-calls.ts';

/** What the thread of the write-ahead log is started with. */
export interface LogData {
  file: string;
}

const { file } = workerData as LogData;
let db: Database | null = null;

const calls = {
  /**
   * Writes what is in the log back into the file, as far as no reader needs it there. Commits go on meanwhile; what they add is left for
   * the next time.
   */
  writeBack(): void {
    db ??= openForWritingBack(file);
    db.pragma('wal_checkpoint(PASSIVE)');
  },
};

export type LogCalls = typeof calls;

tell({ type: 'ready', value: null });
serveCalls({ calls: () => calls, close: () => db?.close() });
