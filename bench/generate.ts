import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openStore } from '../main/store/store.ts';
import { postMaker } from './posts.ts';

/** Posts on their way to the disk at a time; enough for full commits. */
const inFlight = 4096;

export interface Generated {
  posts: number;
  /** Until all were stored, and until all were indexed besides. */
  storedMs: number;
  indexedMs: number;
}

/**
 * Fills a data folder through the store itself, so that it is what the app would have written.
 * @param options `posts`: how many to add; the same seed makes the same posts
 */
export async function generate(options: { folder: string; posts: number; seed?: number }): Promise<Generated> {
  const { folder, posts, seed = 1 } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const began = performance.now();
  const store = await openStore({ folder, onFault: (message) => console.error(message) });
  const next = postMaker(seed, posts);
  for (let n = 0; n < posts; n += inFlight) {
    const batch = Array.from({ length: Math.min(inFlight, posts - n) }, (_, i) => store.append(next(n + i)));
    await Promise.all(batch);
  }
  const storedMs = performance.now() - began;
  await untilIndexed(join(folder, 'tapline.db'), store.lastId);
  const indexedMs = performance.now() - began;
  await store.close();
  return { posts, storedMs, indexedMs };
}

/** Until all are in the index and the counters, and the index is merged as it is after a moment of rest. */
async function untilIndexed(file: string, lastId: number): Promise<void> {
  const db = new Database(file, { readonly: true });
  const watermark = db.prepare("SELECT CAST(value AS INTEGER) FROM app_values WHERE name = 'count-watermark'").pluck();
  const rest = (ms: number) => new Promise((done) => setTimeout(done, ms));
  while (((watermark.get() as number | undefined) ?? 0) < lastId) await rest(50);
  const segments = db.prepare('SELECT count(DISTINCT segid) FROM post_text_idx').pluck();
  for (let before = -1; before !== segments.get(); await rest(1000)) before = segments.get() as number;
  db.close();
}

if (import.meta.main) {
  const [folder, count] = process.argv.slice(2);
  const posts = Number(count ?? 1_000_000);
  if (!folder || !Number.isInteger(posts) || posts < 1) {
    console.error('Usage: node bench/generate.ts <folder> [posts]');
    process.exit(2);
  }
  const { storedMs, indexedMs } = await generate({ folder, posts });
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  console.log(`${posts} posts in ${folder}: stored in ${seconds(storedMs)} s, indexed after ${seconds(indexedMs)} s`);
}
