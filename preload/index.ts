import { contextBridge, ipcRenderer } from 'electron';
import { type Bridge, portMessage } from '../contract/bridge.ts';
import { channels } from './channels.ts';

ipcRenderer.on(channels.port, (event) => window.postMessage(portMessage, location.origin, event.ports));

contextBridge.exposeInMainWorld('tapline', {
  connect: () => ipcRenderer.send(channels.connect),
  openExternal: (url) => ipcRenderer.invoke(channels.openExternal, url),
  platform: process.platform,
} satisfies Bridge);
