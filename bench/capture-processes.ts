import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const startMs = 30_000;
const endMs = 20_000;

/** What became of the posts of a run, as the server's own API counts them. */
export interface Stored {
  posts: number;
  /** From the last answer until all posts were in the index; null when that was not waited for. */
  indexedMs: number | null;
}

export interface Running {
  pid: number;
  /** Where posts are sent. */
  url: string;
  /** What was stored since the start; null = nothing that could be counted. */
  stored(waitForIndex: boolean): Promise<Stored | null>;
  stop(): Promise<void>;
}

export interface Server {
  name: string;
  /** Why it cannot take part, or null. */
  absent: string | null;
  /** @param database a folder whose posts Tapline starts with */
  start(database: string | null): Promise<Running>;
}

export interface Started {
  pid: number;
  /** What it printed until it was ready. */
  output: string;
  stop(): Promise<void>;
}

/**
 * Starts a program and waits until it printed something.
 * @param options `ready`: what it prints once it listens
 */
export async function startProcess(options: {
  command: string;
  args: string[];
  ready: RegExp;
  env?: NodeJS.ProcessEnv;
}): Promise<Started> {
  const { command, args, ready, env } = options;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = '';
  let isReady = false;
  const take = (text: string) => {
    // Read for as long as it runs: a full pipe would stop it.
    if (isReady) return;
    output += text;
    isReady = ready.test(output);
    if (isReady) resolve();
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  child.once('error', reject);
  child.once('exit', () => reject(new Error(`${command} ended before it was ready: ${output.trim()}`)));
  const timer = setTimeout(() => reject(new Error(`${command} was not ready in time: ${output.trim()}`)), startMs);
  try {
    await promise;
  } catch (error) {
    await end(child);
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return { pid: child.pid as number, output, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
  await exited;
  clearTimeout(timer);
}
