import { cpSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import type { Settings } from '../contract/index.ts';
import { cachedFolder } from './cached-folder.ts';
import { startDiskProbe } from './disk-probe.ts';
import { sample } from './posts.ts';
import { writtenBytes } from './process-cost.ts';
import { startSteadyLoad, timesOf } from './steady-load.ts';
import { startTapline } from './tapline-process.ts';

/**
 * Whether removing posts delays answers: retention takes half of them away, by count, by age and by size, or somebody deletes by a
 * query what is about half, while others come in. The same load without it comes first, and both are printed. Goal: it adds at most
 * 50 ms to the longest answer, and the disk gets its space back. A small file that is flushed all the time beside the database shows how
 * long the disk makes anybody wait meanwhile.
 */
const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    'per-second': { type: 'string', default: '500' },
    /** Of sending without retention, for comparison, and with it at most. */
    seconds: { type: 'string', default: '10' },
    most: { type: 'string', default: '600' },
    /** Any of count, age, size, query. */
    by: { type: 'string', multiple: true },
    /** Folder with `bin/` and `out/`. */
    build: { type: 'string', default: join(import.meta.dirname, '..') },
    json: { type: 'string' },
  },
});
const [posts, perSecond, seconds] = [values.posts, values['per-second'], values.seconds].map(Number) as [
  number,
  number,
  number,
];
const mostDelayMs = 50;
const longestMs = Number(values.most) * 1000;
const dayMs = 24 * 60 * 60 * 1000;
const rest = (ms: number) => new Promise((done) => setTimeout(done, ms));

const half: Record<string, (file: string) => Partial<Settings>> = {
  count: () => ({ keepPosts: posts / 2 }),
  age: () => ({ keepDays: (Date.now() - (sample.start + sample.spanMs / 2)) / dayMs }),
  size: (file) => ({ keepBytes: Math.round(space(file).used / 2) }),
};
const deletedQuery = 'kind:status';

/** The posts in a file that can give space back, as files are that the app makes; kept beside the folder they come from. */
function shrinkable(folder: string): string {
  const own = `${folder}-shrinkable`;
  const makeSo = (file: string) => {
    const db = new Database(file);
    if (db.pragma('auto_vacuum', { simple: true }) !== 2) {
      db.pragma('journal_mode = DELETE');
      db.pragma('auto_vacuum = INCREMENTAL');
      db.exec('VACUUM');
    }
    db.close();
  };
  if (!existsSync(join(own, 'made'))) {
    cpSync(folder, own, { recursive: true });
    makeSo(join(own, 'tapline.db'));
    writeFileSync(join(own, 'made'), '');
  }
  return own;
}

