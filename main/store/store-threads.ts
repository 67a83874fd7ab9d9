import type { Worker } from 'node:worker_threads';
import { messageOf, StartError } from '../errors.ts';
import type { DecodeSettings } from './decoding.ts';
import { keepThread } from './kept-thread.ts';
import { lateThread } from './late-thread.ts';
import { createLogWriter, type LogWriter } from './log-writer.ts';
import type { ReaderCalls, ReaderData } from './reader-thread.ts';
import { type Thread, ThreadError, threadEntry } from './thread.ts';
import type { WriterCalls } from './writer.ts';
import type { WriterData, WriterReady } from './writer-thread.ts';

/** What the writer counts. */
export type Counts = Pick<WriterReady, 'lastId' | 'visibleId' | 'total' | 'unread'>;

export interface StoreThreads {
  writer: Thread<WriterCalls>;
  reader: Thread<ReaderCalls>;
  /** Reads, too: what counts and gathers, so that a page or a search never waits behind it. */
  counter: Thread<ReaderCalls> & { readonly started: boolean };
  /** Has the log written back, by the thread that counts where there is one, else by the one that searches. */
  log: Pick<LogWriter, 'close'>;
  /** What the writer said at its first start. */
  ready: WriterReady;
  /** From now on posts are decoded by these, also by a reader that is started again. */
  decodeBy(settings: DecodeSettings): Promise<void>;
}

/**
 * Starts the writer of a database and keeps it running. The reader follows, and nothing waits for it but the first look at posts; the
 * counter is started by its first call.
 * @throws StartError when the database cannot be opened
 */
export async function startStoreThreads(options: {
  file: string;
  /** Counted anew: at a start of the writer, or after retention removed posts. */
  onCounted(counts: Counts): void;
  onRetained(removed: number): void;
  onFault(message: string): void;
  onThread?: ((thread: Worker) => void) | undefined;
  /** A thread for the writer that was started before. */
  spare?: Worker | null | undefined;
}): Promise<StoreThreads> {
  const { file, onThread, onFault } = options;
  let first: WriterReady | null = null;
  let settings: DecodeSettings = { endpoints: [], maskedNames: [] };
  const startWriter = () =>
    keepThread<WriterCalls, WriterReady>({
      entry: threadEntry('store-writer'),
      spare: options.spare,
      // Started again, it must not move the file away under the reader.
      data: () => ({ file, mayMoveAside: first === null }) satisfies WriterData,
      onThread,
      onReady(ready) {
        first ??= ready;
        options.onCounted(ready);
      },
      onNote(note, value) {
        if (note === 'fault') return onFault(String(value));
        if (note === 'log') return void writeBack();
        if (note !== 'retained') return;
        const retained = value as Counts & { removed: number };
        options.onCounted(retained);
        options.onRetained(retained.removed);
      },
      onFault,
    });
  const startReader = (task: ReaderData['task']) =>
    keepThread<ReaderCalls, null>({
      entry: threadEntry('store-reader'),
      data: () => ({ file, settings, task }) satisfies ReaderData,
      onThread,
      onReady() {},
      onNote: (_note, value) => onFault(String(value)),
      onFault,
    });
  const reader = lateThread(() => startReader('search'));
  const counter = lateThread(() => startReader('count'));
  // A search that waits for the disk would be noticed; numbers may come a moment later.
  const log = createLogWriter(() => (counter.started ? counter : reader).call('writeBack', undefined), onFault);
  let writer: Thread<WriterCalls> | null = null;
  async function writeBack(): Promise<void> {
    await log.writeBack();
    // One that was started again meanwhile asks again.
    await writer?.call('logWrittenBack', undefined).catch(() => undefined);
  }
  try {
    writer = await startWriter();
    const ready = first as WriterReady | null;
    if (!ready) throw new Error('A writer that started was ready.');
    const decodeBy = async (next: DecodeSettings) => {
      settings = next;
      await Promise.all([reader, ...(counter.started ? [counter] : [])].map((one) => one.call('useSettings', next)));
    };
    // The answer is not waited for: posts can be stored now, and starting a thread takes longer than all that is left to do.
    decodeBy({ endpoints: ready.endpoints, maskedNames: ready.settings.maskedNames }).catch((error: unknown) =>
      onFault(messageOf(error)),
    );
    return { writer, reader, counter, log, ready, decodeBy };
  } catch (error) {
    if (error instanceof ThreadError && error.name === 'StartError') throw new StartError(error.message);
    throw new StartError(
      `The database ${file} cannot be used (${messageOf(error)}). Move it away, or name another folder with --data.`,
      { cause: error },
    );
  }
}
