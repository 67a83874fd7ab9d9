import type { Database } from 'better-sqlite3';
import type { Delivery, Endpoint, Incident, Outage, Settings } from '../../contract/index.ts';
import { createAppender } from './appender.ts';
import { createDecoder } from './decoding.ts';
import { createIndexer } from './indexer.ts';
import { createRecords } from './records.ts';
import { createRemover } from './remover.ts';
import type { Marks } from './types.ts';
import { readValues, writeEndpoints, writeSettings, writeValue } from './values.ts';

const trialName = 'write-trial';
const trialBytes = 256 * 1024;

/** Everything that writes, over one connection. Lives in the writer thread; its methods are what that thread is asked for. */
export function createWriter(db: Database, onFault: (error: unknown) => void) {
  const values = readValues(db);
  const newestStored = (db.prepare('SELECT max(id) AS id FROM posts').get() as { id: number | null }).id ?? 0;
  const decode = createDecoder(
    () => ({ endpoints: values.endpoints, maskedNames: values.settings.maskedNames }),
    onFault,
  );
  const indexer = createIndexer(db, decode);
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
    lastId: () => appender.lastId,
    onReadRemoved: (posts) => records.forgetRead(posts),
  });
  const counts = () => {
    const total = appender.lastId - remover.removed;
    return { lastId: appender.lastId, total, unread: total - records.readPosts };
  };

  return {
    values,
    indexer,
    counts,
    retain: () => remover.retain(values.settings, Date.now()),
    tidy: () => remover.tidy(),
    calls: {
      append: (block: ArrayBuffer) => appender.append(block),
      remove: (ids: number[]) => ({ removed: remover.remove(ids), ...counts() }),
      mark: ({ id, marks }: { id: number; marks: Marks }) => ({ found: records.mark(id, marks), ...counts() }),
      addDelivery: (delivery: Omit<Delivery, 'id'>) => records.addDelivery(delivery),
      addIncident: (incident: Omit<Incident, 'id'>) => records.addIncident(incident),
      putOutage: (outage: Omit<Outage, 'id'> & { id: number | null }) => records.putOutage(outage),
      putSettings(settings: Settings) {
        writeSettings(db, settings);
        values.settings = settings;
      },
      putEndpoints(endpoints: Endpoint[]) {
        writeEndpoints(db, endpoints);
        values.endpoints = endpoints;
      },
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
