import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Known, preventable, refuse } from './known.ts';

const events = [
  'before-quit',
  'will-quit',
  'quit',
  'window-all-closed',
  'ready',
  'will-finish-launching',
  'activate',
  'second-instance',
  'open-url',
  'open-file',
  'web-contents-created',
  'browser-window-created',
  'certificate-error',
  'select-client-certificate',
  'login',
  'child-process-gone',
] as const;

/** How often a second start is looked for, in milliseconds. */
const secondStartMs = 40;

type Part = Pick<
  Electron.App,
  | 'name'
  | 'isPackaged'
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'setPath'
  | 'getPath'
  | 'getAppPath'
  | 'getVersion'
  | 'setName'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'setAsDefaultProtocolClient'
  | 'getApplicationNameForProtocol'
  | 'setAboutPanelOptions'
  | 'showAboutPanel'
  | 'setBadgeCount'
  | 'getBadgeCount'
  | 'setLoginItemSettings'
  | 'getLoginItemSettings'
  | 'setAppUserModelId'
  | 'focus'
>;

/** What quitting needs of the windows. */
export interface Windows {
  /** Closes all; false when one of them prevented it. */
  closeAll(): boolean;
}

/** Electron's `app`, with the order of its events when quitting. */
export class StandInApp extends Known implements Part {
  readonly isPackaged = false;
  name = 'Electron';
  /** What was set and what the system was asked, for specs. */
  readonly record = { protocols: [] as string[], about: {} as object, aboutShown: 0, appUserModelId: '' };
  windows: Windows = { closeAll: () => true };
  quitting = false;
  readonly #paths = new Map<string, string>();
  readonly #appPath: string;
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #badge = 0;
  #login: Electron.Settings = { openAtLogin: false };

  constructor(appPath: string) {
    super('app', events);
    this.#appPath = appPath;
    // Electron is ready some time after the main script ran.
    setTimeout(() => {
      this.emit('will-finish-launching');
      this.#isReady = true;
      this.emit('ready');
      this.#ready.resolve();
    }, 20);
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  /** @throws Error, as Electron does, for what is allowed before the ready event only */
  mustNotBeReady(what: string): void {
    if (this.#isReady) throw new Error(`${what} can only be called before app is ready`);
  }

  /** @throws Error, as Electron does, for what is not there before the ready event */
  mustBeReady(what: string): void {
    if (!this.#isReady) throw new Error(`${what} cannot be used before the app is ready`);
  }

  quit(): void {
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.quitting = true;
    if (!this.windows.closeAll()) {
      this.quitting = false;
      return;
    }
    const will = preventable({});
    this.emit('will-quit', will);
    if (will.defaultPrevented) return;
    this.exit(0);
  }

  exit(code = 0): void {
    this.emit('quit', {}, code);
    this.#release();
    process.exit(code);
  }

  setPath(name: string, path: string): void {
    if (name !== 'userData') refuse('app', `setPath('${name}')`);
    this.#paths.set(name, path);
  }

  getPath(name: string): string {
    return this.#paths.get(name) ?? refuse('app', `getPath('${name}')`);
  }

  getAppPath(): string {
    return this.#appPath;
  }

  getVersion(): string {
    const { version } = JSON.parse(readFileSync(join(this.#appPath, 'package.json'), 'utf8')) as { version: string };
    return version;
  }

  setName(name: string): void {
    this.name = name;
  }

  enableSandbox(): void {
    this.mustNotBeReady('app.enableSandbox()');
  }

  /** Like Electron's, bound to the `userData` folder; the second start leaves its arguments there for the first. */
  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const folder = this.getPath('userData');
    const lock = join(folder, 'stand-in-lock');
    const starts = join(folder, 'stand-in-starts');
    if (ownerOf(lock) !== null) {
      mkdirSync(starts, { recursive: true });
      const file = join(starts, `${process.pid}`);
      const start = { argv: process.argv, cwd: process.cwd(), data: additionalData ?? null };
      writeFileSync(`${file}.new`, JSON.stringify(start));
      renameSync(`${file}.new`, `${file}.json`);
      return false;
    }
    writeFileSync(lock, String(process.pid));
    this.#release = () => rmSync(lock, { force: true });
    setInterval(() => this.#takeStarts(starts), secondStartMs).unref();
    return true;
  }

  #release = () => {};

  #takeStarts(folder: string): void {
    const names = existing(folder).filter((name) => name.endsWith('.json'));
    for (const name of names) {
      const { argv, cwd, data } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      rmSync(join(folder, name));
      this.emit('second-instance', {}, argv, cwd, data);
    }
  }

  setAsDefaultProtocolClient(protocol: string, _path?: string, _args?: string[]): boolean {
    this.record.protocols.push(protocol);
    return true;
  }

  getApplicationNameForProtocol(_url: string): string {
    return '';
  }

  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    this.record.about = options;
  }

  showAboutPanel(): void {
    this.record.aboutShown += 1;
  }

  setBadgeCount(count = 0): boolean {
    this.#badge = count;
    return true;
  }

  getBadgeCount(): number {
    return this.#badge;
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    this.#login = settings;
  }

  getLoginItemSettings(): Electron.LoginItemSettings {
    const openAtLogin = this.#login.openAtLogin ?? false;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }

  setAppUserModelId(id: string): void {
    this.record.appUserModelId = id;
  }

  focus(): void {}
}

/** Pid of the process that holds the lock; null when none does, or it is gone. */
function ownerOf(lock: string): number | null {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}

function existing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
