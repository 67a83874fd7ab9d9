import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReplayJob } from '../contract/index.ts';
import { createReplayJobs } from '../main/replay/jobs.ts';
import { createReplayer } from '../main/replay/replay.ts';
import { openStore } from '../main/store/store.ts';
import type { Store } from '../main/store/types.ts';
import { createTargetBook } from '../main/targets/target-book.ts';

/**
 * Replays many posts into a fast target, beside a plain keep-alive client (node:http with an agent, the same requests, as
 * many at a time) in the same run and process. `node bench/replay.ts [posts] [concurrency]`; ends with 1 when the replay is
 * slower than half of the client, or memory grows.
 */
const posts = Number(process.argv[2] ?? 10_000);
const concurrency = Number(process.argv[3] ?? 16);
const goal = 0.5;
const rounds = 3;
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

/** The same requests by a plain client; resolves with posts a second. */
async function plainClient(port: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  let left = posts;
  const one = (id: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest({
        host: '127.0.0.1',
        port,
        path: '/callback',
        method: 'POST',
        agent,
        headers: { ...Object.fromEntries(headers), 'X-Tapline-Post': String(id) },
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        response.on('data', () => {});
        response.on('end', resolve);
      });
      outgoing.end(body);
    });
  const worker = async (): Promise<void> => {
    while (left > 0) await one(left--);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  agent.destroy();
  return posts / ((performance.now() - began) / 1000);
}

/** What wrk reaches for two seconds, for whom it is installed: a client in C, on a core of its own. Null without it. */
async function wrk(port: number): Promise<number | null> {
  const script = join(folder, 'post.lua');
  const lines = headers.slice(1, -1).map(([name, value]) => `wrk.headers["${name}"]="${value}"`);
  await writeFile(script, [`wrk.method="POST"`, `wrk.body="${body.toString()}"`, ...lines].join('\n'));
  const flags = ['-t1', `-c${concurrency}`, '-d2s', '-s', script, `http://127.0.0.1:${port}/callback`];
  const { stdout } = spawnSync('wrk', flags, { encoding: 'utf8' });
  const found = /Requests\/sec:\s+([\d.]+)/.exec(stdout ?? '');
  return found ? Number(found[1]) : null;
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
  const best = { client: 0, replay: 0 };
  const memory: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const client = await plainClient(port);
    const replay = await replays(jobs, target);
    best.client = Math.max(best.client, client);
    best.replay = Math.max(best.replay, replay);
    memory.push(megabytes());
    process.stdout.write(
      `round ${round}: client ${client.toFixed(0)}/s, replay ${replay.toFixed(0)}/s, memory ${memory.at(-1)} MB\n`,
    );
  }
  const native = await wrk(port);
  const ratio = best.replay / best.client;
  const growth = (memory.at(-1) ?? 0) - (memory[0] ?? 0);
  process.stdout.write(
    `${posts} posts, ${concurrency} at a time, all stored as deliveries\n` +
      `client (node:http, keep-alive)  ${best.client.toFixed(0)}/s\n` +
      `replay job                      ${best.replay.toFixed(0)}/s\n` +
      `ratio                           ${ratio.toFixed(2)} (goal ${goal})\n` +
      (native === null ? '' : `wrk, which is no part of the goal ${native.toFixed(0)}/s\n`) +
      `memory after the first round    grew by ${growth} MB (goal below ${mostGrowthMb})\n`,
  );
  process.exitCode = ratio >= goal && growth < mostGrowthMb ? 0 : 1;
} finally {
  await jobs.close();
  await store.close();
  await worker.terminate();
  await rm(folder, { recursive: true, force: true });
}
