import { workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { messageOf } from '../errors.ts';
import type { DecodeSettings } from './decoding.ts';
import { keepTail } from './keep-tail.ts';
import { openForReading } from './open.ts';
import { createReader, type Reader } from './reader.ts';
import { serveCalls, tell } from './serve-calls.ts';

/** What the reader thread is started with. */
export interface ReaderData {
  file: string;
  settings: DecodeSettings;
}

const { file, settings } = workerData as ReaderData;
let db: Database | null = null;
let reader: Reader | null = null;

/** Opened by the first call: the thread starts beside the writer thread, which may have to make the file first. */
function open(): Reader {
  db ??= openForReading(file);
  reader ??= createReader(db, settings, {
    onFault: (error) => tell({ type: 'note', note: 'fault', value: messageOf(error) }),
  });
  return reader;
}

tell({ type: 'ready', value: null });
const keepUp = keepTail(() => open().keepUp());
serveCalls({
  calls: open,
  close() {
    keepUp.stop();
    db?.close();
  },
  after: keepUp.served,
});
