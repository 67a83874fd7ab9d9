import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ReplayJob } from '../contract/index.ts';
import { createReplayJobs } from '../main/replay/jobs.ts';
import { createReplayer } from '../main/replay/replay.ts';
import { openStore } from '../main/store/store.ts';
import type { Store } from '../main/store/types.ts';
import { createTargetBook } from '../main/targets/target-book.ts';
import type { CannonShot } from './replay-cannon.ts';

/**
 * Replays many posts into a fast target, beside autocannon with the same request, as many at a time, into the same target in
 * the same run. `node bench/replay.ts [posts] [concurrency]`; ends with 1 when the replay is slower than half of autocannon,
 * or memory grows.
 */
const posts = Number(process.argv[2] ?? 10_000);
const concurrency = Number(process.argv[3] ?? 32);
const goal = 0.5;
const rounds = 7;
const mostGrowthMb = 150;
const body = Buffer.from('phone=13125550142&code=12345&message=join+please&ticket=998877&carrier=Example+Wireless');
const headers = [
  ['Host', 'calm-fox.example'],
  ['User-Agent', 'Platform/1.0'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['Content-Length', String(body.length)],
];

async function fill(store: Store): Promise<void> {
  const receivedAt = Date.now();
  const post = { receivedAt, receiveMs: 1, method: 'POST', target: '/callback', httpVersion: '1.1', body };
  const rest = { rawHeaders: headers.flat(), rawTrailers: [], remoteAddress: '127.0.0.1', responseStatus: 200 };
  await Promise.all(Array.from({ length: posts }, () => store.append({ ...post, ...rest, via: 'local' })));
}

/** The same request as often by autocannon, in a process of its own; resolves with requests a second. */
async function autocannon(port: number): Promise<number> {
  const sent = Object.fromEntries(headers.slice(1, -1));
  const shot: CannonShot = {
    url: `http://127.0.0.1:${port}/callback`,
    connections: concurrency,
    amount: posts,
    headers: { ...sent, 'X-Tapline-Post': String(posts) },
    body: body.toString(),
  };
  const script = fileURLToPath(new URL('./replay-cannon.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(shot)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await text(child.stdout);
  return (JSON.parse(said) as { perSecond: number }).perSecond;
}

async function replays(jobs: ReturnType<typeof createReplayJobs>, target: string): Promise<number> {
  const began = performance.now();
  const { id } = await jobs.start({ query: '', target, concurrency, rate: null, speed: null });
  const job = await new Promise<ReplayJob>((resolve) => {
    const timer = setInterval(() => {
      const now = jobs.get(id);
      if (now.endedAt === null) return;
      clearInterval(timer);
      resolve(now);
    }, 5);
  });
  const perSecond = posts / ((performance.now() - began) / 1000);
  if (job.outcomes[0]?.count !== posts || job.outcomes[0].outcome !== '200') {
    throw new Error(`Not all posts were answered: ${JSON.stringify(job)}`);
  }
  return perSecond;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const folder = await mkdtemp(join(tmpdir(), 'tapline-bench-'));
const worker = new Worker(new URL('./replay-target.ts', import.meta.url));
const [port] = (await once(worker, 'message')) as [number];
const store = await openStore({ folder });
const targets = createTargetBook({ targets: () => [], endpoints: () => [], defaultTarget: () => null });
const jobs = createReplayJobs({ store, replayer: createReplayer({ store }), targets, onProgress: () => {} });
try {
  await fill(store);
  const target = `http://127.0.0.1:${port}`;
  const megabytes = (): number => Math.round(process.memoryUsage().rss / 1024 / 1024);
  const rates: { cannon: number[]; replay: number[] } = { cannon: [], replay: [] };
  const memory: number[] = [megabytes()];
  for (let round = 1; round <= rounds; round++) {
    const cannon = await autocannon(port);
    const replay = await replays(jobs, target);
    memory.push(megabytes());
    process.stdout.write(
      `round ${round}: autocannon ${cannon.toFixed(0)}/s, replay ${replay.toFixed(0)}/s, ratio ${(replay / cannon).toFixed(2)}, memory ${memory.at(-1)} MB\n`,
    );
    // Target and replay are compiled in the first round.
    if (round === 1) continue;
    rates.cannon.push(cannon);
    rates.replay.push(replay);
  }
  const [cannon, replay] = [median(rates.cannon), median(rates.replay)];
  const ratio = replay / cannon;
  const growth = (memory.at(-1) ?? 0) - (memory[1] ?? 0);
  process.stdout.write(
    `${posts} posts, ${concurrency} at a time, all stored as deliveries; medians of rounds 2 to ${rounds}\n` +
      `autocannon                      ${cannon.toFixed(0)}/s\n` +
      `replay job                      ${replay.toFixed(0)}/s\n` +
      `ratio                           ${ratio.toFixed(2)} (goal ${goal})\n` +
      `memory (RSS)                    ${memory[0]} MB before, ${memory[1]} MB after the first round, ${memory.at(-1)} MB after the last: grew by ${growth} MB (goal below ${mostGrowthMb})\n`,
  );
  process.exitCode = ratio >= goal && growth < mostGrowthMb ? 0 : 1;
} finally {
  await jobs.close();
  await store.close();
  await worker.terminate();
  await rm(folder, { recursive: true, force: true });
}
