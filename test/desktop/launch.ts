import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { _electron, type Browser, type Page } from 'playwright-core';
import { readToken } from '../../main/api/token.ts';
import { installedElectron } from '../../main/electron-runtime.ts';
import { ownerOf } from '../../main/store/lock.ts';
import { findBrowser, launchBrowser } from '../helpers/browser.ts';
import { startHost } from './stand-in/host.ts';

const root = dirname(dirname(import.meta.dirname));
const limitMs = 20_000;
/** What is tested: `out/`, or another build that TAPLINE_OUT names. */
const built = resolve(process.env.TAPLINE_OUT ?? join(root, 'out'));

/** Everything that `import … from 'electron'` gives in the main process. */
export type ElectronExports = typeof Electron.CrossProcessExports;

/** The desktop app as a process of its own, on real Electron or on its stand-in. */
export interface Desktop extends AsyncDisposable {
  dataFolder: string;
  receiver: string;
  /** The window's page: after a crash or a reopening, the new one. */
  page(): Promise<Page>;
  /** Runs a function, which refers to nothing outside itself, in the main process. */
  evaluate<R, A = undefined>(run: (electron: ElectronExports, argument: A) => R | Promise<R>, argument?: A): Promise<R>;
  /** Calls the REST API; anything but a 2xx answer throws. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Sends a form to the receiver; resolves with the status it was answered. */
  post(path: string, fields: Record<string, string>): Promise<number>;
  /** Starts it once more with the same data folder, and resolves with the exit code. */
  startAgain(args?: string[]): Promise<number | null>;
  /** Exit code of the process, once it ended. */
  exited: Promise<number | null>;
  stderr(): string;
}

export interface LaunchOptions {
  args?: string[];
  /** Left in place; default: a fresh one. */
  dataFolder?: string;
  /** Lets the page's scripts past its policy, as if the header were missing. */
  bypassCsp?: boolean;
}

/** One way to run the specs. `missing` says why it cannot be used here. */
export interface Runtime extends AsyncDisposable {
  title: string;
  missing: string | null;
  isReal: boolean;
  launch(options?: LaunchOptions): Promise<Desktop>;
}

interface Started {
  child: ChildProcess;
  page(): Promise<Page>;
  evaluate(source: (electron: never, argument: never) => unknown, argument: unknown): Promise<unknown>;
  again(args: string[]): ChildProcess;
  close(): Promise<void>;
}

/**
 * The stand-in wherever there is a Chromium, and real Electron wherever there is its runtime. Nothing is fetched.
 * @throws Error when `TAPLINE_REAL_ELECTRON=required` and it cannot be used: on CI machines nothing may be left out silently
 */
export async function runtimes(): Promise<Runtime[]> {
  const [standIn, real] = [await standInMissing(), realMissing()];
  if (real && process.env.TAPLINE_REAL_ELECTRON === 'required') {
    throw new Error(`The specs are to run on real Electron here, and that is not possible: ${real}.`);
  }
  let browser: Browser | null = null;
  const sharedBrowser = async () => {
    if (browser) return browser;
    const launched = await launchBrowser();
    if (!launched.browser) throw new Error(launched.reason);
    browser = launched.browser;
    return browser;
  };
  return [
    {
      title: titleOf('the stand-in for Electron', standIn),
      missing: standIn,
      isReal: false,
      launch: async (options = {}) => open(options, await startStandIn(await sharedBrowser())),
      async [Symbol.asyncDispose]() {
        await browser?.close();
      },
    },
    {
      title: titleOf('real Electron', real),
      missing: real,
      isReal: true,
      launch: (options = {}) => open(options, startReal),
      async [Symbol.asyncDispose]() {},
    },
  ];
}

function titleOf(name: string, missing: string | null): string {
  return missing ? `on ${name} (skipped: ${missing})` : `on ${name}`;
}

async function standInMissing(): Promise<string | null> {
  if (!existsSync(join(built, 'main', 'desktop.js'))) return 'not built, run "npm run build"';
  const found = await findBrowser();
  return 'reason' in found ? found.reason : null;
}

