import { BrowserWindow, nativeTheme, screen } from 'electron';
import { minimumSize, placeWindow } from './placement.ts';
import { report } from './report.ts';
import { mayReload, startUrl } from './rules.ts';
import { readPlacement, writePlacement } from './window-file.ts';

/** Moving and resizing end in one write, this many milliseconds after the last change. */
const saveDelayMs = 400;

export interface WindowOptions {
  dataFolder: string;
  /** Path of the preload script. */
  preload: string;
  /** Address inside the page to start with (`#/inbox/42`). */
  hash: string;
  /** Asked when the user closes the window: true = it is hidden and lives on. */
  hides(): boolean;
  /** Called when Windows ends the session: there is time for little more than closing. */
  onSessionEnd: () => void;
}

/** Makes the window and loads the page; it shows itself once there is something to see. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const saved = readPlacement(options.dataFolder);
  const window = new BrowserWindow({
    ...placeWindow(saved, workAreas()),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Tapline',
    backgroundColor: background(),
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      // Its dictionaries would be fetched from the internet.
      spellcheck: false,
    },
  });
  // Maximizing shows a window, so it waits as well.
  window.once('ready-to-show', () => (saved?.maximized ? window.maximize() : window.show()));
  // The title carries the number of unread posts, which the page's own knows nothing of.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.on('session-end', options.onSessionEnd);
  followTheme(window);
  rememberPlacement(window, options.dataFolder);
  reloadAfterCrash(window);
  // After the listener that saves the window's place.
  window.on('close', (event) => {
    if (!options.hides()) return;
    event.preventDefault();
    window.hide();
  });
  window.loadURL(startUrl + options.hash).catch((error) => {
    report('The inspector could not be loaded', error);
    if (!window.isDestroyed()) window.show();
  });
  return window;
}

/** Brings a window to the front, whatever state it is in. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Leads the page to an address of its own (`#/inbox/42`); a page that is just loading goes there afterwards. */
export function leadTo(window: BrowserWindow, hash: string): void {
  const { webContents } = window;
  if (webContents.isLoadingMainFrame()) {
    webContents.once('did-finish-load', () => leadTo(window, hash));
    return;
  }
  const url = startUrl + hash;
  // Loading the address that is shown already would load the page anew.
  if (webContents.getURL() === url) return;
  window.loadURL(url).catch((error) => report(`The window could not be led to ${hash}`, error));
}

function workAreas() {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  return [primary, ...others].map((display) => display.workArea);
}

/** The inspector's own first colours, so that nothing flashes before its page is painted. */
function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#14161a' : '#ffffff';
}

function followTheme(window: BrowserWindow): void {
  const follow = () => window.setBackgroundColor(background());
  nativeTheme.on('updated', follow);
  window.on('closed', () => nativeTheme.off('updated', follow));
}

function rememberPlacement(window: BrowserWindow, dataFolder: string): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    try {
      writePlacement(dataFolder, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      report("The window's place could not be saved", error);
    }
  };
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, saveDelayMs);
  };
  window.on('resize', saveSoon).on('move', saveSoon).on('close', save);
  window.on('closed', () => clearTimeout(timer));
}

function reloadAfterCrash(window: BrowserWindow): void {
  let lastCrashAt: number | null = null;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    report('The inspector ended', `${reason}, exit code ${exitCode}`);
    const now = Date.now();
    if (mayReload(reason, lastCrashAt, now)) window.webContents.reload();
    lastCrashAt = now;
  });
}
