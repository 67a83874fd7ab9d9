import { clipboard, Menu, nativeImage, Tray } from 'electron';
import type { Tunnel, TunnelState } from '../../contract/index.ts';
import { trayIcon } from './icon.ts';
import { text } from './strings.ts';

/** Device-independent pixels; twice as many for dense displays. */
const size = 16;

export interface TrayOptions {
  tunnel: Tunnel;
  unread: number;
  /** On macOS a click opens the menu and nothing else. */
  platform: NodeJS.Platform;
  show(): void;
  quit(): void;
}

/** Puts Tapline into the tray (the menu bar on macOS), with the tunnel's state as colour and in words. */
export function createTray(options: TrayOptions) {
  const { show, quit, platform } = options;
  const tray = new Tray(image(options.tunnel.state));
  let last = { state: options.tunnel.state, words: '', menu: '' };
  if (platform !== 'darwin') tray.on('click', show);
  update(options.tunnel, options.unread);

  /** Does only what changed: rebuilding the menu closes it on some desktops, and probes renew the tunnel all the time. */
  function update(tunnel: Tunnel, unread: number): void {
    const { state, url, callbackUrl, statusUrl } = tunnel;
    const words = [`${text.app}: ${text.states[state]}`, ...(unread > 0 ? [text.unread(unread)] : [])].join('\n');
    const menu = JSON.stringify([state, url, callbackUrl, statusUrl]);
    if (last.state !== state) tray.setImage(image(state));
    if (last.words !== words) tray.setToolTip(words);
    if (last.menu !== menu) tray.setContextMenu(menuOf(tunnel));
    last = { state, words, menu };
  }

  function menuOf({ state, url, callbackUrl, statusUrl }: Tunnel): Menu {
    const copy = (value: string | null) => ({ enabled: value !== null, click: () => clipboard.writeText(value ?? '') });
    return Menu.buildFromTemplate([
      { label: url ? `${text.states[state]}  ${url}` : text.states[state], enabled: false },
      { type: 'separator' },
      { label: text.copyCallbackUrl, ...copy(callbackUrl) },
      { label: text.copyStatusUrl, ...copy(statusUrl) },
      { type: 'separator' },
      { label: text.show, click: show },
      { label: text.quit, click: quit },
    ]);
  }

  return { update, destroy: () => tray.destroy() };
}

function image(state: TunnelState) {
  const icon = nativeImage.createFromBuffer(trayIcon(state, size), { width: size, height: size });
  icon.addRepresentation({
    scaleFactor: 2,
    width: size * 2,
    height: size * 2,
    buffer: trayIcon(state, size * 2),
  });
  return icon;
}
