import { rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../main/store/store.ts';
import type { Store } from '../main/store/types.ts';
import { generate } from './generate.ts';
import { measure } from './measure.ts';
import { phoneOf, wordOf } from './posts.ts';

/** How cost grows with the number of posts stored: `node bench/scale.ts --posts 10000 --posts 100000`. */
const { values } = parseArgs({
  options: {
    posts: { type: 'string', multiple: true, default: ['10000', '100000', '1000000'] },
    json: { type: 'string' },
  },
});
/** A post with its part of the index takes about 1.4 KB. */
const bytesPerPost = 1600;
const onFault = (message: string) => console.error(message);

type Figures = Record<string, number>;

async function searches(store: Store, posts: number): Promise<Figures> {
  const ask = (query: string) => store.list({ query, limit: 100 });
  const pages: [string, (i: number) => Promise<unknown>][] = [
    ['newest page, p95 ms', () => ask('')],
    ['page in the middle, p95 ms', (i) => store.list({ query: '', limit: 100, before: String(posts / 2 + i) })],
    ['phone number, p95 ms', (i) => ask(`phone:${phoneOf(i * 7919)}`)],
    ['ticket, p95 ms', (i) => ask(`ticket:${10_000_001 + ((i * 7919) % Math.max(1, Math.floor(posts / 10)))}`)],
    ['common word, p95 ms', () => ask(wordOf(0))],
    ['rare word, p95 ms', (i) => ask(wordOf((i * 173) % 20_000))],
    ['beginning of a word, p95 ms', (i) => ask(`${wordOf(i).slice(0, 3)}`)],
    ['count of all, p95 ms', () => store.count('')],
    ['count of a common word, p95 ms', () => store.count(wordOf(0))],
  ];
  const found: Figures = {};
  for (const [name, run] of pages) found[name] = (await measure({ name, limitMs: null, run }, 3)).p95;
  return found;
}

async function at(posts: number): Promise<Figures> {
  const folder = join(tmpdir(), `tapline-bench-scale-${posts}`);
  rmSync(folder, { recursive: true, force: true });
  try {
    const made = await generate({ folder, posts });
    const began = performance.now();
    const store = await openStore({ folder, onFault });
    const opened = performance.now() - began;
    const found = await searches(store, posts);
    await store.close();
    return {
      'append, µs a post': (made.storedMs * 1000) / posts,
      'until indexed, µs a post': (made.indexedMs * 1000) / posts,
      ...found,
      'file, MB': statSync(join(folder, 'tapline.db')).size / 1024 / 1024,
      'store opened, ms': opened,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const counts = values.posts.map(Number);
const { bavail, bsize } = statfsSync(tmpdir());
const needed = Math.max(...counts) * bytesPerPost;
if (bavail * bsize < needed * 1.2) {
  console.error(`${tmpdir()} has too little space: ${(needed / 1e9).toFixed(1)} GB are needed. Give fewer --posts.`);
  process.exit(1);
}
const results: { posts: number; figures: Figures }[] = [];
for (const posts of counts) {
  results.push({ posts, figures: await at(posts) });
  if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 2));
  console.error(`${posts} posts: done`);
}
const names = Object.keys(results[0]?.figures ?? {});
const columns = (cells: string[]) => cells.map((cell) => cell.padStart(13)).join('');
console.log(`${''.padEnd(36)}${columns(counts.map((posts) => posts.toLocaleString('en')))}`);
for (const name of names) {
  console.log(name.padEnd(36) + columns(results.map(({ figures }) => (figures[name] ?? Number.NaN).toFixed(1))));
}