function realMissing(): string | null {
  if (process.platform === 'linux') {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
    if (process.getuid?.() === 0) return "running as root, where Chromium's sandbox cannot work";
  }
  if (!existsSync(join(root, 'out', 'main', 'desktop.js'))) return 'not built, run "npm run build"';
  const found = installedElectron({ env: process.env });
  return 'reason' in found ? found.reason : null;
}

type Start = (args: string[], options: { env: Record<string, string>; bypassCsp: boolean }) => Promise<Started>;

function startStandIn(browser: Browser): Start {
  return async (args, { env, bypassCsp }) => {
    const launched = (more: string[]) =>
      fork(join(built, 'main', 'desktop.js'), [...args, ...more], {
        execArgv: ['--import', pathToFileURL(join(import.meta.dirname, 'stand-in', 'register.ts')).href],
        env: { ...env, TAPLINE_STAND_IN_APP: dirname(built), NODE_NO_WARNINGS: '1' },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        serialization: 'advanced',
      });
    const child = launched([]);
    const host = await startHost({ child, browser, context: { bypassCSP: bypassCsp } });
    return {
      child,
      page: host.page,
      evaluate: (run, argument) => host.main.call('evaluate', { source: String(run), argument }),
      again: launched,
      close: async () => host[Symbol.asyncDispose](),
    };
  };
}

const startReal: Start = async (args, { env, bypassCsp }) => {
  const found = installedElectron({ env: process.env });
  if ('reason' in found) throw new Error(found.reason);
  const app = await _electron.launch({
    executablePath: found.path,
    args: [root, ...args],
    cwd: root,
    env,
    bypassCSP: bypassCsp,
  });
  return {
    child: app.process(),
    page: () => app.firstWindow(),
    evaluate: (run, argument) => app.evaluate(run as never, argument),
    again: (more) => spawn(found.path, [root, ...args, ...more], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
    close: async () => app.close(),
  };
};

async function open(options: LaunchOptions, start: Start): Promise<Desktop> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'tapline-desktop-')));
  const ports = ['--receiver-port', '0', '--inspector-port', '0', '--tunnel', 'off'];
  const args = ['--data', dataFolder, ...ports, ...(options.args ?? [])];
  // What the app writes for the user's desktop stays in the test's folder.
  const env = { ...definedOnly(process.env), XDG_CONFIG_HOME: join(dataFolder, 'config') };
  const started = await start(args, { env, bypassCsp: options.bypassCsp ?? false });
  const { child } = started;
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout?.resume();
  let ended = false;
  const exited = exitOf(child).finally(() => {
    ended = true;
  });

  async function dispose(): Promise<void> {
    // A test that failed half-way may have left it in any state.
    if (!ended) child.kill('SIGKILL');
    await exited;
    await started.close().catch(() => {});
    if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
  }

  async function until<T>(what: string, look: () => Promise<T | null> | T | null): Promise<T> {
    const deadline = Date.now() + limitMs;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (ended || Date.now() > deadline) throw new Error(`${what} did not come about. ${errors}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  try {
    const address = await until('The inspector', () => ownerOf(dataFolder)?.inspector ?? null);
    const token = await until('The token', () => readToken(dataFolder));
    const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      const response = await fetch(`${address}/api${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    };
    const { receiver } = await call<{ receiver: { url: string } }>('GET', '/status');
    const evaluate: Desktop['evaluate'] = (run, argument) =>
      started.evaluate(run as never, argument) as Promise<Awaited<ReturnType<typeof run>>> as never;
    await until(
      'The window',
      async () =>
        (await evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()))) ||
        null,
    );
    return {
      dataFolder,
      receiver: receiver.url,
      page: started.page,
      evaluate,
      call,
      post: async (path, fields) =>
        (await fetch(receiver.url + path, { method: 'POST', body: new URLSearchParams(fields) })).status,
      async startAgain(more = []) {
        const second = started.again(more);
        second.stdout?.resume();
        second.stderr?.resume();
        return exitOf(second);
      },
      exited,
      stderr: () => errors,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
