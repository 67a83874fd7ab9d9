import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const limitMs = 20_000;

/** The command line as a process, whatever becomes of it. */
export interface RunningCli extends AsyncDisposable {
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves with what is on stdout once it fits. Fails after 20 s, or when the process ends first. */
  until(fits: (stdout: string) => boolean): Promise<string>;
  /** Closes our end of its stdout, as `| head` does. */
  stopReading(): void;
  /** Leaves its stdout unread, and open; it goes on with `read`. */
  pauseReading(): void;
  read(): void;
  kill(signal: NodeJS.Signals): void;
  /** Resolves once it has ended, whether its output was read or not, with the exit code or null. */
  ended: Promise<number | null>;
  /** Resolves with the exit code, or the name of the signal that ended it. */
  exit: Promise<number | string | null>;
}

/** Free ports, no tunnel, no screen: what every start in these tests has. */
const quiet = ['--receiver-port', '0', '--inspector-port', '0', '--tunnel', 'off'];

/**
 * Starts `tapline <command> <flags>`.
 * @param env added to the environment
 */
export function runCli(command: string, flags: string[] = [], env: NodeJS.ProcessEnv = {}): RunningCli {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const own = command === 'serve' || command === 'open' ? quiet : [];
  const child = spawn(process.execPath, [join(root, 'main', 'cli.ts'), command, ...own, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // No runtime is looked up or fetched, so that "open" means the browser on every machine.
    env: { ...rest, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'no-electron-here'), ...env },
  });
  let stdout = '';
  let stderr = '';
  const lookers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of lookers) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  // 'close' and not 'exit': only then is all of its output here.
  const exit = once(child, 'close').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? null);
  return {
    pid: child.pid as number,
    stdout: () => stdout,
    stderr: () => stderr,
    until(fits) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const look = () => {
        if (fits(stdout)) resolve(stdout);
      };
      const timer = setTimeout(() => reject(new Error(`Not within ${limitMs / 1000} s: ${stdout}${stderr}`)), limitMs);
      void exit.then((code) => reject(new Error(`It ended with ${code}: ${stdout}${stderr}`)));
      lookers.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        lookers.delete(look);
      });
    },
    pauseReading: () => void child.stdout.pause(),
    read: () => void child.stdout.resume(),
    ended,
    stopReading: () => void child.stdout.destroy(),
    kill: (signal) => void child.kill(signal),
    exit,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      child.stdout.resume();
      await exit;
    },
  };
}

/** A path for a data folder that goes away with what is in it. */
export async function scratchFolder(): Promise<{ path: string } & AsyncDisposable> {
  const parent = await mkdtemp(join(tmpdir(), 'tapline-run-'));
  return {
    path: join(parent, 'data'),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  };
}
