import { createHash } from 'node:crypto';
import { cpSync, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { parseArgs } from 'node:util';
import type { ImportResult } from '../contract/index.ts';
import { type Cli, startCli } from '../test/helpers/cli.ts';
import { cachedFolder } from './cached-folder.ts';
import { percentile } from './measure.ts';
import { memoryMb } from './process-cost.ts';
import { startSteadyLoad } from './steady-load.ts';

/**
 * Exports many posts over HTTP, and imports them into an empty Tapline while others arrive, each in a process of its own.
 * Says how fast it was, what memory it took in each tenth, and how the answers to the posts that arrived were. Ends with 1 when what was
 * imported is not what was exported, or a post was not answered.
 */
const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '100000' },
    /** `ndjson`, `masked`, `csv`, `har`, `import`, `again`, `same`; all when absent. */
    only: { type: 'string', multiple: true },
    /** Posts a second that arrive during an import. */
    'per-second': { type: 'string', default: '100' },
  },
});
const posts = Number(values.posts);
const perSecond = Number(values['per-second']);
const chosen = values.only?.flatMap((name) => name.split(','));
const isChosen = (name: string) => chosen?.includes(name) ?? true;
const quietMs = 5000;
const tenths = 10;
const sampleMs = 200;

/** The most memory that a process held in each tenth of the time, in MB. */
function watchMemory(pid: number): () => number[] {
  const samples = [memoryMb(pid)];
  const timer = setInterval(() => samples.push(memoryMb(pid)), sampleMs);
  return () => {
    clearInterval(timer);
    samples.push(memoryMb(pid));
    const size = Math.max(1, samples.length / tenths);
    const count = Math.min(tenths, samples.length);
    return Array.from({ length: count }, (_, i) => Math.max(...samples.slice(Math.floor(i * size), (i + 1) * size)));
  };
}

/** Does something, and says how fast it was and what memory it took. */
async function timed<Result>(what: string, { pid }: Cli, run: () => Promise<Result>): Promise<Result> {
  const stop = watchMemory(pid);
  const began = performance.now();
  const result = await run();
  const seconds = (performance.now() - began) / 1000;
  const memory = stop().map((mb) => mb.toFixed(0));
  const rate = (posts / seconds).toFixed(0);
  console.log(
    `${what.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s ${rate.padStart(7)} posts/s, MB: ${memory.join(' ')}`,
  );
  return result;
}

async function exportTo(tapline: Cli, query: string, file: string): Promise<void> {
  const headers = { Authorization: `Bearer ${tapline.token}` };
  const { body } = await fetch(`${tapline.api}/export?${query}`, { headers });
  await pipeline(Readable.fromWeb(body as WebStream), createWriteStream(file));
}

async function importFrom(tapline: Cli, file: string): Promise<ImportResult> {
  const answer = await fetch(`${tapline.api}/import`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${tapline.token}`, 'Content-Type': 'application/x-ndjson' },
    body: Readable.toWeb(createReadStream(file)) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as ImportResult;
}

/** Runs something while posts arrive, and says how they were answered. */
async function whilePosting<Result>(what: string, tapline: Cli, run: () => Promise<Result>): Promise<Result> {
  const load = await startSteadyLoad({ receiver: tapline.receiver, perSecond });
  const result = await run();
  const { answered, failed, times } = await load.stop();
  const [p50, p99, longest] = [0.5, 0.99, 1].map((share) => percentile(times, share).toFixed(1));
  console.log(`  ${what}: ${answered} posts answered, p50 ${p50} ms, p99 ${p99} ms, longest ${longest} ms`);
  if (failed > 0) {
    console.log(`  ${failed} were NOT answered.`);
    process.exitCode = 1;
  }
  return result;
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-in-out-'));
const file = (name: string) => join(folder, name);
const sizeOf = (name: string) => `${(statSync(file(name)).size / 1024 / 1024).toFixed(0)} MB`;
try {
  const source = file('source');
  cpSync((await cachedFolder(posts)).folder, source, { recursive: true });
  {
    await using full = await startCli([], { dataFolder: source });
    const write = (what: string, query: string, name: string) =>
      timed(what, full, () => exportTo(full, `format=${query}`, file(name)));
    await write('NDJSON', 'ndjson&reveal=true', 'all.ndjson');
    console.log(`  ${sizeOf('all.ndjson')}`);
    if (isChosen('masked')) await write('NDJSON, masked', 'ndjson', 'masked.ndjson');
    if (isChosen('csv')) await write('CSV, masked', 'csv', 'all.csv');
    if (isChosen('har')) await write('HAR, masked', 'har', 'all.har');
  }
  rmSync(source, { recursive: true });
  const quiet = () => new Promise((resolve) => setTimeout(resolve, quietMs));
  if (isChosen('import')) {
    await using busy = await startCli();
    await whilePosting('before the import', busy, quiet);
    const imported = await timed('import, posts arriving', busy, () =>
      whilePosting('during the import', busy, () => importFrom(busy, file('all.ndjson'))),
    );
    console.log(`  ${imported.imported} imported, ${imported.skipped} skipped, ${imported.badLines} bad lines`);
  }
  if (isChosen('same')) {
    await using empty = await startCli();
    await timed('import', empty, () => importFrom(empty, file('all.ndjson')));
    if (isChosen('again')) await timed('import of what is there', empty, () => importFrom(empty, file('all.ndjson')));
    await exportTo(empty, 'format=ndjson&reveal=true', file('again.ndjson'));
    const isSame = (await digest(file('all.ndjson'))) === (await digest(file('again.ndjson')));
    console.log(`${posts} posts; exported again after the import: ${isSame ? 'the same file' : 'ANOTHER file'}`);
    if (!isSame) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
