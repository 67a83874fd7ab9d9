import { StandInApp } from './app.ts';
import { createDesk } from './desk.ts';
import { createIpcMain } from './ipc-main.ts';
import { known, preventable } from './known.ts';
import type { FromMain } from './messages.ts';
import { joinHost, type Peer } from './peer.ts';
import { createPortRoom, StandInChannel } from './ports.ts';
import { StandInSession } from './session.ts';
import { createWindows, type Surroundings } from './windows.ts';

// What `import … from 'electron'` gives to the built main process. An import that is missing here fails by its name.

const appPath = process.env.TAPLINE_STAND_IN_APP;
if (!appPath) throw new Error('TAPLINE_STAND_IN_APP names no folder. Start the stand-in by its launcher.');

const host: Peer<FromMain> = joinHost({
  sent: (message) => ipc.sent(message),
  invoked: (message) => ipc.invoked(message),
  portMessage: (message) => ports.message(message),
  left: (facts) => ports.left(facts),
  crashed(windowId) {
    contentsOf(windowId)?.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
  },
  navigated({ windowId, url }) {
    const contents = contentsOf(windowId);
    if (contents) contents.url = url;
  },
  mayNavigate({ windowId, url, isMainFrame }) {
    const event = preventable({ url, isMainFrame, isSameDocument: false });
    contentsOf(windowId)?.emit('will-frame-navigate', event);
    if (isMainFrame) contentsOf(windowId)?.emit('will-navigate', event, url);
    return !event.defaultPrevented;
  },
  mayOpen({ windowId, url }) {
    const handler = contentsOf(windowId)?.openHandler;
    const { action } = handler?.({ url } as never) ?? { action: 'allow' };
    if (action === 'allow') throw new Error('The stand-in for Electron does not open windows of pages.');
    return false;
  },
  request: (request) => sessionOne.answer(request),
  titleChanged({ windowId, title }) {
    const event = preventable({});
    const window = windows.windowOf(windowId);
    window?.emit('page-title-updated', event, title, true);
    if (!event.defaultPrevented) window?.setTitle(title);
  },
  // The source comes from the spec that started this process.
  evaluate: async ({ source, argument }) => {
    const run = new Function(`return (${source});`)() as (electron: object, argument: unknown) => unknown;
    return run(everything, argument);
  },
});
const ports = createPortRoom(host);
const sessionOne = new StandInSession();
const standInApp = new StandInApp(appPath);
const around: Surroundings = { app: standInApp, host, session: sessionOne, ports };
const windows = createWindows(around);
const ipc = createIpcMain(around, () => windows);
const contentsOf = (windowId: number) => windows.windowOf(windowId)?.webContents;

export const app = standInApp;
export const { BrowserWindow } = windows;
export const { ipcMain } = ipc;
export const MessageChannelMain = StandInChannel;
export const { Menu, Tray, Notification, dialog, shell, clipboard, screen, nativeTheme, nativeImage, powerMonitor } =
  createDesk(standInApp);
export const session = known('session', { defaultSession: sessionOne });
export const protocol = known('protocol', {
  registerSchemesAsPrivileged(_schemes: Electron.CustomScheme[]): void {
    standInApp.mustNotBeReady('protocol.registerSchemesAsPrivileged()');
  },
});

const everything = known('electron', {
  ...{ app, BrowserWindow, ipcMain, MessageChannelMain, Menu, Tray, Notification, dialog, shell, clipboard, screen },
  ...{ nativeTheme, nativeImage, powerMonitor, session, protocol },
});
