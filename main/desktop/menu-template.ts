import type { MenuItemConstructorOptions } from 'electron';
import type { Tunnel } from '../../contract/index.ts';
import { text } from './strings.ts';

export interface MenuTemplateOptions {
  platform: NodeJS.Platform;
  tunnel(): Pick<Tunnel, 'callbackUrl' | 'statusUrl'>;
  /** Leads the window to an address of its own. */
  lead(hash: string): void;
  copy(text: string): void;
  showAbout(): void;
  /** Asks for a newer version; null = there is nobody to ask, and the menu does not offer it. */
  checkForUpdates: (() => void) | null;
}

/** The menu as each system's users expect it; the inspector has its own commands and keys besides. */
export function menuTemplate(options: MenuTemplateOptions): MenuItemConstructorOptions[] {
  const { platform, lead, tunnel, checkForUpdates } = options;
  const isMac = platform === 'darwin';
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
      else options.copy(value);
    },
  });
  const settings = go(text.settings, '#/settings', 'CmdOrCtrl+,');
  const copies = [
    copy(text.copyCallbackUrl, () => tunnel().callbackUrl),
    copy(text.copyStatusUrl, () => tunnel().statusUrl),
  ];
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about: MenuItemConstructorOptions[] = [
    { label: text.about, click: options.showAbout },
    ...(checkForUpdates ? [{ label: text.checkForUpdates, click: checkForUpdates }] : []),
  ];

  return [
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
        go(text.targets, '#/targets', 'CmdOrCtrl+4'),
        go(text.tunnel, '#/tunnel', 'CmdOrCtrl+5'),
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ label: text.help, submenu: about }]),
  ];
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
