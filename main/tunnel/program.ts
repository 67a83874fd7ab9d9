import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { limits } from '../limits.ts';
import { createLineReader } from './program-lines.ts';
import { findProgram } from './program-path.ts';

export interface ProgramOptions {
  /** Path of the program; see `findProgram`. */
  file: string;
  args: readonly string[];
  /** Called with every line of both of its outputs; see `createLineReader`. */
  onLine(line: string, from: 'stdout' | 'stderr'): void;
}

export interface ProgramEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when it could not be started at all. */
  error: Error | null;
}

export interface Program {
  /** Settles, never rejects, when the process is gone and all it wrote has been read. */
  ended: Promise<ProgramEnd>;
  /** Asks it to end, and kills it after `programKillMs`. Resolves when it is gone; never rejects. */
  stop(): Promise<void>;
}

/**
 * Starts a program without a shell. It does not outlive us: not an orderly exit, and on Linux (with `setpriv`) and Windows
 * not even our being killed.
 * @throws nothing: what goes wrong is told by `ended`.
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { file, args, onLine } = options;
  const [command = file, ...rest] = [...(await leash()), file, ...args];
  const ended = Promise.withResolvers<ProgramEnd>();
  const failed = (error: unknown): Program => ({
    ended: Promise.resolve({ code: null, signal: null, error: error as Error }),
    stop: async () => undefined,
  });
  let child: ChildProcess;
  try {
    // A group of its own lets us end what the program started, too. Windows has no groups, and a window would open.
    child = spawn(command, rest, { stdio: 'pipe', detached: !isWindows, windowsHide: true });
  } catch (error) {
    return failed(error);
  }

  const signalAll = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      if (isWindows) child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  const killNow = () => signalAll('SIGKILL');
  let timer: NodeJS.Timeout | undefined;
  const finish = (end: ProgramEnd) => {
    clearTimeout(timer);
    process.removeListener('exit', killNow);
    ended.resolve(end);
  };

  process.on('exit', killNow);
  child.on('error', (error) => {
    if (child.pid === undefined) finish({ code: null, signal: null, error });
  });
  child.on('exit', () => {
    clearTimeout(timer);
    killNow();
    timer = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, limits.tunnel.programKillMs);
  });
  child.on('close', (code, signal) => finish({ code, signal, error: null }));
  // Kept open: some servers end the session when its input ends, which also makes ssh notice when we are gone.
  child.stdin?.on('error', () => undefined);
  for (const from of ['stdout', 'stderr'] as const) {
    const reader = createLineReader((line) => onLine(line, from));
    child[from]?.on('data', reader.write);
    child[from]?.on('end', reader.end);
    child[from]?.on('error', () => undefined);
  }

  let stopping = false;
  return {
    ended: ended.promise,
    async stop() {
      if (!stopping && child.exitCode === null && child.signalCode === null) {
        stopping = true;
        child.stdin?.destroy();
        signalAll('SIGTERM');
        timer = setTimeout(killNow, limits.tunnel.programKillMs);
      }
      await ended.promise;
    },
  };
}

const isWindows = process.platform === 'win32';

/**
 * What is put in front of a command so that the kernel ends it with us. Only util-linux's `setpriv` can (since 2.33), so it
 * is tried before it is relied on. Windows does it by itself: Node keeps its children in a job object.
 */
async function leash(): Promise<string[]> {
  const setpriv = process.platform === 'linux' ? await findProgram('setpriv') : null;
  if (setpriv === null) return [];
  const prefix = ['--pdeathsig', 'KILL', '--'];
  const works = await new Promise<boolean>((resolve) => {
    execFile(setpriv, [...prefix, setpriv, '--version'], { timeout: limits.tunnel.programKillMs }, (error) =>
      resolve(error === null),
    );
  });
  return works ? [setpriv, ...prefix] : [];
}
