import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** Electron's executable, or half a sentence that fits "Opening in the browser, because <reason>." */
export type ElectronAnswer = { path: string } | { reason: string };

export interface FindElectronOptions {
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  /** Of this process; undefined where the system has none. */
  uid?: number | undefined;
  /** Folder of the `electron` package; null when it is not installed. */
  packageFolder?: string | null;
  /** Tells the user about something that takes a while. */
  note?: (line: string) => void;
  /** How long fetching the runtime may take, in milliseconds. */
  fetchTimeoutMs?: number;
  /** How long the runtime may take to tell its version, in milliseconds. */
  startTimeoutMs?: number;
}

/**
 * Decides whether the desktop window can be opened here, cheapest test first. A runtime that is missing is fetched once.
 * Never rejects.
 */
export async function findElectron(options: FindElectronOptions = {}): Promise<ElectronAnswer> {
  const { env = process.env, platform = process.platform, packageFolder = electronPackage() } = options;
  const uid = 'uid' in options ? options.uid : process.getuid?.();
  if (platform === 'linux') {
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return { reason: 'there is no display' };
    if (uid === 0) return { reason: "it is running as root, where Chromium's sandbox cannot work" };
  }
  let answer = installedElectron({ packageFolder, env, platform });
  if ('fetchable' in answer && packageFolder) {
    (options.note ?? noteOnStderr)("Fetching Electron's runtime…");
    const failure = await fetchRuntime(packageFolder, env, options.fetchTimeoutMs ?? 60_000);
    if (failure) return { reason: `Electron's runtime could not be downloaded (${failure})` };
    answer = installedElectron({ packageFolder, env, platform });
  }
  if ('reason' in answer) return { reason: answer.reason };
  // Only Linux leaves libraries and the sandbox's preconditions to the machine.
  if (platform !== 'linux') return answer;
  const failure = await failureToStart(answer.path, env, options.startTimeoutMs ?? 20_000);
  return failure ? { reason: `Electron does not start here (${failure})` } : answer;
}

/** The runtime as it lies on disk, nothing fetched and nothing started. */
export function installedElectron(options: {
  packageFolder?: string | null;
  env: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
}): { path: string } | { reason: string; fetchable?: true } {
  const { packageFolder = electronPackage(), env, platform = process.platform } = options;
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const path = join(override, executableName(platform));
    return existsSync(path)
      ? { path }
      : { reason: `ELECTRON_OVERRIDE_DIST_PATH names ${override}, which has no Electron` };
  }
  if (!packageFolder || !existsSync(join(packageFolder, 'package.json')))
    return { reason: 'Electron is not installed' };
  const missing = { reason: "Electron's runtime is not there", fetchable: true } as const;
  // The installer writes path.txt last, so a fetch that was interrupted does not count.
  const pathFile = join(packageFolder, 'path.txt');
  if (!existsSync(pathFile)) return missing;
  const path = join(packageFolder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(path) ? { path } : missing;
}

/**
 * Runs the desktop app and resolves with its exit code, 128 + n when a signal ended it.
 * @throws Error when the executable cannot be started.
 */
export function runElectron(path: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, [appFolder(), ...args], { stdio: 'inherit', env: windowEnv(env), windowsHide: false });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    const settled = () => process.off('SIGINT', forward).off('SIGTERM', forward);
    child.on('error', (error) => {
      settled();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      settled();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

function electronPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** Nearest folder with a package.json: this file runs from the sources and from the build, which is one level deeper. */
function appFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Names from the Electron package's own installer. */
function executableName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** Terminals inside Electron apps set ELECTRON_RUN_AS_NODE, which would make a plain Node of the window. */
function windowEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  return rest;
}

/** Null when the runtime is there now, else why not. */
function fetchRuntime(packageFolder: string, env: NodeJS.ProcessEnv, timeout: number): Promise<string | null> {
  return failureOf(process.execPath, ['install.js'], { cwd: packageFolder, env, timeout });
}

/** Telling its version takes Electron through loading its libraries and setting up the sandbox. */
function failureToStart(path: string, env: NodeJS.ProcessEnv, timeout: number): Promise<string | null> {
  return failureOf(path, ['--version'], { env: windowEnv(env), timeout });
}

function failureOf(
  file: string,
  args: string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv; timeout: number },
): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(file, args, { ...options, killSignal: 'SIGKILL', windowsHide: true }, (error, _stdout, stderr) => {
      if (!error) resolve(null);
      else if (error.killed) resolve(`not done within ${options.timeout / 1000} s`);
      else resolve(gist(stderr) ?? error.signal ?? `exit code ${error.code}`);
    });
  });
}

/** The line of an output that says what was wrong, short enough for a sentence. */
function gist(output: string): string | null {
  const lines = output.split('\n').map((line) => line.trim());
  const line = lines.find((text) => /^\w*Error: /.test(text)) ?? lines.find((text) => /\w/.test(text));
  // Chromium puts "[process:time:severity:file(line)]" before its words.
  const words = line?.replace(/^(\w*Error:|\[[^\]]*\]) */, '').replace(/\.$/, '');
  return words ? words.slice(0, 160) : null;
}

function noteOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
