import { workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import type { DecodeSettings } from './decoding.ts';
import { openForReading } from './open.ts';
import { createReader } from './reader.ts';
import { serveCalls, tell } from './serve-calls.ts';

try {
  const { file, settings } = workerData as { file: string; settings: DecodeSettings };
  const db = openForReading(file);
  const reader = createReader(db, settings, (error) => tell({ type: 'note', note: 'fault', value: messageOf(error) }));
  tell({ type: 'ready', value: null });
  serveCalls(reader, () => db.close());
} catch (error) {
  tell({ type: 'failed', name: error instanceof Error ? error.name : 'Error', message: messageOf(error) });
}
