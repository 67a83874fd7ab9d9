import { join } from 'node:path';
import type { Endpoint, Settings } from '../../contract/index.ts';
import { type ErrorCode, errorCodes } from '../../contract/index.ts';
import { messageOf, StartError, TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import { createAppendQueue } from './append-queue.ts';
import type { Reader } from './reader.ts';
import { startThread, type Thread, ThreadError, threadEntry } from './thread.ts';
import type { Store } from './types.ts';
import type { WriterCalls } from './writer.ts';
import type { WriterReady } from './writer-thread.ts';

export interface StoreOptions {
  /** The data folder; the caller owns its lock. */
  folder: string;
  /** Called when storing starts or stops working. */
  onHealth?(problem: string | null): void;
  /** Called when retention removed posts. */
  onRetained?(removed: number, total: number): void;
  /** Faults that nobody waits for, for the log. */
  onFault?(message: string): void;
}

/** How often a store that failed is tried again. */
const retryMs = 2000;

/**
 * Opens the data folder's database and starts its writer and reader threads.
 * @throws StartError when it cannot be opened
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const file = join(options.folder, 'tapline.db');
  const counts = { lastId: 0, total: 0, unread: 0 };
  const writer = await startWriter(file, options);
  const { ready } = writer;
  let { settings, endpoints } = ready;
  const decodeSettings = () => ({ endpoints, maskedNames: settings.maskedNames });
  const { thread: reader } = await startThread<Reader, null>({
    entry: threadEntry('store-reader'),
    data: { file, settings: decodeSettings() },
    onNote: (_note, value) => options.onFault?.(String(value)),
    onDeath: (error) => options.onFault?.(`The reading thread ended: ${error.message}`),
  }).catch((error: unknown) => {
    throw new StartError(`The database ${file} cannot be read (${messageOf(error)}).`, { cause: error });
  });

  let broken = false;
  let retry: NodeJS.Timeout | null = null;
  function healthy(): void {
    if (!broken) return;
    broken = false;
    options.onHealth?.(null);
  }
  /** Says so once, then tries until the disk takes writes again, so that the alarm ends without waiting for a post. */
  function failed(error: unknown): TaplineError {
    const problem = describe(error);
    if (!broken) {
      broken = true;
      options.onHealth?.(problem);
    }
    retry ??= setTimeout(() => {
      retry = null;
      writer.call('tryWrite', undefined).then(healthy, failed);
    }, retryMs);
    return new TaplineError('STORAGE_FAILED', problem, { cause: error });
  }

  const queue = createAppendQueue(async (block) => {
    try {
      const stored = await writer.call('append', block, [block]);
      counts.lastId = stored.firstId + stored.count - 1;
      counts.total += stored.count;
      counts.unread += stored.count;
      healthy();
      return stored;
    } catch (error) {
      throw failed(error);
    }
  });

  async function write<Op extends keyof WriterCalls>(op: Op, argument: Parameters<WriterCalls[Op]>[0]) {
    try {
      return await writer.call(op, argument);
    } catch (error) {
      throw new TaplineError('STORAGE_FAILED', describe(error), { cause: error });
    }
  }
  async function read<Op extends keyof Reader>(op: Op, argument: Parameters<Reader[Op]>[0]) {
    try {
      return await reader.call(op, argument);
    } catch (error) {
      if (error instanceof ThreadError && error.code && error.code in errorCodes) {
        throw new TaplineError(error.code as ErrorCode, error.message);
      }
      throw new TaplineError('STORAGE_FAILED', describe(error), { cause: error });
    }
  }

  return {
    append: (post) => queue.append(post),
    list: (request) => read('list', request),
    since: (after, limit) => read('since', { after, limit }),
    summaries: (ids) => read('summaries', ids),
    post: (id) => read('post', id),
    request: async (id) => {
      const request = await read('request', id);
      return { ...request, body: Buffer.from(request.body) };
    },
    timeline: (id) => read('timeline', id),
    async mark(id, marks) {
      const { found, unread } = await write('mark', { id, marks });
      counts.unread = unread;
      const [summary] = found ? await read('summaries', [id]) : [];
      if (!summary) throw new TaplineError('POST_NOT_FOUND', `There is no post ${id}; it may have been deleted.`);
      return summary;
    },
    async delete(query) {
      // Posts that arrive meanwhile are not meant.
      let upTo = counts.lastId;
      let deleted = 0;
      for (;;) {
        const ids = await read('matching', { query, upTo, limit: limits.store.deleteRows });
        const oldest = ids.at(-1);
        if (oldest === undefined) return deleted;
        const result = await write('remove', ids);
        deleted += result.removed;
        take(result);
        upTo = oldest - 1;
      }
    },
    deliveries: (postId) => read('deliveries', postId),
    addDelivery: async (delivery) => ({ ...delivery, id: await write('addDelivery', delivery) }),
    incidents: (limit) => read('incidents', limit),
    addIncident: async (incident) => ({ ...incident, id: await write('addIncident', incident) }),
    outages: (limit) => read('outages', limit),
    putOutage: (outage) => write('putOutage', outage),
    get settings() {
      return settings;
    },
    get endpoints() {
      return endpoints;
    },
    async putSettings(next: Settings) {
      await write('putSettings', next);
      settings = next;
      await read('useSettings', decodeSettings());
    },
    async putEndpoints(next: Endpoint[]) {
      await write('putEndpoints', next);
      endpoints = next;
      await read('useSettings', decodeSettings());
    },
    value: (name) => ready.values[name] ?? null,
    async putValue(name, value) {
      await write('putValue', { name, value });
      ready.values[name] = value;
    },
    get total() {
      return counts.total;
    },
    get unread() {
      return counts.unread;
    },
    get lastId() {
      return counts.lastId;
    },
    movedAside: ready.movedAside,
    async close() {
      await queue.idle();
      if (retry) clearTimeout(retry);
      await reader.close();
      await writer.close();
    },
  };

  /** Takes over what the writer counted. */
  function take(counted: typeof counts): void {
    counts.lastId = counted.lastId;
    counts.total = counted.total;
    counts.unread = counted.unread;
  }

  /** The writer thread, started again when it dies; its calls fail meanwhile. */
  async function startWriter(path: string, { onRetained, onFault }: StoreOptions) {
    let closing = false;
    let current: Thread<WriterCalls>;
    const start = async () => {
      const started = await startThread<WriterCalls, WriterReady>({
        entry: threadEntry('store-writer'),
        data: { file: path },
        onNote(note, value) {
          if (note === 'retained') {
            const retained = value as { removed: number } & typeof counts;
            take(retained);
            onRetained?.(retained.removed, retained.total);
          } else if (note === 'fault') onFault?.(String(value));
        },
        onDeath(error) {
          onFault?.(`The writing thread ended and is started again: ${error.message}`);
          if (!closing) setTimeout(() => start().catch((again: unknown) => onFault?.(messageOf(again))), 100);
        },
      });
      current = started.thread;
      take(started.ready);
      return started.ready;
    };
    const first = await start().catch((error: unknown) => {
      throw error instanceof ThreadError && error.name === 'StartError' ? new StartError(error.message) : error;
    });
    return {
      ready: first,
      call: <Op extends keyof WriterCalls & string>(
        op: Op,
        argument: Parameters<WriterCalls[Op]>[0],
        transfer?: ArrayBuffer[],
      ) => current.call(op, argument, transfer),
      close() {
        closing = true;
        return current.close();
      },
    };
  }
}

/** Why writing failed, and what to do. */
function describe(error: unknown): string {
  const code = error instanceof ThreadError ? error.code : null;
  if (code === 'SQLITE_FULL') return 'The disk is full. Free some space; Tapline goes on by itself.';
  if (code?.startsWith('SQLITE_IOERR'))
    return `The disk refuses writes (${messageOf(error)}). Check it; Tapline goes on by itself.`;
  if (code?.startsWith('SQLITE_READONLY'))
    return 'The data folder became read-only. Make it writable; Tapline goes on by itself.';
  if (code?.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return 'The database file is damaged. Restart Tapline: it moves the file aside and starts a new one.';
  }
  return messageOf(error);
}
