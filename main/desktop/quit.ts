import { type App, BrowserWindow, powerMonitor } from 'electron';
import { report } from './report.ts';

export interface QuitOptions {
  app: App;
  /** Drains the receiver and closes the database. */
  close: () => Promise<void>;
  /** How long closing may take, in milliseconds, before the process ends anyway. */
  timeoutMs: number;
}

export interface Quitting {
  /** True once the app is on its way out: windows may no longer stay. */
  begun(): boolean;
  /** Closes at once, for when the system leaves no time to quit; calling it twice closes once. */
  closeNow(): Promise<boolean>;
}

/**
 * Makes every way to quit a clean one: menu, last window, signals, shutdown of the system. Posts that were answered are on
 * disk in any case; a clean close lets the ones being received finish.
 */
export function quitCleanly(options: QuitOptions): Quitting {
  const { app } = options;
  let closing: Promise<boolean> | null = null;
  let done = false;

  const close = () => {
    closing ??= closedInTime(options.close, options.timeoutMs);
    return closing;
  };

  app.on('before-quit', (event) => {
    if (done) return;
    event.preventDefault();
    for (const window of BrowserWindow.getAllWindows()) window.hide();
    void close().then((clean) => {
      if (done) return;
      done = true;
      if (clean) app.quit();
      else app.exit(1);
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    app.quit();
  });
  return { begun: () => closing !== null, closeNow: close };
}

async function closedInTime(close: () => Promise<void>, timeoutMs: number): Promise<boolean> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => late.reject(new Error(`not closed within ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    await Promise.race([close(), late.promise]);
    return true;
  } catch (error) {
    report('Tapline could not close cleanly', error);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
