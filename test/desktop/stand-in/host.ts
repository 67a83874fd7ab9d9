import type { ChildProcess } from 'node:child_process';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openPageWindow, type PageWindow } from './browser-window.ts';
import type { FromHost } from './messages.ts';
import { joinMain, type Peer } from './peer.ts';

export interface Host extends AsyncDisposable {
  main: Peer<FromHost>;
  /** The page of the newest window; waits until there is one. */
  page(): Promise<Page>;
  /** How many windows are open. */
  windows(): number;
}

/** What of Chromium's permissions goes by which of Electron's names. */
const permissions = {
  'clipboard-sanitized-write': 'clipboard-write',
  'clipboard-read': 'clipboard-read',
  geolocation: 'geolocation',
  notifications: 'notifications',
  midi: 'midi',
} as const;

/** The Chromium half of the stand-in: opens a page for each BrowserWindow of the main process that runs in `child`. */
export async function startHost(options: {
  child: ChildProcess;
  browser: Browser;
  context?: BrowserContextOptions;
}): Promise<Host> {
  const context = await options.browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options.context,
  });
  const windows = new Map<number, PageWindow>();
  const crashed = new Set<number>();
  let shown = Promise.withResolvers<Page>();
  const windowOf = (windowId: number): PageWindow => {
    const window = windows.get(windowId);
    if (!window) throw new Error(`Window ${windowId} is closed.`);
    return window;
  };

  const main = joinMain(options.child, {
    async openWindow(window) {
      const granted = window.granted.flatMap((name) => permissions[name as keyof typeof permissions] ?? []);
      await context.clearPermissions();
      await context.grantPermissions(granted);
      windows.set(
        window.windowId,
        await openPageWindow({
          context,
          main,
          window,
          platform: process.platform,
          onPage(page) {
            page.setDefaultTimeout(15_000);
            shown.resolve(page);
            shown = Promise.withResolvers<Page>();
            shown.resolve(page);
          },
        }),
      );
    },
    async closeWindow(windowId) {
      const window = windowOf(windowId);
      windows.delete(windowId);
      shown = Promise.withResolvers<Page>();
      await window.close();
    },
    load: ({ windowId, url }) => windowOf(windowId).load(url),
    async reload(windowId) {
      await windowOf(windowId).reload(crashed.delete(windowId));
    },
    async crash(windowId) {
      crashed.add(windowId);
      await windowOf(windowId).crash();
    },
    run: ({ windowId, code }) => windowOf(windowId).run(code),
    toFrame: ({ frame, channel, data, ports }) =>
      windows.get(frame.windowId)?.toWorld({ type: 'message', channel, data, ports }, frame),
    toPort: ({ frame, port, data }) => windows.get(frame.windowId)?.toWorld({ type: 'port', port, data }, frame),
    closePort: ({ frame, port }) => windows.get(frame.windowId)?.toWorld({ type: 'close-port', port }, frame),
  });

  return {
    main,
    page: () => shown.promise,
    windows: () => windows.size,
    [Symbol.asyncDispose]: () => context.close(),
  };
}
