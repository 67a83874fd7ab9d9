import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultEndpoints } from '../contract/index.ts';
import { openForReading, openForWriting } from '../main/store/open.ts';
import { pack, packTexts } from '../main/store/packing.ts';
import { createReader } from '../main/store/reader.ts';
import { createWriter } from '../main/store/writer.ts';
import { cachedFolder } from './cached-folder.ts';
import { type Measured, measure, table } from './measure.ts';
import { postMaker } from './posts.ts';
import { searchCases, tailCases } from './search-cases.ts';
import { throughThreads } from './search-threads.ts';

const decoding = { endpoints: defaultEndpoints, maskedNames: [] };
const onFault = (error: unknown) => console.error(error);

/** Reads the file through, so that it lies in the system's cache as it does while somebody works with it. */
async function warm(folder: string): Promise<void> {
  for await (const _ of createReadStream(join(folder, 'tapline.db'), { highWaterMark: 1024 * 1024 }));
}

async function indexed(folder: string, posts: number, rounds: number): Promise<Measured[]> {
  const db = openForReading(join(folder, 'tapline.db'));
  const reader = createReader(db, decoding, { onFault });
  const list: Measured[] = [];
  for (const one of searchCases(reader, posts)) list.push(await measure(one, rounds));
  db.close();
  return list;
}

async function unindexed(posts: number): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-tail-'));
  const { db } = openForWriting(join(folder, 'tapline.db'));
  const writer = createWriter(db, onFault);
  const next = postMaker(2, posts);
  for (let n = 0; n < posts; n += 1000) {
    const some = Array.from({ length: Math.min(1000, posts - n) }, (_, i) => next(n + i));
    writer.calls.append({ posts: some.length, block: pack(some, some.map(packTexts)) });
    while (writer.calls.unfold().visibleId < writer.appender.lastId);
  }
  const reading = openForReading(join(folder, 'tapline.db'));
  const list: Measured[] = [];
  for (const one of tailCases(createReader(reading, decoding, { onFault }))) {
    list.push(await measure(one, 1));
  }
  reading.close();
  db.close();
  rmSync(folder, { recursive: true });
  return list;
}

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    tail: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const [posts, tail, rounds] = [Number(values.posts), Number(values.tail), Number(values.rounds)];
const { folder, generated } = await cachedFolder(posts);
await warm(folder);
// Opened for writing first, which ends what an interrupted run left undone.
const measured = [
  ...(await throughThreads(folder, posts, rounds)),
  ...(await indexed(folder, posts, rounds)),
  ...(await unindexed(tail)),
];
const perPost = (ms: number) => ((ms * 1000) / generated.posts).toFixed(1);
console.log(`${posts} posts, ${tail} in the tail; ${cpus().length} processors, Node ${process.version}`);
console.log(
  `made in ${perPost(generated.storedMs)} µs a post, indexed after ${perPost(generated.indexedMs)} µs a post\n`,
);
console.log(table(measured));
const goals = measured.filter(({ limitMs }) => limitMs !== null);
const missed = goals.filter(({ p95, limitMs }) => limitMs !== null && p95 > limitMs);
console.log(`\n${goals.length - missed.length} of ${goals.length} goals met.`);
if (values.json) writeFileSync(values.json, JSON.stringify({ posts, tail, generated, measured }, null, 2));
