import { type App, clipboard, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Tunnel } from '../../contract/index.ts';
import { text } from './strings.ts';

export interface MenuOptions {
  app: App;
  version: string;
  platform: NodeJS.Platform;
  tunnel(): Tunnel;
  /** Leads the window to an address of its own. */
  lead(hash: string): void;
  /** Asks for a newer version; null = there is nobody to ask, and the menu does not offer it. */
  checkForUpdates: (() => void) | null;
}

/** The menu as each system's users expect it; the inspector has its own commands and keys besides. */
export function setMenu(options: MenuOptions): void {
  const { app, platform, version, lead, tunnel, checkForUpdates } = options;
  const isMac = platform === 'darwin';
  app.setAboutPanelOptions({
    applicationName: text.app,
    applicationVersion: version,
    copyright: text.licence,
  });
  const go = (label: string, hash: string, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => lead(hash),
  });
  const copy = (label: string, url: () => string | null): MenuItemConstructorOptions => ({
    label,
    click() {
      const value = url();
      // Nothing to copy yet: the Tunnel screen says why.
      if (value === null) lead('#/tunnel');
      else clipboard.writeText(value);
    },
  });
  const settings = go(text.settings, '#/settings', 'CmdOrCtrl+,');
  const copies = [
    copy(text.copyCallbackUrl, () => tunnel().callbackUrl),
    copy(text.copyStatusUrl, () => tunnel().statusUrl),
  ];
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about: MenuItemConstructorOptions[] = [
    { label: text.about, click: () => app.showAboutPanel() },
    ...(checkForUpdates ? [{ label: text.checkForUpdates, click: checkForUpdates }] : []),
  ];

  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ label: text.app, submenu: macAppMenu(about, settings) }] : []),
    {
      label: 'File',
      submenu: [
        ...copies,
        separator,
        ...(isMac ? [] : [settings, separator]),
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: text.view,
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: text.go,
      submenu: [
        go(text.inbox, '#/inbox', 'CmdOrCtrl+1'),
        go(text.conversations, '#/conversations', 'CmdOrCtrl+2'),
        go(text.incidents, '#/incidents', 'CmdOrCtrl+3'),
        go(text.tunnel, '#/tunnel', 'CmdOrCtrl+4'),
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ label: text.help, submenu: about }]),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** What the role `appMenu` has, and the settings where macOS has them. */
function macAppMenu(
  about: MenuItemConstructorOptions[],
  settings: MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  return [
    ...about,
    { type: 'separator' },
    settings,
    { type: 'separator' },
    { role: 'services' },
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    { role: 'quit' },
  ];
}
