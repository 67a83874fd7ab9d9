import type { Database } from 'better-sqlite3';
import type { Sample } from '../../contract/index.ts';
import { limits } from '../limits.ts';

interface SampleRow extends Omit<Sample, 'headers' | 'body'> {
  headers: string;
  body: Uint8Array;
}

/** Requests that the user kept, oldest first. They may have the form of another version. */
export function readSamples(db: Database): unknown[] {
  const rows = db.prepare('SELECT id, name, method, target, headers, body FROM samples ORDER BY id').all();
  return (rows as SampleRow[]).map((row) => ({
    ...row,
    headers: JSON.parse(row.headers),
    body: Buffer.from(row.body).toString('base64'),
  }));
}

/** Keeps a request; returns its id, or null when as much is kept as there is room for. */
export function writeSample(db: Database, { name, method, target, headers, body }: Omit<Sample, 'id'>): number | null {
  const bytes = Buffer.from(body, 'base64');
  const lines = JSON.stringify(headers);
  const kept = db
    .prepare('SELECT count(*) AS number, coalesce(sum(length(body) + length(headers)), 0) AS size FROM samples')
    .get() as { number: number; size: number };
  const { samples, samplesBytes } = limits.testPosts;
  if (kept.number >= samples || kept.size + bytes.length + lines.length > samplesBytes) return null;
  const { lastInsertRowid } = db
    .prepare('INSERT INTO samples (name, method, target, headers, body) VALUES (?, ?, ?, ?, ?)')
    .run(name, method, target, lines, bytes);
  return Number(lastInsertRowid);
}

/** Forgets a request. Returns how many that were. */
export function deleteSample(db: Database, id: number): number {
  return db.prepare('DELETE FROM samples WHERE id = ?').run(id).changes;
}
