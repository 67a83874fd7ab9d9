import { makeCodec } from './clone.ts';
import { known } from './known.ts';
import type { FrameFacts } from './messages.ts';
import { frameFor, type Surroundings, type Windows } from './windows.ts';

const codec = makeCodec();

type Listener = (event: object, ...args: unknown[]) => unknown;

/** Electron's `ipcMain`, and how messages of pages reach it. */
export function createIpcMain(around: Surroundings, windows: () => Windows) {
  const listeners = new Map<string, Listener[]>();
  const handlers = new Map<string, Listener>();
  const eventOf = (frame: FrameFacts) => ({
    sender: windows().windowOf(frame.windowId)?.webContents,
    senderFrame: frameFor(frame, around),
    frameId: 1,
    processId: 1,
    ports: [],
  });
  const ipcMain = known('ipcMain', {
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcMain;
    },
    /** Electron's is an event emitter: a spec can speak as a page would that is not ours. */
    emit(channel: string, event: object, ...args: unknown[]): boolean {
      const found = listeners.get(channel) ?? [];
      for (const listener of found) listener(event, ...args);
      return found.length > 0;
    },
    handle(channel: string, listener: Listener): void {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      handlers.set(channel, listener);
    },
  });
  return {
    ipcMain,
    sent({ frame, channel, data }: { frame: FrameFacts; channel: string; data: string }): void {
      for (const listener of listeners.get(channel) ?? [])
        listener(eventOf(frame), ...(codec.decode(data) as unknown[]));
    },
    async invoked({ frame, channel, data }: { frame: FrameFacts; channel: string; data: string }): Promise<string> {
      const handler = handlers.get(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      return codec.encode(await handler(eventOf(frame), ...(codec.decode(data) as unknown[])));
    },
  };
}
