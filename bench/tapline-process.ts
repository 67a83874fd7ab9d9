import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { startProcess } from './capture-processes.ts';

const caughtUpMs = 120_000;

/** The built app in a process and with a data folder of its own. */
export interface TaplineProcess {
  pid: number;
  receiver: string;
  api: string;
  token: string;
  folder: string;
  /** Calls the API; anything but a 2xx answer throws. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** How many posts are stored. */
  count(): Promise<number>;
  /** Resolves when the text index holds every post. */
  untilIndexed(): Promise<void>;
  /** Closes it and deletes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts it without the lines for scripts: they tell of each post, which nobody needs here.
 * @param options `build`: folder with `bin/` and `out/`; `database`: a data folder to start with a copy of
 */
export async function startTapline(options: { build: string; database: string | null }): Promise<TaplineProcess> {
  const { build, database } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-data-'));
  if (database) copyFolder(database, folder);
  const flags = ['--data', folder, '--receiver-port', '0', '--inspector-port', '0', '--tunnel', 'off'];
  const started = await startProcess({
    command: process.execPath,
    args: [join(build, 'bin/tapline.mjs'), 'serve', ...flags],
    ready: /Inspector +\S+\n/,
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const receiver = /Receiver +(\S+)/.exec(started.output)?.[1] ?? '';
  const inspector = new URL(/Inspector +(\S+)/.exec(started.output)?.[1] ?? '');
  const token = inspector.searchParams.get('token') ?? '';
  const api = `${inspector.origin}/api`;

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(api + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  return {
    pid: started.pid,
    receiver,
    api,
    token,
    folder,
    call,
    count: async () => (await call<{ count: number }>('GET', '/posts/count')).count,
    untilIndexed: () => untilIndexed(join(folder, 'tapline.db')),
    async stop() {
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Free where files can share blocks; elsewhere the copy is on disk before anything is measured. */
function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['--reflink=auto', '-a', `${from}/.`, to]);
  execFileSync('sync', ['-f', to]);
}

async function untilIndexed(file: string): Promise<void> {
  const db = new Database(file, { readonly: true });
  const lag = db
    .prepare(
      `SELECT coalesce((SELECT max(id) FROM posts), 0) -
         coalesce((SELECT CAST(value AS INTEGER) FROM app_values WHERE name = 'index-watermark'), 0)`,
    )
    .pluck();
  const deadline = performance.now() + caughtUpMs;
  while ((lag.get() as number) > 0 && performance.now() < deadline) await new Promise((done) => setTimeout(done, 20));
  db.close();
}
