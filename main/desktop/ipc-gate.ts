import { type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, MessageChannelMain } from 'electron';
import { z } from 'zod';
import { channels } from '../../preload/channels.ts';
import { serveMessagePort } from '../api/message-port.ts';
import type { App } from '../app.ts';
import { isOurFrame } from './rules.ts';

export interface GateOptions {
  router: App['router'];
  /** The window that may speak; null while there is none. */
  window: () => BrowserWindow | null;
  openExternal: (url: string) => Promise<void>;
}

const noArguments = z.tuple([]);
const oneText = z.tuple([z.string()]);

/** The only place where messages of the page enter the main process. Each is checked for its sender, then parsed. */
export function openGate(options: GateOptions): void {
  let disconnect = () => {};

  ipcMain.on(channels.connect, (event, ...args: unknown[]) => {
    if (!isOurs(event) || !noArguments.safeParse(args).success) return;
    // A page that connects again (after a reload, for one) has no use for its former connection.
    disconnect();
    const { port1, port2 } = new MessageChannelMain();
    disconnect = serveMessagePort(options.router, port1);
    event.senderFrame?.postMessage(channels.port, null, [port2]);
  });

  ipcMain.handle(channels.openExternal, async (event, ...args: unknown[]) => {
    if (!isOurs(event)) throw new Error('This page may not open addresses.');
    await options.openExternal(oneText.parse(args)[0]);
  });

  function isOurs(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
    return event.sender === options.window()?.webContents && isOurFrame(event.senderFrame);
  }
}
