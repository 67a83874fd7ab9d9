import { writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedFolder } from './cached-folder.ts';
import { goalParts, goalsOf } from './capture-goals.ts';
import { generator, isTicketed, sendLoad } from './capture-load.ts';
import { allParts, type Part, partsOf, quickParts, type Run } from './capture-parts.ts';
import { installPeers, peers } from './capture-peers.ts';
import type { Running, Server } from './capture-processes.ts';
import { goalTable, report } from './capture-report.ts';
import { sink, tapline } from './capture-servers.ts';
import { measureVisible, type Visible } from './capture-visible.ts';
import { watchCost } from './process-cost.ts';
import { startTapline } from './tapline-process.ts';

/**
 * How many posts the built app answers, each stored before, beside a bare node:http sink and other receivers in the same
 * run. In rounds; each server is a new process with a new folder each time. Ends with 1 when an answered post is not stored.
 */
const { values } = parseArgs({
  options: {
    /** Parts by name, such as `close-512-10k` or `keep-alive-64-million`; `goals` stands for those that have a goal. */
    only: { type: 'string', multiple: true },
    /** Every part, and the peers. */
    full: { type: 'boolean', default: false },
    /** Other receivers, as far as they are installed. */
    peers: { type: 'boolean', default: false },
    'install-peers': { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    /** Of one measurement, after so many that do not count. */
    seconds: { type: 'string', default: '3' },
    'warm-up': { type: 'string', default: '1' },
    /** Folders with `bin/` and `out/`, to compare builds in one run. */
    build: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});
/** Processors that others may use before a run counts as disturbed. */
const quietShare = 0.3;
const numbers = [values.rounds, values.seconds, values['warm-up']].map(Number);
const [rounds = 0, seconds = 0, warmUp = 0] = numbers;
if (!numbers.every((number) => Number.isInteger(number) && number > 0)) {
  stop('--rounds, --seconds and --warm-up take whole numbers above 0.');
}
const names = (values.only ?? quickParts).flatMap((name) => name.split(','));
const parts =
  values.full && !values.only
    ? [...allParts]
    : partsOf(names.flatMap((name) => (name === 'goals' ? goalParts : [name])));
if (!parts) stop(`There is no such part. The parts are: ${allParts.map(({ name }) => name).join(' ')}`);
if (values['install-peers']) installPeers();
const builds = (values.build ?? [join(import.meta.dirname, '..')]).map((folder) => resolve(folder));
const ours = builds.map((build, i) => tapline(build, builds.length > 1 ? `tapline ${i + 1}` : 'tapline'));
for (const { absent } of ours) if (absent) stop(absent);
const others = values.full || values.peers ? peers() : [];
const servers = [sink, ...ours, ...others.filter(({ absent }) => absent === null)];
const database = parts.some(({ posts }) => posts > 0) ? (await cachedFolder(1_000_000)).folder : null;

/** @param isFirst the first round also waits until all that was stored can be found through the index */
async function measureOne(part: Part, running: Running, isFirst: boolean) {
  const load = { ...part, url: running.url };
  const warmed = await sendLoad({ ...load, seconds: warmUp, from: 0 });
  const cost = watchCost(running.pid);
  const { answered, ...answers } = await sendLoad({ ...load, seconds, from: 1_000_000_000 });
  const spent = cost.stop();
  const stored = await running.stored(isFirst);
  return {
    ...answers,
    cpuUs: spent && (spent.cpuMs * 1000) / answered,
    peakMb: spent?.peakMb ?? null,
    foreign: spent?.foreign ?? null,
    lost: stored && Math.max(0, warmed.answered + answered - stored.posts),
    indexedMs: stored?.indexedMs ?? null,
  };
}

const runs: Run[] = [];
const failures: string[] = [];
async function tryOne(part: Part, server: Server, round: number): Promise<void> {
  const label = `round ${round}, ${part.name}, ${server.name}`;
  try {
    const running = await server.start(part.posts > 0 ? database : null);
    try {
      const measured = await measureOne(part, running, round === 1);
      runs.push({ part: part.name, server: server.name, round, ...measured });
      console.error(`${label}: ${measured.perSecond.toFixed(0)}/s, p99 ${measured.p99.toFixed(1)} ms`);
    } finally {
      await running.stop();
    }
  } catch (error) {
    // A peer that gives up on large bodies is a result, too.
    failures.push(`${label}: ${error instanceof Error ? error.message : String(error)}`);
    console.error(failures.at(-1));
  }
}

const began = performance.now();
const loadBefore = loadavg()[0] ?? 0;
for (let round = 1; round <= rounds; round++) {
  for (const part of parts) {
    // Others keep no database that could be full, and each goes first as often as last.
    const some = servers.filter((server) => part.posts === 0 || !others.includes(server));
    for (const server of round % 2 === 0 ? some.toReversed() : some) await tryOne(part, server, round);
  }
}
/** At an even pace, which is what the goal speaks of, and right behind a burst. */
const visible = new Map<string, { evenly: Visible; behindBurst: Visible }>();
for (const [i, { name }] of ours.entries()) {
  const running = await startTapline({ build: builds[i] as string, database: null });
  try {
    const evenly = await measureVisible(running, { perSecond: 500, seconds: 4 });
    await sendLoad({
      ...(partsOf(['keep-alive-64'])?.[0] as Part),
      url: `${running.receiver}/callback`,
      seconds: 1,
      from: 0,
    });
    visible.set(name, { evenly, behindBurst: await measureVisible(running, { perSecond: 500, seconds: 4 }) });
  } finally {
    await running.stop();
  }
}

const minutes = ((performance.now() - began) / 60_000).toFixed(1);
const machine = `${cpus().length} processors, load ${loadBefore.toFixed(1)} before, Node ${process.version}`;
const tickets = parts.every(({ kib }) => isTicketed(kib))
  ? 'each post has a ticket of its own'
  : 'tickets differ, except in 1,000 KiB';
console.log(`${rounds} rounds of ${seconds} s after ${warmUp} s, ${minutes} minutes; sent by ${generator}; ${tickets}`);
console.log(`${machine}\n`);
console.log(report(parts, runs));
for (const { name, absent } of others) if (absent) console.log(`${name}: ${absent}`);
for (const failure of failures) console.log(failure);
for (const [name, { evenly, behindBurst }] of visible) {
  for (const [when, { sent, seen, p50, p95 }] of [
    ['', evenly] as const,
    [' right behind 1 s of full load', behindBurst] as const,
  ]) {
    const times = `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`;
    console.log(`${name}, 500 posts/s${when}: from sending to the live feed ${times}; ${seen} of ${sent} posts seen`);
  }
}
const disturbed = runs.filter(({ foreign }) => (foreign ?? 0) > quietShare).length;
if (disturbed > 0) {
  const what = `${disturbed} of ${runs.length} runs were disturbed: others kept more than ${quietShare} processors busy.`;
  console.log(`\n${what} Repeat this on a machine that does nothing else.`);
}
const goals = ours.flatMap(({ name }) => goalsOf(name, runs, visible.get(name)?.evenly));
console.log(`\n${goalTable(goals)}`);
const lost = runs.reduce((sum, run) => sum + (run.lost ?? 0), 0);
console.log(`\n${lost === 0 ? 'Every answered post was stored.' : `${lost} answered posts were NOT stored.`}`);
const json = values.json ?? join(tmpdir(), `tapline-bench-capture-${Date.now()}.json`);
const results = {
  rounds,
  seconds,
  warmUp,
  generator,
  machine,
  runs,
  visible: Object.fromEntries(visible),
  goals,
  failures,
};
writeFileSync(json, JSON.stringify(results, null, 2));
console.log(`All runs: ${json}`);
if (lost > 0) process.exitCode = 1;

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
