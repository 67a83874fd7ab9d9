import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const limitMs = 30_000;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** One JSON line of `--json`. */
export type CliEvent = { event: string } & Record<string, unknown>;

/** Tapline as a process of its own, headless, the way scripts use it. */
export interface Cli extends AsyncDisposable {
  receiver: string;
  inspector: string;
  api: string;
  token: string;
  dataFolder: string;
  pid: number;
  events: CliEvent[];
  /** What it wrote on stderr so far. */
  stderr(): string;
  /** The first event that fits, past or future. */
  event(fits: (event: CliEvent) => boolean): Promise<CliEvent>;
  /** Calls the REST API; anything but a 2xx answer throws with its body. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  bytes(path: string): Promise<Buffer>;
  /** Sends a signal and resolves with the exit code, or the signal's name when that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | string | null>;
}

export interface CliOptions {
  /** A folder to use, and leave in place, instead of an empty one. */
  dataFolder?: string;
  /** True (the default) = what `npm run build` made, as users run it, which starts in a third of the time; false = the source. */
  built?: boolean;
  /** Variables of its environment besides ours. */
  env?: Record<string, string>;
  /** A command that starts it with the rest as its arguments, such as `nice`. */
  wrapper?: string[];
}

/**
 * Starts `tapline serve --json` on free ports with an empty data folder, and waits until it is ready.
 * @param args further flags; what they set wins
 */
export async function startCli(args: string[] = [], options: CliOptions = {}): Promise<Cli> {
  const { dataFolder, built = true, env, wrapper = [] } = options;
  const entry = built ? 'bin/tapline.mjs' : 'main/cli.ts';
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'tapline-cli-')));
  const flags = ['--data', folder, '--receiver-port', '0', '--inspector-port', '0', '--tunnel', 'off', ...args];
  const [program, ...rest] = [...wrapper, process.execPath, join(root, entry), 'serve', '--json', ...flags];
  const child = spawn(program as string, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TAPLINE_LOG: 'warn', ...env },
  });
  const events: CliEvent[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    events.push(JSON.parse(line) as CliEvent);
    for (const look of waiting) look();
  });
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? null);

  function event(fits: (event: CliEvent) => boolean): Promise<CliEvent> {
    const { promise, resolve, reject } = Promise.withResolvers<CliEvent>();
    const look = () => {
      const found = events.find(fits);
      if (found) resolve(found);
    };
    const timer = setTimeout(
      () => reject(new Error(`No such event within ${limitMs / 1000} s. Events: ${JSON.stringify(events)} ${errors}`)),
      limitMs,
    );
    void exited.then(() => reject(new Error(`Tapline ended. ${errors}`)));
    waiting.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      waiting.delete(look);
    });
  }

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
    child.kill(signal);
    return exited;
  }

  try {
    const ready = (await event((one) => one.event === 'ready')) as unknown as Record<
      'receiver' | 'inspector' | 'api' | 'token',
      string
    >;
    const ask = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(ready.api + path, {
        method,
        headers: {
          Authorization: `Bearer ${ready.token}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return response;
    };
    return {
      ...ready,
      dataFolder: folder,
      pid: child.pid as number,
      events,
      stderr: () => errors,
      event,
      call: async <T>(method: string, path: string, body?: unknown) =>
        (await (await ask(method, path, body)).json()) as T,
      bytes: async (path) => Buffer.from(await (await ask('GET', path)).arrayBuffer()),
      end,
      async [Symbol.asyncDispose]() {
        await end('SIGKILL');
        if (dataFolder === undefined) await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}
