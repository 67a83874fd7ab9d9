import { type App, type BrowserWindow, nativeImage } from 'electron';
import { unreadIcon } from './icon.ts';
import { text } from './strings.ts';

/** Device-independent pixels of an overlay on Windows' taskbar. */
const overlaySize = 16;

/** Shows the number of unread posts where each system has a place for it: dock or launcher, taskbar, and the title. */
export function createBadge(options: { app: App; window: () => BrowserWindow | null; platform: NodeJS.Platform }) {
  const { app, window, platform } = options;
  let shown = -1;

  function onWindow(unread: number): void {
    const target = window();
    if (!target || target.isDestroyed()) return;
    target.setTitle(text.title(unread));
    if (platform !== 'win32') return;
    const overlay = unread > 0 ? nativeImage.createFromBuffer(unreadIcon(overlaySize * 2), { scaleFactor: 2 }) : null;
    target.setOverlayIcon(overlay, unread > 0 ? text.unread(unread) : '');
  }

  return {
    update(unread: number): void {
      if (unread === shown) return;
      shown = unread;
      // Windows has no counter.
      if (platform !== 'win32') app.setBadgeCount(unread);
      onWindow(unread);
    },
    /** A new window starts without. */
    windowOpened: () => onWindow(Math.max(shown, 0)),
  };
}
