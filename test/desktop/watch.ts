import type { Desktop } from './launch.ts';

/** What the shell told the system since `watchShell`. */
export interface Watched {
  notifications: { title: string; body: string }[];
  /** Labels of the tray's newest menu; `null` for separators. */
  menu: { label: string | null; enabled: boolean; checked?: boolean }[];
  tooltip: string | null;
  questions: { message: string; detail: string }[];
  opened: string[];
}

interface Kept {
  notifications: { title: string; body: string; emit(event: string): unknown }[];
  menu: { items: { label: string; type: string; enabled: boolean; checked: boolean; click(): void }[] } | null;
  tooltip: string | null;
  questions: { message: string; detail: string }[];
  opened: string[];
}

/**
 * Listens in on tray, notifications, questions and opened addresses, alike on real Electron and on the stand-in: it replaces
 * methods of Electron's own objects. Questions are answered with `answer`, nothing is opened for real.
 */
export async function watchShell(desktop: Desktop, answer = 1) {
  await desktop.evaluate((electron, response) => {
    const kept: Kept = { notifications: [], menu: null, tooltip: null, questions: [], opened: [] };
    Object.assign(globalThis, { kept });
    const { show } = electron.Notification.prototype;
    electron.Notification.prototype.show = function () {
      kept.notifications.push(this);
      show.call(this);
    };
    const { setContextMenu, setToolTip } = electron.Tray.prototype;
    electron.Tray.prototype.setContextMenu = function (menu) {
      kept.menu = menu as unknown as Kept['menu'];
      setContextMenu.call(this, menu);
    };
    electron.Tray.prototype.setToolTip = function (text) {
      kept.tooltip = text;
      setToolTip.call(this, text);
    };
    electron.dialog.showMessageBox = async (...args: unknown[]) => {
      kept.questions.push(args.at(-1) as Kept['questions'][number]);
      return { response, checkboxChecked: false };
    };
    electron.shell.openExternal = async (url: string) => void kept.opened.push(url);
  }, answer);

  return {
    seen: () =>
      desktop.evaluate((): Watched => {
        const { notifications, menu, tooltip, questions, opened } = Reflect.get(globalThis, 'kept') as Kept;
        return {
          notifications: notifications.map(({ title, body }) => ({ title, body })),
          menu: (menu?.items ?? []).map(({ label, type, enabled, checked }) => ({
            label: type === 'separator' ? null : label,
            enabled,
            ...(type === 'checkbox' ? { checked } : {}),
          })),
          tooltip,
          questions: questions.map(({ message, detail }) => ({ message, detail })),
          opened,
        };
      }),
    clickNotification: () =>
      desktop.evaluate(() => {
        (Reflect.get(globalThis, 'kept') as Kept).notifications.at(-1)?.emit('click');
      }),
    clickTray: (label: string) =>
      desktop.evaluate((_electron, wanted) => {
        (Reflect.get(globalThis, 'kept') as Kept).menu?.items.find((item) => item.label === wanted)?.click();
      }, label),
  };
}

/** Clicks an item of the application's menu, found by its label at any depth. */
export function clickMenu(desktop: Desktop, label: string): Promise<boolean> {
  return desktop.evaluate(({ Menu }, wanted) => {
    const find = (menu: Electron.Menu | null | undefined): Electron.MenuItem | undefined => {
      for (const item of menu?.items ?? []) {
        const found = item.label === wanted ? item : find(item.submenu);
        if (found) return found;
      }
      return undefined;
    };
    const item = find(Menu.getApplicationMenu());
    item?.click();
    return item !== undefined;
  }, label);
}

/** The address inside the page, as the main process knows it. */
export async function hashOf(desktop: Desktop): Promise<string> {
  const url = await desktop.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL() ?? '',
  );
  return url.includes('#') ? url.slice(url.indexOf('#')) : '';
}

/** Whether the window is on screen; null when there is none. */
export function isVisible(desktop: Desktop): Promise<boolean | null> {
  return desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? null);
}

/** Hides the window, as closing it to the tray does: the user no longer looks. */
export function lookAway(desktop: Desktop): Promise<void> {
  return desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
}
