import { statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Settings } from '../contract/index.ts';
import { median } from './capture-ratios.ts';
import { watchFeed } from './capture-visible.ts';
import { handlesOf, memoryMb } from './process-cost.ts';
import { repeat } from './repeat.ts';
import { startSteadyLoad, timesOf } from './steady-load.ts';
import { startTapline, type TaplineProcess } from './tapline-process.ts';

/**
 * The built app for a long time: an even load, a view on the live feed, a search every second, and retention that removes as
 * much as comes. A line a minute; at the end, what grew in the second half. Ends with 1 when a post was lost or something grew.
 */
interface Minute {
  minute: number;
  answered: number;
  failed: number;
  /** Posts that the live feed told of. */
  seen: number;
  rssMb: number;
  handles: number;
  walMb: number;
  p50: number;
  p99: number;
  longest: number;
  /** The event loop of the app: how long its smallest answer takes, which needs neither disk nor threads. */
  loopP99: number;
  searchP95: number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    'per-second': { type: 'string', default: '400' },
    /** Posts that retention keeps; reached early, so that removing is part of the steady state. */
    keep: { type: 'string', default: '50000' },
    build: { type: 'string', default: join(import.meta.dirname, '..') },
    json: { type: 'string' },
  },
});
const [minutes, perSecond, keepPosts] = [values.minutes, values['per-second'], values.keep].map(Number) as [
  number,
  number,
  number,
];
const loopEveryMs = 50;
const searchEveryMs = 1000;
const searches = ['friday', 'keyword:STEADY', 'sister tell', 'phone:13125550042', 'kind:callback'];
const mb = 1024 * 1024;

/** Times an answer that the receiver gives by itself: a probe of a tunnel that is not open. */
function loopTime(receiver: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const asking = request(`${receiver}/.tapline/probe/soak`, (response) => {
      response.resume().on('end', () => resolve(performance.now() - began));
    });
    asking.on('error', reject);
    asking.end();
  });
}

const share = (times: number[], p: number) => times.toSorted((a, b) => a - b)[Math.floor(times.length * p)] ?? 0;

/** Minutes in the second half below which they say nothing. */
const leastMinutes = 5;

/**
 * What a quantity grew by in the second half of the time, as a share of its median: by the median of the slopes between any two of
 * its minutes, which a minute in which the disk stood still does not change.
 */
function growth(list: readonly number[]): number | null {
  const half = list.slice(list.length >> 1);
  if (half.length < leastMinutes) return null;
  const slopes: number[] = [];
  for (let i = 0; i < half.length; i++) {
    for (let j = i + 1; j < half.length; j++) slopes.push(((half[j] as number) - (half[i] as number)) / (j - i));
  }
  return (median(slopes) * (half.length - 1)) / Math.max(median(half), 1);
}

async function soak(tapline: TaplineProcess): Promise<{ list: Minute[]; lost: number; faults: number }> {
  const settings = await tapline.call<Settings>('GET', '/settings');
  await tapline.call('PUT', '/settings', { ...settings, keepPosts });
  let seen = 0;
  const feed = await watchFeed(tapline, () => seen++);
  const load = await startSteadyLoad({ receiver: tapline.receiver, perSecond });
  const loop = repeat(loopEveryMs, () => loopTime(tapline.receiver));
  const searching = repeat(searchEveryMs, async (n) => {
    const began = performance.now();
    await tapline.call('GET', `/posts?limit=100&query=${encodeURIComponent(searches[n % searches.length] ?? '')}`);
    return performance.now() - began;
  });
  const list: Minute[] = [];
  let answered = 0;
  for (let minute = 1; minute <= minutes; minute++) {
    await new Promise((done) => setTimeout(done, 60_000));
    const paces = await load.take();
    answered += paces.answered;
    const one: Minute = {
      minute,
      answered: paces.answered,
      failed: paces.failed,
      seen,
      rssMb: memoryMb(tapline.pid),
      handles: handlesOf(tapline.pid),
      walMb: statSync(join(tapline.folder, 'tapline.db-wal')).size / mb,
      ...timesOf(paces.times),
      loopP99: share(loop.take(), 0.99),
      searchP95: share(searching.take(), 0.95),
    };
    seen = 0;
    list.push(one);
    console.log(line(one));
  }
  const rest = await load.stop();
  answered += rest.answered;
  const faults = (await loop.stop()) + (await searching.stop());
  await feed.stop();
  // The newest id is the number of posts that were ever stored.
  const { posts } = await tapline.call<{ posts: { id: number }[] }>('GET', '/posts?limit=1');
  return { list, lost: Math.max(0, answered - (posts[0]?.id ?? 0)), faults };
}

const columns = [
  'answered',
  'failed',
  'seen',
  'RSS MB',
  'handles',
  'WAL MB',
  'p50 ms',
  'p99 ms',
  'longest',
  'loop p99',
  'search',
];
const row = (first: string, cells: readonly string[]) =>
  first.padEnd(8) + cells.map((cell) => cell.padStart(10)).join('');

function line(one: Minute): string {
  const { minute, answered, failed, seen, rssMb, handles, walMb, p50, p99, longest, loopP99, searchP95 } = one;
  const counts = [answered, failed, seen, rssMb, handles].map((value) => value.toFixed(0));
  const times = [walMb, p50, p99, longest, loopP99, searchP95].map((value) => value.toFixed(1));
  return row(String(minute), [...counts, ...times]);
}

const tapline = await startTapline({ build: resolve(values.build), database: null });
console.log(`${minutes} minutes of ${perSecond} posts/s, ${keepPosts} kept; Node ${process.version}\n`);
console.log(row('minute', columns));
try {
  const { list, lost, faults } = await soak(tapline);
  console.log('\nGrowth in the second half, as a share of the median; up to 0.2 is flat:');
  const flat = (['rssMb', 'handles', 'walMb', 'p99', 'loopP99'] as const).map((name) => {
    const grown = growth(list.map((one) => one[name]));
    const verdict =
      grown === null
        ? 'too few minutes to tell'
        : `${grown.toFixed(2).padStart(7)}  ${grown <= 0.2 ? 'flat' : 'grew !'}`;
    console.log(`  ${name.padEnd(10)}${verdict}`);
    return { name, grown };
  });
  const failed = list.reduce((sum, one) => sum + one.failed, 0);
  console.log(`\n${lost} answered posts lost, ${failed} posts not answered, ${faults} searches or probes failed.`);
  if (values.json)
    writeFileSync(values.json, JSON.stringify({ minutes, perSecond, list, flat, lost, faults }, null, 2));
  if (lost > 0 || flat.some(({ grown }) => (grown ?? 0) > 0.2)) process.exitCode = 1;
} finally {
  await tapline.stop();
}
