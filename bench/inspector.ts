import { createReadStream, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../test/helpers/browser.ts';
import { type Cli, startCli } from '../test/helpers/cli.ts';
import { cachedFolder } from './cached-folder.ts';
import { benchKeyword, sendSteadily } from './inspector-load.ts';
import { firstRows, keyTimes, type Watched, watchDuring, watchPage } from './inspector-page.ts';
import { phoneOf, wordOf } from './posts.ts';
import { watchCost } from './process-cost.ts';
import { seeded } from './random.ts';

/**
 * How the built inspector feels in real Chromium with a million posts stored. `npm run build` first.
 * `--posts <n>` stores fewer, `--rounds <n>` loads the window that often, `--json <file>` keeps the numbers;
 * `--only <names>` measures some of `load,keys,live,scroll`.
 */
interface Line {
  name: string;
  unit: string;
  p50: number | null;
  p95: number;
  /** What the value under `p95` may be at most. */
  goal: number | null;
  note: string;
}

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    rows: { type: 'string', default: '100000' },
    json: { type: 'string' },
    only: { type: 'string', default: 'load,keys,live,scroll' },
  },
});
const frameMs = 1000 / 60;
const perSecond = 500;
const lines: Line[] = [];

function line(name: string, times: readonly number[], goal: number | null, note = ''): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  lines.push({ name, unit: 'ms', p50: at(0.5), p95: at(0.95), goal, note: note || `${times.length} times` });
}
const single = (one: Pick<Line, 'name' | 'unit' | 'note'>, value: number, goal: number | null) =>
  lines.push({ ...one, p50: null, p95: value, goal });

async function loads(page: Page, address: string, rounds: number): Promise<void> {
  const sincePaint: number[] = [];
  const sinceStart: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await page.goto(address);
    await page.reload();
    const took = await firstRows(page);
    // The first one fills the browser's and the database's caches.
    if (round === 0) continue;
    sincePaint.push(took.sincePaint);
    sinceStart.push(took.sinceStart);
  }
  line('first rows after the first paint', sincePaint, 300);
  line('first rows after the start of loading', sinceStart, null);
}

/** Types at a human pace: 80 to 180 ms from key to key. */
async function types(page: Page, total: number): Promise<void> {
  const random = seeded(7);
  const box = page.getByRole('searchbox', { name: 'Search posts' });
  const all: number[] = [];
  const searches: [string, string][] = [
    ['several words', `${wordOf(0)} ${wordOf(40)} ${wordOf(3)}`],
    ['a rare word', wordOf(12_345)],
    ['a ticket', `ticket:${10_000_001 + 7919 * Math.max(1, Math.floor(total / 80_000))}`],
    ['a phone number', `phone:${phoneOf(77)}`],
    ['kind and the beginning of a word', `kind:callback ${wordOf(7).slice(0, 3)}`],
  ];
  for (const [name, text] of searches) {
    await box.fill('');
    await page.waitForFunction(() => document.querySelector('[data-shown=""] [role="row"][id^="post-"]') !== null);
    await keyTimes(page);
    await box.focus();
    for (const key of text) {
      await page.keyboard.press(key === ' ' ? 'Space' : key);
      await page.waitForTimeout(80 + 100 * random());
    }
    await page.waitForFunction(() => {
      const inbox = document.querySelector('[data-shown]');
      return inbox?.getAttribute('data-shown') === inbox?.getAttribute('data-asked');
    });
    await page.waitForTimeout(200);
    const times = await keyTimes(page);
    all.push(...times);
    line(`key to painted results: ${name}`, times, 80, `${times.length} keys`);
  }
  line('key to painted results: all', all, 80, `${all.length} keys`);
  await box.fill('');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(500);
}

const droppedOf = (frames: readonly number[]) =>
  frames.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / frameMs) - 1), 0);

function live(name: string, { frames, shift }: Watched): void {
  const dropped = droppedOf(frames);
  const longest = Math.max(...frames);
  line(`${name}: from frame to frame`, frames, null, `longest ${longest.toFixed(0)} ms, ${frames.length} frames`);
  const lost = (100 * dropped) / (dropped + frames.length);
  single({ name: `${name}: frames dropped`, unit: '%', note: `${dropped} frames` }, lost, null);
  single({ name: `${name}: layout shift`, unit: '', note: '' }, shift, 0);
}

/** Watches while posts come, and what keeps the processors busy meanwhile: all of them share the same few. */
async function watchLoad(
  page: Page,
  { receiver, pid }: Cli,
  load: { name: string; seconds: number },
): Promise<Watched> {
  const cost = watchCost(pid);
  const before = process.cpuUsage();
  const began = performance.now();
  const watched = await watchDuring(page, async () => {
    const sent = await sendSteadily({ receiver, perSecond, seconds: load.seconds });
    console.error(`Sent ${sent.answered} posts in ${sent.seconds.toFixed(1)} s.`);
    await page.waitForTimeout(300);
  });
  const share = (ms: number) => ms / (performance.now() - began);
  const { user, system } = process.cpuUsage(before);
  const of = cost.stop();
  const sender = share((user + system) / 1000);
  const others = of ? `, Tapline ${share(of.cpuMs).toFixed(2)}, the browser and others ${of.foreign.toFixed(2)}` : '';
  console.error(`Processors kept busy, ${load.name}: the sender ${sender.toFixed(2)}${others}.`);
  return watched;
}

