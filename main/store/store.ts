import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Endpoint, Settings, Target } from '../../contract/index.ts';
import { type ErrorCode, errorCodes, sampleSchema, statusLabelSchema } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import { createAppendQueue, type QueueBounds } from './append-queue.ts';
import { askForCheck, isDamage } from './damage.ts';
import { createHealth, describe, isDiskTrouble } from './health.ts';
import { ofThisForm } from './of-this-form.ts';
import { createReadTurns, stopFlag } from './read-turns.ts';
import type { Reader } from './reader.ts';
import type { ReaderCalls } from './reader-thread.ts';
import { type Counts, startStoreThreads } from './store-threads.ts';
import { type Thread, ThreadError } from './thread.ts';
import type { Following, Store } from './types.ts';
import type { WriterCalls } from './writer.ts';

export interface StoreOptions {
  /** The data folder; the caller owns its lock. */
  folder: string;
  /** Called when storing starts or stops working. */
  onHealth?(problem: string | null): void;
  /** Called when retention removed posts. */
  onRetained?(removed: number, total: number): void;
  /** Faults that nobody waits for, for the log. */
  onFault?(message: string): void;
  /** What may wait for the disk; the limits of the app when absent. */
  bounds?: QueueBounds;
  /** Told of each thread that is started; for tests that end one. */
  onThread?(thread: Worker): void;
  /** A thread for the writer that was started before. */
  spare?: Worker | null;
}

