import { clipboard, Menu, nativeImage, Tray } from 'electron';
import type { Tunnel, TunnelState } from '../../contract/index.ts';
import type { Forwarding } from './forwarding.ts';
import { trayIcon } from './icon.ts';
import { text } from './strings.ts';

/** Device-independent pixels; twice as many for dense displays. */
const size = 16;

/** What the tray tells. */
export interface TrayFacts {
  tunnel: Tunnel;
  unread: number;
  forwarding: Forwarding;
}

export interface TrayOptions {
  facts: TrayFacts;
  /** On macOS a click opens the menu and nothing else. */
  platform: NodeJS.Platform;
  show(): void;
  /** Resolves with what holds then, also when it failed. */
  pauseForwarding(paused: boolean): Promise<Forwarding>;
  quit(): void;
}

/** Puts Tapline into the tray (the menu bar on macOS), with the tunnel's state as colour and in words. */
export function createTray(options: TrayOptions) {
  const { show, quit, platform } = options;
  let facts = options.facts;
  const tray = new Tray(image(facts.tunnel.state));
  let last = { state: facts.tunnel.state, words: '', menu: '' };
  if (platform !== 'darwin') tray.on('click', show);
  update({});

  /** Does only what changed: rebuilding the menu closes it on some desktops, and probes renew the tunnel all the time. */
  function update(changed: Partial<TrayFacts>): void {
    if (tray.isDestroyed()) return;
    facts = { ...facts, ...changed };
    const { tunnel, unread, forwarding } = facts;
    const { state, url, callbackUrl, statusUrl } = tunnel;
    const words = [
      `${text.app}: ${text.states[state]}`,
      ...(forwarding === 'paused' ? [text.forwardingPaused] : []),
      ...(unread > 0 ? [text.unread(unread)] : []),
    ].join('\n');
    const menu = JSON.stringify([state, url, callbackUrl, statusUrl, forwarding]);
    if (last.state !== state) tray.setImage(image(state));
    if (last.words !== words) tray.setToolTip(words);
    if (last.menu !== menu) tray.setContextMenu(menuOf(facts));
    last = { state, words, menu };
  }

  async function togglePause(isPaused: boolean): Promise<void> {
    const forwarding = await options.pauseForwarding(!isPaused);
    // The system has changed the item by itself. If pausing failed, only a new menu shows what holds.
    last.menu = '';
    update({ forwarding });
  }

  function menuOf({ tunnel: { state, url, callbackUrl, statusUrl }, forwarding }: TrayFacts): Menu {
    const isPaused = forwarding === 'paused';
    const copy = (value: string | null) => ({ enabled: value !== null, click: () => clipboard.writeText(value ?? '') });
    return Menu.buildFromTemplate([
      { label: url ? `${text.states[state]}  ${url}` : text.states[state], enabled: false },
      { type: 'separator' },
      { label: text.copyCallbackUrl, ...copy(callbackUrl) },
      { label: text.copyStatusUrl, ...copy(statusUrl) },
      { type: 'separator' },
      {
        label: text.pauseForwarding,
        type: 'checkbox',
        checked: isPaused,
        enabled: forwarding !== 'none',
        click: () => void togglePause(isPaused),
      },
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
