import { createHash } from 'node:crypto';
import { cpSync, createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { ImportResult } from '../contract/index.ts';
import { type Cli, startCli } from '../test/helpers/cli.ts';
import { cachedFolder } from './cached-folder.ts';

/**
 * Exports many posts over HTTP, and imports them into an empty Tapline, each in a process of its own. `node bench/in-out.ts
 * [posts]`; ends with 1 when what was imported is not what was exported.
 */
const posts = Number(process.argv[2] ?? 100_000);

/** Memory of a process, in MB: what it holds, and held at most. */
function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { now: of('VmRSS'), most: of('VmHWM') };
}

/** Does something, and says how fast it was and what it cost. */
async function timed(what: string, { pid }: Cli, run: () => Promise<unknown>): Promise<void> {
  const before = memoryOf(pid).now;
  const began = performance.now();
  await run();
  const seconds = (performance.now() - began) / 1000;
  const { now, most } = memoryOf(pid);
  const rate = posts / seconds;
  console.log(
    `${what.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s ${rate.toFixed(0).padStart(7)} posts/s, memory ${before} MB before, ${most} MB at most so far, ${now} MB after`,
  );
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

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-in-out-'));
try {
  const source = join(folder, 'source');
  cpSync((await cachedFolder(posts)).folder, source, { recursive: true });
  await using full = await startCli([], { dataFolder: source });
  const file = (name: string) => join(folder, name);
  await timed('NDJSON', full, () => exportTo(full, 'format=ndjson&reveal=true', file('all.ndjson')));
  await timed('NDJSON, masked', full, () => exportTo(full, 'format=ndjson', file('masked.ndjson')));
  await timed('CSV, masked', full, () => exportTo(full, 'format=csv', file('all.csv')));
  await timed('HAR, masked', full, () => exportTo(full, 'format=har', file('all.har')));
  await using empty = await startCli();
  await timed('import', empty, () => importFrom(empty, file('all.ndjson')));
  await timed('import of what is there', empty, () => importFrom(empty, file('all.ndjson')));
  await exportTo(empty, 'format=ndjson&reveal=true', file('again.ndjson'));
  const isSame = (await digest(file('all.ndjson'))) === (await digest(file('again.ndjson')));
  console.log(`${posts} posts; exported again after the import: ${isSame ? 'the same file' : 'ANOTHER file'}`);
  process.exitCode = isSame ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