/**
 * Opens the data folder's database and starts its writer and reader threads.
 * @throws StartError when it cannot be opened
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const file = join(options.folder, 'tapline.db');
  const counts = { lastId: 0, visibleId: 0, total: 0, unread: 0 };
  let forgetCounts = (): void => {};
  const { writer, reader, counter, log, ready, decodeBy } = await startStoreThreads({
    file,
    onCounted: take,
    onRetained: (removed) => options.onRetained?.(removed, counts.total),
    onFault: (message) => options.onFault?.(message),
    onThread: options.onThread,
    spare: options.spare,
  });
  let { settings, endpoints, targets } = ready;
  forgetCounts = () => {
    // It is told before it is asked again. One that cannot be told has ended, and begins anew.
    if (counter.started) counter.call('forgetCounts', undefined).catch(() => undefined);
  };

  const health = createHealth({
    report: (problem) => options.onHealth?.(problem),
    async tryAgain() {
      await writer.call('tryWrite', undefined);
      if (queue.crowded) throw new Error('Posts still wait for the disk.');
    },
  });
  const queue = createAppendQueue({
    bounds: options.bounds,
    refuse: (problem) => health.failed(new Error(problem)),
    async commit(block) {
      try {
        const stored = await writer.call('append', block, [block.block]);
        counts.visibleId = stored.visibleId;
        counts.lastId = stored.firstId + stored.count - 1;
        counts.total += stored.count;
        counts.unread += stored.count;
        if (!queue.crowded) health.worked();
        return stored;
      } catch (error) {
        noteDamage(error);
        throw health.failed(error);
      }
    },
  });

  /** A damaged file is moved aside at the next start, however large it is; a live one is left alone. */
  function noteDamage(error: unknown): void {
    if (isDamage(error)) askForCheck(file);
  }
  let unfolding: Promise<void> | null = null;
  /** Waits until the posts that are stored now have their rows; in a burst they get them when somebody looks. */
  async function unfolded(waitMs = Number.POSITIVE_INFINITY): Promise<void> {
    const newest = counts.lastId;
    const end = performance.now() + waitMs;
    while (counts.visibleId < newest && performance.now() < end) {
      unfolding ??= write('unfold', undefined)
        .then(({ visibleId }) => {
          counts.visibleId = Math.max(counts.visibleId, visibleId);
        })
        .finally(() => {
          unfolding = null;
        });
      await unfolding;
    }
  }
  async function write<Op extends keyof WriterCalls>(op: Op, argument: Parameters<WriterCalls[Op]>[0]) {
    if (counts.visibleId < counts.lastId && needsRows.has(op)) await unfolded();
    try {
      return await writer.call(op, argument);
    } catch (error) {
      noteDamage(error);
      if (isDiskTrouble(error)) throw health.failed(error);
      throw new TaplineError('STORAGE_FAILED', describe(error), { cause: error });
    }
  }
  async function read<Op extends keyof Reader>(op: Op, argument: Parameters<Reader[Op]>[0], thread = reader) {
    if (counts.visibleId < counts.lastId && !isApart.has(op)) {
      // A disk that refuses the rows has its alarm; what has rows can be looked at all the same.
      await unfolded().catch(() => {});
    }
    try {
      return await thread.call(op, argument);
    } catch (error) {
      if (error instanceof ThreadError && error.code && error.code in errorCodes) {
        throw new TaplineError(error.code as ErrorCode, error.message);
      }
      noteDamage(error);
      throw new TaplineError('STORAGE_FAILED', describe(error), { cause: error });
    }
  }
  /** The writer says how many it takes at a time, and how long posts have the disk to themselves behind them. */
  async function removeSlices(ids: readonly number[], { signal, onDeleted }: Following): Promise<number> {
    let deleted = 0;
    for (let at = 0; at < ids.length && !signal?.aborted; ) {
      const { taken, removed, restMs, ...counted } = await write('remove', ids.slice(at, at + limits.store.deleteRows));
      at += taken;
      deleted += removed;
      take(counted);
      onDeleted?.(removed);
      if (restMs > 0) await rest(restMs);
    }
    return deleted;
  }
  /** Reads what whoever asks may give up. */
  function asks(thread: Thread<ReaderCalls>, atOnce: number) {
    const inTurn = createReadTurns(atOnce);
    return <Op extends keyof Reader>(op: Op, argument: Parameters<Reader[Op]>[0], signal?: AbortSignal) => {
      const call = () => read(op, argument, thread);
      return signal ? inTurn(call, signal) : call();
    };
  }
  const askPage = asks(reader, 2);
  const askNumbers = asks(counter, 1);

  return {
    append: (post) => queue.append(post),
    list: (request, signal) => askPage('list', { ...request, ...(signal && { stop: stopFlag(signal) }) }, signal),
    async count(query, signal) {
      if (query.trim() === '') return { count: counts.total, exact: true };
      if (query.trim() === 'is:unread') return { count: counts.unread, exact: true };
      return askNumbers('count', query, signal);
    },
    facets: (query, signal) => askNumbers('facets', query, signal),
    histogram: (request, signal) => askNumbers('histogram', { ...request, now: Date.now() }, signal),
    values: (request, signal) => askNumbers('values', request, signal),
    conversations: (request, signal) => askNumbers('conversations', request, signal),
    samples: async () => ofThisForm(sampleSchema, await read('samples', undefined)),
    async addSample(sample) {
      const id = await write('addSample', sample);
      if (id !== null) return { ...sample, id };
      const { samples, samplesBytes } = limits.testPosts;
      throw new TaplineError(
        'BAD_REQUEST',
        `There is no room for another request: ${samples} are kept, or ${samplesBytes} bytes. Delete one first.`,
      );
    },
    deleteSample: (id) => write('deleteSample', id),
    statusLabels: async () => ofThisForm(statusLabelSchema, await read('statusLabels', undefined)),
    putStatusLabel: (label) => write('putStatusLabel', label),
    since: (after, limit) => read('since', { after, limit }),
    summaries: (ids) => read('summaries', ids),
    post: (id) => read('post', id),
    request: async (id) => {
      const request = await read('request', id);
      return { ...request, body: Buffer.from(request.body) };
    },
    posts: async (ids, parts) => {
      const found = await read('posts', { ids, parts }, counter);
      for (const one of found) if (one) one.request.body = Buffer.from(one.request.body);
      return found;
    },
    ids: (after, limit) => read('ids', { after, limit }, counter),
    timeline: (id) => read('timeline', id),
    async mark(id, marks) {
      const { found, unread } = await write('mark', { id, marks });
      counts.unread = unread;
      const [summary] = found ? await read('summaries', [id]) : [];
      if (!summary) throw new TaplineError('POST_NOT_FOUND', `There is no post ${id}; it may have been deleted.`);
      return summary;
    },
    async markMany(ids, marks) {
      const changed: number[] = [];
      for (const some of slices(ids)) {
        const result = await write('markMany', { ids: some, marks });
        changed.push(...result.changed);
        counts.unread = result.unread;
      }
      return changed;
    },
    async deleteIds(ids, following) {
      return removeSlices([...new Set(ids)], following ?? {});
    },
    async delete(query, following = {}) {
      // Found before anything is removed: posts that arrive meanwhile are not meant.
      const ids: number[] = [];
      for (let upTo = counts.lastId; !following.signal?.aborted; ) {
        const page = await read('matching', { query, upTo, limit: limits.store.matchedIds }, counter);
        const oldest = page.at(-1);
        if (oldest === undefined) break;
        for (const id of page) ids.push(id);
        upTo = oldest - 1;
      }
      // The oldest first: the newest post of a conversation is what others are sorted by, and seldom changes then.
      return removeSlices(ids.reverse(), following);
    },
    deliveries: (postId) => read('deliveries', postId),
    addDelivery: async (delivery) => ({ ...delivery, id: await write('addDelivery', delivery) }),
    addDeliveries: (deliveries) => write('addDeliveries', deliveries),
    failures: (asked) => read('failures', asked, counter),
    matching: (query, upTo, limit) => read('matching', { query, upTo, limit }, counter),
    requests: async (ids) => {
      const requests = await read('requests', ids);
      return requests.map((request) => request && { ...request, body: Buffer.from(request.body) });
    },
    forwards: {
      derive: () => write('deriveForwards', undefined),
      heads: (path, limit) => read('forwardHeads', { path, limit }),
      counts: () => read('forwardCounts', undefined),
      settle: (outcomes) => write('settleForwards', outcomes),
      enqueue: (path, ids) => write('enqueueForwards', { path, ids }),
      deadLetters: () => read('deadLetters', limits.forward.listedDeadLetters),
      retry: (postIds) => write('retryForwards', postIds),
      discard: (path, dead) => write('discardForwards', { path, dead }),
    },
    incidents: (limit) => read('incidents', limit),
    async addIncidents(incidents) {
      const last = await write('addIncidents', incidents);
      return incidents.map((incident, i) => ({ ...incident, id: last - incidents.length + 1 + i }));
    },
    outages: (limit) => read('outages', limit),
    lastOutage: () => write('lastOutage', undefined),
    putOutage: (outage) => write('putOutage', outage),
    get settings() {
      return settings;
    },
    get endpoints() {
      return endpoints;
    },
    get targets() {
      return targets;
    },
    async putSettings(next: Settings) {
      await write('putSettings', next);
      settings = next;
      await decodeBy({ endpoints, maskedNames: settings.maskedNames });
    },
    async putEndpoints(next: Endpoint[]) {
      await write('putEndpoints', next);
      endpoints = next;
      await decodeBy({ endpoints, maskedNames: settings.maskedNames });
    },
    async putTargets(next: Target[]) {
      await write('putTargets', next);
      targets = next;
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
      // For whoever looks into the file; what is left of a great burst is done after the next start.
      await unfolded(limits.store.closingMs).catch(() => {});
      health.close();
      log.close();
      await Promise.all([reader.close(), counter.close()]);
      await writer.close();
    },
  };

  /** Takes over what the writer counted, after posts were removed. */
  function take(counted: Counts): void {
    forgetCounts();
    counts.lastId = counted.lastId;
    counts.visibleId = counted.visibleId;
    counts.total = counted.total;
    counts.unread = counted.unread;
  }
}

/** What is asked of the reader and has nothing to do with the newest posts. */
const isApart: ReadonlySet<keyof Reader> = new Set([
  'samples',
  'statusLabels',
  'deliveries',
  'failures',
  'incidents',
  'outages',
  'useSettings',
]);

/** What is asked of the writer about posts that were just stored. */
const needsRows: ReadonlySet<keyof WriterCalls> = new Set([
  'mark',
  'markMany',
  'remove',
  'putEndpoints',
  'deriveForwards',
  'enqueueForwards',
]);

/** Parts that one transaction takes without posts waiting long for it. */
function slices(ids: readonly number[]): number[][] {
  const all = [...new Set(ids)];
  const size = limits.store.markedRows;
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