/** What this machine can do: the same posts come while a page with next to nothing on it is in front of the window. */
async function drawsNothing(page: Page, tapline: Cli): Promise<void> {
  const empty = await page.context().newPage();
  await watchPage(empty);
  await empty.setContent('<title>Empty</title><p>Empty</p>');
  await empty.reload();
  const { frames } = await watchLoad(empty, tapline, { name: 'an empty page', seconds: 5 });
  const dropped = droppedOf(frames);
  const lost = (100 * dropped) / (dropped + frames.length);
  single(
    { name: `${perSecond} posts/s, an empty page: frames dropped`, unit: '%', note: `${dropped} frames` },
    lost,
    null,
  );
  await empty.close();
}

async function follows(page: Page, tapline: Cli): Promise<void> {
  await drawsNothing(page, tapline);
  await page.bringToFront();
  await page.waitForTimeout(1000);
  const top = await watchLoad(page, tapline, { name: 'at the top', seconds: 10 });
  live(`${perSecond} posts/s at the top`, top);
  line('capture to visible', top.visible, 100, `${top.visible.length} posts seen`);
  const grid = page.getByRole('grid', { name: 'Posts' });
  await grid.evaluate((element) => element.scrollTo({ top: 30 * 50 }));
  await page.waitForTimeout(300);
  live(`${perSecond} posts/s scrolled away`, await watchLoad(page, tapline, { name: 'scrolled away', seconds: 5 }));
}

async function scrolls(page: Page, rows: number): Promise<void> {
  const began = performance.now();
  const grid = page.getByRole('grid', { name: 'Posts' });
  const reached = await grid.evaluate(async (element, wanted) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const most = performance.now() + 90_000;
    const rowHeight = element.querySelector('[role="row"]')?.getBoundingClientRect().height ?? 30;
    while (element.scrollHeight < wanted * rowHeight && performance.now() < most) {
      element.scrollTop = element.scrollHeight;
      await frame();
    }
    return Math.round(element.scrollHeight / rowHeight);
  }, rows);
  const seconds = (performance.now() - began) / 1000;
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const note = `${reached.toLocaleString('en')} rows in ${seconds.toFixed(0)} s`;
  single({ name: 'heap after scrolling', unit: 'MB', note }, usedSize / 1024 / 1024, 200);
}

function table(): string {
  const cell = (value: number | null) => (value === null ? '' : value.toFixed(1)).padStart(9);
  const body = lines.map(({ name, unit, p50, p95, goal, note }) => {
    const verdict = goal === null ? '' : `${goal}${p95 <= goal ? '' : ' !'}`;
    return `${name.padEnd(52)}${cell(p50)}${cell(p95)} ${unit.padEnd(3)} ${verdict.padEnd(7)}${note}`;
  });
  return [`${''.padEnd(52)}${'p50'.padStart(9)}${'p95'.padStart(9)}     goal   `, ...body].join('\n');
}

const posts = Number(values.posts);
const launched = await launchBrowser();
if (launched.browser === null) {
  console.error(launched.reason);
  process.exit(1);
}
const { browser } = launched;
const { folder } = await cachedFolder(posts);
// Read through, so that it lies in the system's cache as it does while somebody works with it.
for await (const _ of createReadStream(join(folder, 'tapline.db'), { highWaterMark: 1024 * 1024 }));
try {
  await using tapline = await startCli([], { built: true, dataFolder: folder });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`The page threw: ${error.message}`));
  await watchPage(page);
  try {
    const asked = values.only.split(',');
    await page.goto(tapline.inspector);
    await firstRows(page);
    if (asked.includes('load')) await loads(page, tapline.inspector, Number(values.rounds));
    if (asked.includes('keys')) await types(page, posts);
    if (asked.includes('live')) await follows(page, tapline);
    if (asked.includes('scroll')) {
      await page.reload();
      await firstRows(page);
      await scrolls(page, Math.min(Number(values.rows), posts));
    }
  } finally {
    // The folder is kept for the next run, as it was.
    await tapline.call('DELETE', `/posts?query=${encodeURIComponent(`keyword:${benchKeyword}`)}`);
    await tapline.end('SIGTERM');
  }
} finally {
  await browser.close();
}
const load = loadavg()[0]?.toFixed(1);
console.log(`${posts} posts; ${cpus().length} processors, load ${load}, Node ${process.version}\n`);
console.log(table());
const missed = lines.filter(({ p95, goal }) => goal !== null && !(p95 <= goal));
console.log(missed.length === 0 ? '\nAll within their goals.' : `\n${missed.length} above their goals (!).`);
if (values.json) writeFileSync(values.json, JSON.stringify({ posts, lines }, null, 2));
