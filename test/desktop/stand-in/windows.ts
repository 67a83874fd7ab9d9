import { readFileSync } from 'node:fs';
import type { StandInApp } from './app.ts';
import { makeCodec } from './clone.ts';
import { checkOptions, Known, known, preventable, refuse } from './known.ts';
import type { FrameFacts, FromMain } from './messages.ts';
import type { Peer } from './peer.ts';
import type { PortRoom, StandInPort } from './ports.ts';
import type { StandInSession } from './session.ts';

const codec = makeCodec();
const windowEvents = [
  ...['ready-to-show', 'show', 'hide', 'focus', 'blur', 'close', 'closed', 'resize', 'move', 'maximize', 'unmaximize'],
  ...['minimize', 'restore', 'session-end', 'query-session-end', 'page-title-updated', 'responsive', 'unresponsive'],
];
const contentsEvents = [
  ...['will-frame-navigate', 'will-navigate', 'will-redirect', 'will-attach-webview', 'render-process-gone'],
  ...['did-finish-load', 'did-fail-load', 'did-start-loading', 'did-navigate', 'did-navigate-in-page', 'destroyed'],
];
const options = [
  ...[
    'x',
    'y',
    'width',
    'height',
    'minWidth',
    'minHeight',
    'show',
    'title',
    'backgroundColor',
    'webPreferences',
    'icon',
  ],
  'autoHideMenuBar',
];
/** What the stand-in gives every page; anything else asked for is refused, since it would not be so. */
const fixed = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  spellcheck: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
};

export interface Surroundings {
  app: StandInApp;
  host: Peer<FromMain>;
  session: StandInSession;
  ports: PortRoom;
}

/** A frame as the main process sees it: the window's only one, since subframes get no preload script. */
export function frameFor(facts: FrameFacts, { host, ports }: Surroundings) {
  return known('WebFrameMain', {
    url: facts.url,
    origin: originOf(facts.url),
    parent: null,
    postMessage(channel: string, message: unknown, transfer: StandInPort[] = []): void {
      const moved = transfer.map((port) => ports.moveTo(facts, port));
      void host.call('toFrame', { frame: facts, channel, data: codec.encode(message), ports: moved });
    },
  });
}

function originOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'app:' ? `app://${parsed.host}` : (parsed?.origin ?? 'null');
}

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