/** Bytes of the file, and those of them that hold data. */
function space(file: string): { size: number; used: number } {
  const db = new Database(file, { readonly: true });
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  const used = (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  db.close();
  return { size: statSync(file).size, used };
}

/** Waits until the file did not get smaller for so long, or until time is up. */
async function settle(file: string, quietMs: number, mostMs: number): Promise<void> {
  const began = performance.now();
  let [size, at] = [statSync(file).size, began];
  while (performance.now() - at < quietMs && performance.now() - began < mostMs) {
    await rest(250);
    const now = statSync(file).size;
    if (now < size) [size, at] = [now, performance.now()];
  }
}

interface Result {
  by: string;
  removed: number;
  /** Until all were removed, and until the file did not get smaller any more. */
  removedSeconds: number;
  settledSeconds: number;
  without: ReturnType<typeof timesOf>;
  during: ReturnType<typeof timesOf>;
  /** Flushes of a file that has nothing to do with Tapline. */
  disk: { without: ReturnType<typeof timesOf>; during: ReturnType<typeof timesOf> };
  /** Bytes written for each removed post, beside what the posts that come take. */
  bytesEach: number;
  failed: number;
  before: { size: number; used: number };
  /** When removing was over, and when posts did not come any more and all was tidied. */
  atEnd: { size: number; used: number };
  after: { size: number; used: number };
}

async function measure(by: string, database: string): Promise<Result> {
  const tapline = await startTapline({ build: resolve(values.build), database });
  const file = join(tapline.folder, 'tapline.db');
  const load = await startSteadyLoad({ receiver: tapline.receiver, perSecond });
  const disk = await startDiskProbe(join(tapline.folder, 'disk-probe'));
  let isSending = true;
  try {
    await rest(2000);
    await load.take();
    disk.take();
    const quiet = { bytes: writtenBytes(tapline.pid), at: performance.now() };
    await rest(seconds * 1000);
    const without = await load.take();
    const bytesPerMs = (writtenBytes(tapline.pid) - quiet.bytes) / (performance.now() - quiet.at);
    const flushesWithout = timesOf(disk.take());
    const before = space(file);
    const stored = await tapline.count();
    const settings = await tapline.call<Settings>('GET', '/settings');
    const began = performance.now();
    const bytesBefore = writtenBytes(tapline.pid);
    // It may go on when the measuring ends.
    if (by === 'query') void tapline.call('DELETE', `/posts?query=${deletedQuery}`).catch(() => undefined);
    else await tapline.call('PUT', '/settings', { ...settings, ...half[by]?.(file) });
    let [answered, failed, removed, removedAt, settledAt] = [0, 0, 0, began, began];
    const times: number[] = [];
    let size = before.size;
    // Removing comes first, then what it left behind; it is over when neither went on for a while.
    while (performance.now() - Math.max(removedAt, settledAt) < 12_000 && performance.now() - began < longestMs) {
      await rest(250);
      const paces = await load.take();
      times.push(...paces.times);
      answered += paces.answered;
      failed += paces.failed;
      const gone = stored + answered - (await tapline.count());
      // Once the surplus is gone, retention removes what comes in, every few seconds.
      if (gone < posts / 2 && gone > removed) removedAt = performance.now();
      removed = gone;
      const now = statSync(file).size;
      if (now < size - 1024 * 1024) settledAt = performance.now();
      size = Math.min(now, size);
    }
    const flushesDuring = timesOf(disk.take());
    const bytes = writtenBytes(tapline.pid) - bytesBefore - bytesPerMs * (performance.now() - began);
    const atEnd = space(file);
    // When no posts come the text index is tidied, and more is given back.
    isSending = false;
    await load.stop();
    await settle(file, 120_000, longestMs);
    return {
      by,
      removed,
      removedSeconds: (removedAt - began) / 1000,
      settledSeconds: (Math.max(settledAt, removedAt) - began) / 1000,
      without: timesOf(without.times),
      during: timesOf(times),
      disk: { without: flushesWithout, during: flushesDuring },
      bytesEach: bytes / removed,
      failed: without.failed + failed,
      before,
      atEnd,
      after: space(file),
    };
  } finally {
    if (isSending) await load.stop();
    const unflushed = await disk.stop();
    if (unflushed > 0) console.error(`${unflushed} flushes of the other file failed.`);
    await tapline.stop();
  }
}

const { folder } = await cachedFolder(posts);
const results: Result[] = [];
for (const by of values.by ?? [...Object.keys(half), 'query']) results.push(await measure(by, shrinkable(folder)));
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
const ms = ({ p50, p99, longest, late }: Result['during']) =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(1)} ms; later than ${mostDelayMs} ms: ${late.toFixed(0)} in 100,000`;
console.log(`${posts} posts stored, ${perSecond} posts/s meanwhile, Node ${process.version}`);
for (const one of results) {
  const delay = one.during.longest - one.without.longest;
  console.log(`
by ${one.by}: ${one.removed} posts removed in ${one.removedSeconds.toFixed(1)} s, all done after ${one.settledSeconds.toFixed(1)} s
  answers without  ${ms(one.without)}
  answers during   ${ms(one.during)}${one.failed > 0 ? `, ${one.failed} not answered` : ''}
  added            ${(one.during.p99 - one.without.p99).toFixed(1)} ms to p99, ${delay.toFixed(1)} ms to the longest, goal ${mostDelayMs}: ${delay <= mostDelayMs ? 'met' : 'missed !'}
  another file     flushed without  ${ms(one.disk.without)}
                   flushed during   ${ms(one.disk.during)}
  written          ${(one.bytesEach / 1024).toFixed(1)} KB for each removed post
  file             ${megabytes(one.before.size)} -> ${megabytes(one.atEnd.size)}, and ${megabytes(one.after.size)} without posts coming
  of it with data  ${megabytes(one.before.used)} -> ${megabytes(one.atEnd.used)}, and ${megabytes(one.after.used)}`);
}
if (values.json) writeFileSync(values.json, JSON.stringify({ posts, perSecond, results }, null, 2));
