import type { Database } from 'better-sqlite3';
import type {
  Delivery,
  Endpoint,
  Incident,
  Outage,
  Sample,
  Settings,
  StatusLabel,
  Target,
} from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { createAppender, type PostBlock } from './appender.ts';
import { createCounters } from './counters.ts';
import { createDecoder } from './decoding.ts';
import { createForwards, forwardedName } from './forwards.ts';
import { createIndexer } from './indexer.ts';
import { watchLog } from './log-watch.ts';
import type { NewDelivery } from './new-delivery.ts';
import { readValues } from './read-values.ts';
import { createRecords } from './records.ts';
import { createRemover, tidiedName } from './remover.ts';
import { deleteSample, writeSample } from './samples.ts';
import { writeStatusLabel } from './status-labels.ts';
import { createTextMerge } from './text-merge.ts';
import type { ForwardOutcome, Marks } from './types.ts';
import { writeEndpoints, writeSettings, writeTargets, writeValue } from './values.ts';

const trialName = 'write-trial';
const trialBytes = 256 * 1024;

/**
 * Everything that writes, over one connection. Lives in the writer thread; its methods are what that thread is asked for.
 * @param writeBack has another thread write the log back, which then calls `logWrittenBack`
 */
export function createWriter(db: Database, onFault: (error: unknown) => void, writeBack: () => void = () => {}) {
  const values = readValues(db);
  const newestStored = db
    .prepare(
      'SELECT max(coalesce((SELECT max(id) FROM posts), 0), coalesce((SELECT max(first_id + posts - 1) FROM intake), 0))',
    )
    .pluck()
    .get() as number;
  const decode = createDecoder(
    () => ({ endpoints: values.endpoints, maskedNames: values.settings.maskedNames }),
    onFault,
  );
  const counters = createCounters(db);
  const indexer = createIndexer({ db, decode, counters, visibleId: () => appender.visibleId });
  const appender = createAppender({
    db,
    lastId: Math.max(newestStored, Number(values.values['last-id'] ?? 0)),
    decode,
    onStored: (id, post, decoded) => indexer.remember(id, decoded, post.body.length),
  });
  const records = createRecords(db);
  const remover = createRemover({
    db,
    removedSoFar: Number(values.values.removed ?? 0),
    tidiedSoFar: Number(values.values[tidiedName] ?? 0),
    lastId: () => appender.lastId,
    visibleId: () => appender.visibleId,
    counters,
    counted: () => indexer.counted,
    onReadRemoved: (posts) => records.forgetRead(posts),
  });
  const forwards = createForwards({
    db,
    records,
    watermark: Number(values.values[forwardedName] ?? appender.lastId),
    lastId: () => appender.visibleId,
    endpoints: () => values.endpoints,
  });
  const log = watchLog(db, writeBack);
  const counts = () => {
    const total = appender.lastId - remover.removed;
    return { lastId: appender.lastId, visibleId: appender.visibleId, total, unread: total - records.readPosts };
  };
  /** What is done to posts needs their rows. */
  function unfoldAll(): void {
    while (appender.unfold(limits.store.unfoldPosts) > 0);
  }

  return {
    values,
    indexer,
    appender,
    counts,
    retain: () => remover.retain(values.settings, Date.now()),
    tidy: remover.tidy,
    /** Merges a part of the text index. */
    merge: createTextMerge(db),
    log,
    removalRest: (ms: number) => remover.rest(ms),
    calls: {
      append: (block: PostBlock) => appender.append(block),
      logWrittenBack: () => log.writtenBack(),
      /** A slice of the intake; whoever needs all of it asks again. */
      unfold() {
        appender.unfold(limits.store.unfoldPosts);
        return { visibleId: appender.visibleId };
      },
      /** One slice of these; whoever wants all of them gone asks again for the rest. */
      remove: (ids: number[]) => ({ ...remover.remove(ids), ...counts() }),
      mark: ({ id, marks }: { id: number; marks: Marks }) => ({ found: records.mark(id, marks), ...counts() }),
      markMany: ({ ids, marks }: { ids: number[]; marks: Omit<Marks, 'note'> }) => ({
        changed: records.markMany(ids, marks),
        ...counts(),
      }),
      putStatusLabel: (label: StatusLabel) => writeStatusLabel(db, label),
      addDelivery: (delivery: Omit<Delivery, 'id'>) => records.addDelivery(delivery),
      addDeliveries: (deliveries: NewDelivery[]) => forwards.addDeliveries(deliveries),
      deriveForwards: () => forwards.derive(),
      settleForwards: (outcomes: ForwardOutcome[]) => forwards.settle(outcomes),
      enqueueForwards: (asked: { path: string; ids: number[] }) => forwards.enqueue(asked),
      retryForwards: (postIds: number[] | null) => forwards.retry(postIds),
      discardForwards: (asked: { path: string; dead: boolean }) => forwards.discard(asked),
      addIncidents: (incidents: Omit<Incident, 'id'>[]) => records.addIncidents(incidents),
      putOutage: (outage: Omit<Outage, 'id'> & { id: number | null }) => records.putOutage(outage),
      /** Of the writer, because the app asks for it at its start, before there is a reader. */
      lastOutage: () => records.lastOutage(),
      putSettings(settings: Settings) {
        writeSettings(db, settings);
        values.settings = settings;
      },
      putEndpoints(endpoints: Endpoint[]) {
        // Posts stored before belong to the old rules.
        unfoldAll();
        forwards.changeRules(() => writeEndpoints(db, endpoints));
        values.endpoints = endpoints;
      },
      putTargets: (targets: Target[]) => writeTargets(db, targets),
      addSample: (sample: Omit<Sample, 'id'>) => writeSample(db, sample),
      deleteSample: (id: number) => deleteSample(db, id),
      putValue({ name, value }: { name: string; value: string }) {
        writeValue(db, name, value);
        values.values[name] = value;
      },
      /** Fails while the disk refuses; how the app learns that it takes posts again. */
      tryWrite() {
        // As large as a batch of posts: a full disk often has room for one page more.
        writeValue(db, trialName, 'x'.repeat(trialBytes));
        db.prepare('DELETE FROM app_values WHERE name = ?').run(trialName);
      },
    },
  };
}

export type Writer = ReturnType<typeof createWriter>;
export type WriterCalls = Writer['calls'];
