import { workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { messageOf } from '../errors.ts';
import type { DecodeSettings } from './decoding.ts';
import { keepTail } from './keep-tail.ts';
import { openForReading, openForWritingBack } from './open.ts';
import { createReader, type Reader } from './reader.ts';
import { serveCalls, tell } from './serve-calls.ts';

/** What the reader thread is started with. */
export interface ReaderData {
  file: string;
  settings: DecodeSettings;
  /**
   * What it does between the calls: the one that searches takes in posts that wait for the index, the one that counts goes on
   * counting.
   */
  task: 'search' | 'count';
}

/** What this thread does beside reading: it has time while no one looks. */
const logCalls = {
  /**
   * Writes what is in the write-ahead log back into the file, as far as no reader needs it there. Commits go on meanwhile; what they
   * add is left for the next time.
   */
  writeBack(): void {
    log ??= openForWritingBack(file);
    log.pragma('wal_checkpoint(PASSIVE)');
  },
};

export type ReaderCalls = Reader & typeof logCalls;

const { file, settings, task } = workerData as ReaderData;
let db: Database | null = null;
let log: Database | null = null;
let reader: Reader | null = null;

/** Opened by the first call: the thread starts beside the writer thread, which may have to make the file first. */
function open(): Reader {
  db ??= openForReading(file);
  reader ??= createReader(db, settings, {
    onFault: (error) => tell({ type: 'note', note: 'fault', value: messageOf(error) }),
    keepsCounts: task === 'count',
  });
  return reader;
}

tell({ type: 'ready', value: null });
// Numbers are looked at while they grow, so their rest is shorter.
const keepUp = task === 'search' ? keepTail(() => open().keepUp(), 2) : keepTail(() => open().countOn(), 1);
serveCalls({
  calls: (op) => (op in logCalls ? logCalls : open()),
  close() {
    keepUp.stop();
    db?.close();
    log?.close();
  },
  after: keepUp.served,
});
