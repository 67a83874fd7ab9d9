import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { ReplayJob } from '../contract/index.ts';
import { type Cli, startCli } from '../test/helpers/cli.ts';
import { memoryMb } from './process-cost.ts';
import type { CannonShot } from './replay-cannon.ts';

/**
 * Replays many posts into a fast target with a Tapline of its own process, in turns with autocannon, which sends the same
 * request, as many at a time, into the same target. Ends with 1 when the replay is slower than half of autocannon, gets slower
 * with the rounds, or memory grows after the second.
 */
const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '10000' },
    concurrency: { type: 'string', default: '32' },
    rounds: { type: 'string', default: '12' },
    /** What `npm run build` made instead of the source. */
    built: { type: 'boolean', default: false },
  },
});
const [posts, concurrency, rounds] = [values.posts, values.concurrency, values.rounds].map(Number) as [
  number,
  number,
  number,
];
if (![posts, concurrency, rounds].every((number) => Number.isInteger(number) && number > 0) || rounds < 7) {
  throw new Error('--posts and --concurrency take whole numbers above 0, --rounds one from 7 on.');
}
const goal = 0.5;
/**
 * What memory may grow by after the second round, in MB: the page cache of the thread that writes fills up to 32 with the file (open.ts),
 * and as much is garbage that waits, now more, now less. By what share of it in the last rounds, and what speed may fall by.
 */
const mostMb = 64;
const flatShare = 0.05;
const lastRounds = 4;
const decayShare = 0.2;
const lookMs = 50;
const body = 'phone=13125550142&code=12345&message=join+please&ticket=998877&carrier=Example+Wireless';
const headers = { 'User-Agent': 'Platform/1.0', 'Content-Type': 'application/x-www-form-urlencoded' };

/** The same request many times by autocannon, in a process of its own; resolves with requests a second. */
async function cannon(url: string, added: Record<string, string> = {}): Promise<number> {
  const shot: CannonShot = { url, connections: concurrency, amount: posts, headers: { ...headers, ...added }, body };
  const script = fileURLToPath(new URL('./replay-cannon.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(shot)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return (JSON.parse(await text(child.stdout)) as { perSecond: number }).perSecond;
}

/** One job over all posts; resolves with posts a second, from asking for it to the last delivery on disk. */
async function replayAll(tapline: Cli, target: string): Promise<number> {
  const began = Date.now();
  const { id } = await tapline.call<ReplayJob>('POST', '/replays', { query: '', target, concurrency });
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    const job = await tapline.call<ReplayJob>('GET', `/replays/${id}`);
    if (job.endedAt === null) continue;
    if (job.outcomes[0]?.count !== posts || job.outcomes[0].outcome !== '200') {
      throw new Error(`Not all posts were answered: ${JSON.stringify(job)}`);
    }
    return posts / ((Date.parse(job.endedAt) - began) / 1000);
  }
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN;
const percent = (share: number): string => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
const spread = (list: readonly number[]): string =>
  `${Math.min(...list).toFixed(2)} to ${Math.max(...list).toFixed(2)}`;

const worker = new Worker(new URL('./replay-target.ts', import.meta.url));
try {
  const [port] = (await once(worker, 'message')) as [number];
  const target = `http://127.0.0.1:${port}`;
  await using tapline = await startCli([], { built: values.built });
  const loadBefore = loadavg()[0] ?? 0;
  await cannon(`${tapline.receiver}/callback`);
  const { count } = await tapline.call<{ count: number }>('GET', '/posts/count');
  if (count !== posts) throw new Error(`${count} of ${posts} posts are stored.`);
  const memory = [memoryMb(tapline.pid)];
  const of: { cannon: number[]; replay: number[]; ratio: number[] } = { cannon: [], replay: [], ratio: [] };
  for (let round = 1; round <= rounds; round++) {
    const limit = await cannon(`${target}/callback`, { 'X-Tapline-Post': String(posts) });
    const replay = await replayAll(tapline, target);
    memory.push(memoryMb(tapline.pid));
    console.log(
      `round ${round}: autocannon ${limit.toFixed(0)}/s, replay ${replay.toFixed(0)}/s, ratio ${(replay / limit).toFixed(2)}, memory ${memory.at(-1)?.toFixed(0)} MB`,
    );
    // Target and replay are compiled in the first round.
    if (round === 1) continue;
    of.cannon.push(limit);
    of.replay.push(replay);
    of.ratio.push(replay / limit);
  }
  const ratio = median(of.replay) / median(of.cannon);
  const second = memory[2] ?? 0;
  const growth = Math.max(...memory.slice(3)) - second;
  const last = memory.slice(-lastRounds);
  const lastShare = Math.max(...last) / (last[0] ?? 0) - 1;
  const isFlat = growth <= mostMb && lastShare <= flatShare;
  // Against autocannon in the same round: the machine itself gets faster and slower.
  const half = of.ratio.length >> 1;
  const decay = median(of.ratio.slice(-half)) / median(of.ratio.slice(0, half)) - 1;
  console.log(
    [
      `${posts} posts, ${concurrency} at a time, all stored as deliveries; medians of rounds 2 to ${rounds}; load of the machine before ${loadBefore.toFixed(1)}`,
      `autocannon     ${median(of.cannon).toFixed(0)}/s`,
      `replay job     ${median(of.replay).toFixed(0)}/s`,
      `ratio          ${ratio.toFixed(2)} (rounds ${spread(of.ratio)}; goal ${goal}): ${ratio >= goal ? 'met' : 'MISSED'}`,
      `later rounds   ${percent(decay)} against the earlier ones: ${decay >= -decayShare ? 'no slower' : 'SLOWER'}`,
      `memory (RSS)   ${memory[0]?.toFixed(0)} MB before, ${memory[1]?.toFixed(0)} after the first round, ${second.toFixed(0)} after the second`,
      `  after that   ${growth.toFixed(0)} MB more (${percent(growth / second)}; goal ${mostMb} MB); in the last ${lastRounds} rounds ${percent(lastShare)} (goal ${percent(flatShare)}): ${isFlat ? 'flat' : 'GROWS'}`,
    ].join('\n'),
  );
  process.exitCode = ratio >= goal && isFlat && decay >= -decayShare ? 0 : 1;
} finally {
  await worker.terminate();
}