export class StandInContents
  extends Known
  implements Pick<Electron.WebContents, 'id' | 'getURL' | 'reload' | 'isLoadingMainFrame' | 'setWindowOpenHandler'>
{
  readonly id: number;
  readonly session: StandInSession;
  url = '';
  loading = false;
  openHandler: OpenHandler | null = null;
  readonly #host: Peer<FromMain>;

  constructor(id: number, around: Surroundings) {
    super('webContents', contentsEvents);
    this.id = id;
    this.session = around.session;
    this.#host = around.host;
  }

  getURL(): string {
    return this.url;
  }

  isLoadingMainFrame(): boolean {
    return this.loading;
  }

  async loadURL(url: string): Promise<void> {
    const sameDocument = url.includes('#') && url.replace(/#.*/, '') === this.url.replace(/#.*/, '');
    await this.whileLoading(sameDocument, () => this.#host.call('load', { windowId: this.id, url }));
  }

  reload(): void {
    this.whileLoading(false, () => this.#host.call('reload', this.id)).catch((error: Error) =>
      this.emit('did-fail-load', {}, -2, error.message, this.url, true),
    );
  }

  async whileLoading(sameDocument: boolean, load: () => Promise<unknown>): Promise<void> {
    this.loading = !sameDocument;
    try {
      await load();
    } finally {
      this.loading = false;
    }
    if (!sameDocument) this.emit('did-finish-load');
  }

  executeJavaScript(code: string): Promise<unknown> {
    return this.#host.call('run', { windowId: this.id, code });
  }

  forcefullyCrashRenderer(): void {
    void this.#host.call('crash', this.id);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
}

type Bounds = Electron.Rectangle;
type WindowPart = Pick<
  Electron.BrowserWindow,
  | 'id'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'close'
  | 'destroy'
  | 'minimize'
  | 'maximize'
  | 'restore'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'isMaximized'
  | 'isDestroyed'
  | 'getBounds'
  | 'setBounds'
  | 'getNormalBounds'
  | 'setTitle'
  | 'getTitle'
  | 'setBackgroundColor'
  | 'setOverlayIcon'
  | 'flashFrame'
  | 'loadURL'
>;

/** What the rest of the stand-in needs of a window. */
export interface OpenWindow {
  readonly webContents: StandInContents;
  emit(event: string, ...args: unknown[]): boolean;
  setTitle(title: string): void;
}

export interface Windows {
  BrowserWindow: typeof Electron.BrowserWindow;
  windowOf(id: number): OpenWindow | undefined;
}

/** Makes the BrowserWindow class of one main process. */
export function createWindows(around: Surroundings): Windows {
  const { app, host } = around;
  const all = new Map<number, StandInWindow>();
  let last = 0;

  class StandInWindow extends Known implements WindowPart {
    readonly id: number;
    readonly webContents: StandInContents;
    readonly record = { overlay: null as string | null, background: '' };
    #bounds: Bounds;
    #title: string;
    #visible: boolean;
    #focused = false;
    #minimized = false;
    #maximized = false;
    #destroyed = false;

    static getAllWindows(): StandInWindow[] {
      return [...all.values()];
    }

    static getFocusedWindow(): StandInWindow | null {
      return StandInWindow.getAllWindows().find((window) => window.isFocused()) ?? null;
    }

    static fromWebContents(contents: StandInContents): StandInWindow | null {
      return StandInWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
    }

    constructor(given: Electron.BrowserWindowConstructorOptions) {
      super('BrowserWindow', windowEvents);
      app.mustBeReady('BrowserWindow');
      checkOptions('BrowserWindow', given, options);
      const { preload = '', ...preferences } = given.webPreferences ?? {};
      checkOptions('webPreferences', preferences, Object.keys(fixed));
      for (const [key, value] of Object.entries(preferences)) {
        if (value !== fixed[key as keyof typeof fixed]) refuse('webPreferences', `${key}: ${value}`);
      }
      last += 1;
      this.id = last;
      this.#bounds = { x: given.x ?? 0, y: given.y ?? 0, width: given.width ?? 800, height: given.height ?? 600 };
      this.#title = given.title ?? app.name;
      this.#visible = given.show ?? true;
      this.webContents = new StandInContents(this.id, around);
      all.set(this.id, this);
      app.emit('browser-window-created', {}, this);
      app.emit('web-contents-created', {}, this.webContents);
      this.#opened = host.call('openWindow', {
        windowId: this.id,
        preload: readFileSync(preload, 'utf8'),
        granted: around.session.granted('app://tapline/'),
      });
      this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    }

    #opened: Promise<void>;

    async loadURL(url: string): Promise<void> {
      await this.#opened;
      await this.webContents.loadURL(url);
    }

    show(): void {
      this.#visible = true;
      this.emit('show');
      this.focus();
    }

    showInactive(): void {
      this.#visible = true;
      this.emit('show');
    }

    hide(): void {
      this.blur();
      this.#visible = false;
      this.emit('hide');
    }

    focus(): void {
      if (this.#focused) return;
      this.#focused = true;
      this.emit('focus');
    }

    blur(): void {
      if (!this.#focused) return;
      this.#focused = false;
      this.emit('blur');
    }

    /** Asks the window's listeners first; true when it is closed. */
    tryClose(): boolean {
      const event = preventable({});
      this.emit('close', event);
      if (!event.defaultPrevented) this.destroy();
      return this.#destroyed;
    }

    close(): void {
      this.tryClose();
    }

    destroy(): void {
      if (this.#destroyed) return;
      this.#destroyed = true;
      this.#focused = false;
      all.delete(this.id);
      void host.call('closeWindow', this.id);
      this.webContents.emit('destroyed');
      this.emit('closed');
      if (all.size > 0 || app.quitting) return;
      if (app.listenerCount('window-all-closed') === 0) app.quit();
      else app.emit('window-all-closed');
    }

    minimize(): void {
      this.#minimized = true;
      this.blur();
      this.emit('minimize');
    }

    maximize(): void {
      this.#maximized = true;
      this.#visible = true;
      this.emit('maximize');
    }

    restore(): void {
      this.#minimized = false;
      this.emit('restore');
    }

    isVisible(): boolean {
      return this.#visible;
    }

    isFocused(): boolean {
      return this.#focused;
    }

    isMinimized(): boolean {
      return this.#minimized;
    }

    isMaximized(): boolean {
      return this.#maximized;
    }

    isDestroyed(): boolean {
      return this.#destroyed;
    }

    getBounds(): Bounds {
      return { ...this.#bounds };
    }

    getNormalBounds(): Bounds {
      return this.getBounds();
    }

    setBounds(bounds: Partial<Bounds>): void {
      this.#bounds = { ...this.#bounds, ...bounds };
      this.emit('resize');
      this.emit('move');
    }

    setTitle(title: string): void {
      this.#title = title;
    }

    getTitle(): string {
      return this.#title;
    }

    setBackgroundColor(color: string): void {
      this.record.background = color;
    }

    setOverlayIcon(overlay: Electron.NativeImage | null, description: string): void {
      this.record.overlay = overlay ? description : null;
    }

    flashFrame(_on: boolean): void {}
  }

  app.windows = {
    closeAll: () => [...all.values()].every((window) => window.tryClose()),
  };
  const BrowserWindow = known('BrowserWindow', StandInWindow) as unknown as typeof Electron.BrowserWindow;
  return { BrowserWindow, windowOf: (id) => all.get(id) };
}
