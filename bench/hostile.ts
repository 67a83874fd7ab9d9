import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { type Cli, startCli } from '../test/helpers/cli.ts';
import { shareOf, startHonest } from '../test/helpers/hostile/honest.ts';

/**
 * Attacks a Tapline over loopback, one way after the other, while honest posts come; each way ends by itself. Says what became
 * of the honest posts, how much memory the process took at most (Linux), and what was kept of the refusals.
 */
const parts = [
  { kind: 'none', count: 0 },
  { kind: 'slow', count: 1000 },
  { kind: 'aborted', count: 10_000 },
  { kind: 'headers', count: 3000 },
  { kind: 'large', count: 50 },
  { kind: 'malformed', count: 100_000 },
];
const perSecond = 50;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    /** A share of the counts, for a quick look. */
    share: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** How long the slow connections go on, and the run without an attack. */
    ms: { type: 'string', default: '30000' },
    json: { type: 'string' },
  },
});
const seed = Number(values.seed);

/** Memory of a process in MiB: now, and at most since it was last asked to forget. Null where the system does not tell. */
function memoryOf(pid: number): { now: number; most: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: of('VmRSS'), most: of('VmHWM') };
  } catch {
    return null;
  }
}

function forgetMost(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {}
}

async function attack(app: Cli, { kind, count }: { kind: string; count: number }): Promise<Record<string, number>> {
  const options = { port: new URL(app.receiver).port, kind, count: String(count), seed: String(seed), ms: values.ms };
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hostile-attack.ts'), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout)) as Record<string, number>;
}

/** What the incidents say: how many are kept, and how many there ever were. */
function incidentsIn(folder: string): { kept: number; ever: number } {
  const db = new Database(join(folder, 'tapline.db'), { readonly: true });
  const [kept, ever] = db.prepare('SELECT count(*), coalesce(max(id), 0) FROM incidents').raw().get() as number[];
  db.close();
  return { kept: kept ?? 0, ever: ever ?? 0 };
}

function missing(folder: string, tickets: readonly string[]): number {
  const db = new Database(join(folder, 'tapline.db'), { readonly: true });
  const stored = new Set(db.prepare("SELECT ticket FROM posts WHERE path = '/status'").pluck().all());
  db.close();
  return tickets.filter((ticket) => !stored.has(ticket)).length;
}

const results: object[] = [];
const columns = [
  'attack',
  'seconds',
  'honest',
  'failed',
  'lost',
  'p50 ms',
  'p99 ms',
  'max ms',
  'RSS MiB',
  'after',
  'incidents',
];
const widths = [18, 9, 8, 8, 6, 9, 9, 9, 9, 8, 16];
const line = (cells: (string | number)[]) => cells.map((cell, i) => String(cell).padStart(widths[i] ?? 8)).join('');
console.log(
  `seed ${seed}; ${perSecond} honest posts a second, each on a connection of its own; Node ${process.version}\n`,
);
console.log(line(columns));
for (const { kind, count } of parts) {
  if (values.only && !values.only.includes(kind)) continue;
  const scaled = Math.ceil(count * Number(values.share));
  await using app = await startCli();
  forgetMost(app.pid);
  const honest = startHonest({ port: Number(new URL(app.receiver).port), perSecond, name: kind });
  const began = performance.now();
  const outcomes = await attack(app, { kind, count: scaled });
  const seconds = (performance.now() - began) / 1000;
  await honest.stop();
  const memory = memoryOf(app.pid);
  const incidents = incidentsIn(app.dataFolder);
  const { storage } = await app.call<{ storage: object }>('GET', '/status');
  const result = {
    kind,
    count: scaled,
    seconds,
    answered: honest.answered.length,
    failed: honest.failed,
    lost: missing(app.dataFolder, honest.answered),
    p50: shareOf(honest.times, 0.5),
    p99: shareOf(honest.times, 0.99),
    max: Math.max(...honest.times),
    memory,
    incidents,
    outcomes,
    storage,
    fileBytes: statSync(join(app.dataFolder, 'tapline.db')).size,
    log: app.stderr().slice(0, 2000),
  };
  results.push(result);
  const failures = Object.values(honest.failed).reduce((sum, one) => sum + one, 0);
  const times = [result.p50, result.p99, result.max].map((ms) => ms.toFixed(1));
  const sizes = [memory?.most.toFixed(0) ?? '?', memory?.now.toFixed(0) ?? '?'];
  const head = [
    scaled > 0 ? `${scaled} ${kind}` : 'no attack',
    seconds.toFixed(1),
    result.answered,
    failures,
    result.lost,
  ];
  console.log(line([...head, ...times, ...sizes, `${incidents.kept}/${incidents.ever}`]));
  console.log(
    `                    ${JSON.stringify(outcomes)} ${failures > 0 ? `honest: ${JSON.stringify(honest.failed)}` : ''}`,
  );
  if (result.log) console.log(result.log);
}
if (values.json) writeFileSync(values.json, JSON.stringify({ seed, perSecond, results }, null, 2));
