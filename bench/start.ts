import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../test/helpers/browser.ts';
import { cachedFolder } from './cached-folder.ts';

/**
 * How long the built app takes from its start, headless, to the line that says it is ready and to the first rows on screen.
 * The browser runs already; the page, its connection and its caches are new each time.
 */
const readyGoalMs = 400;
const rowsGoalMs = 700;

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '11' },
    /** Folders with `bin/` and `out/`, to compare builds in one run. */
    build: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});
const posts = Number(values.posts);
const rounds = Number(values.rounds);
const builds = (values.build ?? [join(import.meta.dirname, '..')]).map((folder) => resolve(folder));
for (const build of builds) {
  if (existsSync(join(build, 'out/main/cli.js'))) continue;
  console.error(`${build} is not built: run "npm run build" there first.`);
  process.exit(1);
}

interface Start {
  readyMs: number;
  /** Null without a browser. */
  rowsMs: number | null;
}

async function start(build: string, folder: string, browser: Browser | null): Promise<Start> {
  const page = browser ? await browser.newPage() : null;
  const began = performance.now();
  const flags = ['--data', folder, '--receiver-port', '0', '--inspector-port', '0', '--tunnel', 'off'];
  const child = spawn(process.execPath, [join(build, 'bin/tapline.mjs'), 'serve', '--json', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      exited.then(() => {
        throw new Error(`${build} ended before it was ready; its sentence is above.`);
      }),
    ])) as [string];
    const readyMs = performance.now() - began;
    const { inspector } = JSON.parse(line) as { inspector: string };
    if (!page) return { readyMs, rowsMs: null };
    await page.goto(inspector, { waitUntil: 'commit' });
    // A row of a post or, where there are none, the steps that stand in their place; then the frame it is painted in.
    await page.waitForFunction(() => document.querySelector('[role="grid"] [role="row"] [role="gridcell"], main ol'));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    return { readyMs, rowsMs: performance.now() - began };
  } finally {
    child.kill('SIGTERM');
    await exited;
    await page?.close();
  }
}

const launched = await launchBrowser();
if (launched.browser === null) console.error(`Rows on screen are not measured: ${launched.reason}`);
const empty = mkdtempSync(join(tmpdir(), 'tapline-bench-start-'));
const { folder: large } = await cachedFolder(posts);
const databases = [
  { name: 'empty', folder: empty },
  { name: `${posts} posts`, folder: large },
];
const cases = builds.flatMap((build) => databases.map((database) => ({ build, ...database, starts: [] as Start[] })));
const loadBefore = loadavg()[0] ?? 0;
try {
  // In turns, so that what else the machine does falls on all alike; the first round only warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const one of cases) {
      const measured = await start(one.build, one.folder, launched.browser);
      if (round > 0) one.starts.push(measured);
    }
  }
} finally {
  await launched.browser?.close();
  rmSync(empty, { recursive: true, force: true });
}

const results = cases.flatMap(({ build, name, starts }) => {
  const of = builds.length > 1 ? `, ${build}` : '';
  const rows = starts.flatMap(({ rowsMs }) => rowsMs ?? []);
  return [
    { name: `ready, ${name}${of}`, goalMs: readyGoalMs, ...spread(starts.map(({ readyMs }) => readyMs)) },
    ...(rows.length > 0 ? [{ name: `first rows, ${name}${of}`, goalMs: rowsGoalMs, ...spread(rows) }] : []),
  ];
});
const load = `load ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after`;
console.log(`${rounds} rounds in turns; ${cpus().length} processors, ${load}, Node ${process.version}\n`);
const columns = (...cells: (string | number)[]) => cells.map((cell) => String(cell).padStart(9)).join('');
console.log(`${''.padEnd(44)}${columns('median', 'fastest', 'goal')}`);
for (const { name, median, fastest, goalMs } of results) {
  const mark = median <= goalMs ? '' : ' !';
  console.log(`${name.padEnd(44)}${columns(median.toFixed(0), fastest.toFixed(0), goalMs)}${mark}`);
}
if (values.json) writeFileSync(values.json, JSON.stringify({ posts, rounds, loadBefore, results }, null, 2));

function spread(times: number[]): { median: number; fastest: number } {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? Number.NaN, fastest: sorted[0] ?? Number.NaN };
}
