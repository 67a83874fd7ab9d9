import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { TaplineError } from '../errors.ts';

/** Messages between the main thread and a store thread. */
export interface CallMessage {
  seq: number;
  op: string;
  argument: unknown;
}
export type ThreadMessage =
  | { type: 'ready'; value: unknown }
  | { type: 'failed'; name: string; message: string }
  | { type: 'result'; seq: number; value: unknown }
  | { type: 'error'; seq: number; code: string | null; name: string; message: string }
  /** Unasked news, such as the indexer's progress or a log line. */
  | { type: 'note'; note: string; value: unknown };

/** An error that came over from a thread; `code` is SQLite's or one of ours. */
export class ThreadError extends Error {
  readonly code: string | null;
  constructor(name: string, message: string, code: string | null) {
    super(message);
    this.name = name;
    this.code = code;
  }
}

type Calls = Record<string, (argument: never) => unknown>;

/** A thread that answers calls one after the other, typed by the object of functions it serves. */
export interface Thread<C extends Calls> {
  call<Op extends keyof C & string>(
    op: Op,
    argument: Parameters<C[Op]>[0],
    transfer?: ArrayBuffer[],
  ): Promise<Awaited<ReturnType<C[Op]>>>;
  /** Asks it to finish, and waits until it did. */
  close(): Promise<void>;
}

export interface StartedThread<C extends Calls, Ready> {
  thread: Thread<C>;
  ready: Ready;
}

export interface ThreadOptions {
  entry: URL;
  data: unknown;
  onNote?(note: string, value: unknown): void;
  /** The thread ended without being asked to, after it was ready; calls under way were rejected. */
  onDeath?(error: Error): void;
  /** A thread of this entry that was started before; it is given the data. */
  spare?: Worker | null | undefined;
  /** Told of the thread itself when it was made. */
  onThread?: ((worker: Worker) => void) | undefined;
}

/**
 * The file of a thread's entry: the TypeScript source when run from source, the built entry beside this bundle otherwise.
 * @param name `store-writer` or `store-reader`
 */
export function threadEntry(name: 'store-writer' | 'store-reader'): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(fromSource ? `./${name.slice('store-'.length)}-thread.ts` : `./${name}.js`, import.meta.url);
}

const youngMegabytes = 6;

/** A thread compiles what it runs by itself; this lets it take what an earlier start kept, where the main thread does. */
function withCompileCache(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // A folder for this version of Node, in the one that was asked for.
  const folder = getCompileCacheDir();
  return folder === undefined ? env : { ...env, NODE_COMPILE_CACHE: dirname(folder) };
}

/**
 * Starts a thread that is given its data later: loading its code takes long, and needs none. It does not keep the process alive
 * until then.
 */
export function spareThread(name: 'store-writer'): Worker {
  const worker = newThread(threadEntry(name), null);
  worker.unref();
  return worker;
}

function newThread(entry: URL, data: unknown): Worker {
  return new Worker(entry, {
    workerData: data,
    env: withCompileCache(process.env),
    // What a thread makes is short-lived; by default its garbage may grow to several times as much before it is looked at.
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  });
}

/**
 * Starts a thread and waits until it is ready.
 * @throws ThreadError when it could not start; its name and message are those of the error inside
 */
export async function startThread<C extends Calls, Ready>(options: ThreadOptions): Promise<StartedThread<C, Ready>> {
  const worker = options.spare ?? newThread(options.entry, options.data);
  if (options.spare) {
    worker.ref();
    worker.postMessage(options.data);
  }
  options.onThread?.(worker);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let seq = 0;
  let closing = false;
  const { promise: started, resolve: onReady, reject: onFailed } = Promise.withResolvers<Ready>();
  const { promise: ended, resolve: onEnd } = Promise.withResolvers<void>();

  worker.on('message', (message: ThreadMessage) => {
    if (message.type === 'ready') onReady(message.value as Ready);
    else if (message.type === 'failed') onFailed(new ThreadError(message.name, message.message, null));
    else if (message.type === 'note') options.onNote?.(message.note, message.value);
    else {
      const call = waiting.get(message.seq);
      waiting.delete(message.seq);
      if (message.type === 'result') call?.resolve(message.value);
      else call?.reject(new ThreadError(message.name, message.message, message.code));
    }
  });
  let fault: Error | null = null;
  let death: Error | null = null;
  let isReady = false;
  worker.on('error', (error: Error) => {
    fault = error;
  });
  worker.on('exit', (code) => {
    const reason = (fault?.message ?? `code ${code}`).replace(/\.$/, '');
    death = new ThreadError('ThreadEnded', `A thread of the database ended (${reason}); it is started again.`, null);
    onFailed(fault ?? death);
    for (const call of waiting.values()) call.reject(death);
    waiting.clear();
    onEnd();
    if (isReady && !closing) options.onDeath?.(death);
  });

  const ready = await started;
  isReady = true;
  return {
    ready,
    thread: {
      call(op, argument, transfer = []) {
        const { promise, resolve, reject } = Promise.withResolvers<unknown>();
        if (closing) return Promise.reject(new TaplineError('STORAGE_FAILED', 'Tapline is closing.'));
        // A message to a thread that is gone would be answered by nobody.
        if (death) return Promise.reject(death);
        seq++;
        waiting.set(seq, { resolve, reject });
        worker.postMessage({ seq, op, argument } satisfies CallMessage, transfer);
        return promise as never;
      },
      async close() {
        closing = true;
        worker.postMessage(null);
        await ended;
      },
    },
  };
}
