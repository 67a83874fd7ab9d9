import type { Worker } from 'node:worker_threads';
import { announce } from './announce.ts';
import { readToken } from './api/token.ts';
import type { Log } from './log.ts';
import { openFolder } from './open-folder.ts';
import type { RunCommand } from './options.ts';
import type { FolderInUseError } from './store/lock.ts';
import { boundGarbageSoon } from './waiting-garbage.ts';

/** A terminal and npm both pass Ctrl+C on; what comes so soon after the first signal is the same wish. */
const sameWishMs = 1000;

/** How long the last lines on stdout are waited for when all else has ended. */
const lastLinesMs = 1000;

/**
 * Runs Tapline without a window until SIGINT or SIGTERM.
 * @param more.preface a line for the user before all others
 * @param more.spare a thread for the store's writer that was started before
 * @returns the exit code
 * @throws StartError when it cannot start
 */
export async function serve(
  command: RunCommand,
  log: Log,
  { preface, spare }: { preface?: string; spare?: Worker | null } = {},
): Promise<number> {
  const stop = stopSignal();
  const opened = openFolder(command.options.dataFolder, log, spare);
  const { createApp } = await import('./app.ts');
  const app = await createApp(command.options, log, opened);
  announce(app, { json: command.json, preface });
  setImmediate(app.warmUp);
  boundGarbageSoon();
  if (command.command === 'open' && command.openBrowser && hasScreen()) {
    await openInBrowser(app.inspector.url).catch(() =>
      process.stderr.write('No browser could be opened; open the inspector address yourself.\n'),
    );
  }
  await stop;
  await app.close();
  // A reader of our lines that does not read them any more would keep the process with its full pipe.
  setTimeout(() => process.exit(), lastLinesMs).unref();
  return 0;
}

/**
 * Opens the inspector of the Tapline that already runs with this data folder.
 * @returns false when it has none
 */
export async function openRunning(running: FolderInUseError, command: RunCommand): Promise<boolean> {
  const address = running.owner?.inspector;
  const token = readToken(command.options.dataFolder);
  if (!address || !token) return false;
  const url = `${address}/?token=${token}`;
  process.stdout.write(`Tapline is already running (process ${running.owner?.pid}). Its inspector: ${url}\n`);
  if (command.openBrowser && hasScreen()) await openInBrowser(url).catch(() => {});
  return true;
}

/** Where no screen is, opening a browser would only print somebody else's errors. */
function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = Number.POSITIVE_INFINITY;
    const stop = () => {
      // A second signal means now.
      if (performance.now() - asked > sameWishMs) process.exit(1);
      asked = Math.min(asked, performance.now());
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

/** Loaded when it is needed: most starts open no browser. */
async function openInBrowser(url: string): Promise<void> {
  const { default: open } = await import('open');
  await open(url);
}
