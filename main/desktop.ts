import { join } from 'node:path';
import { CommanderError } from 'commander';
import { app, type BrowserWindow, dialog, session } from 'electron';
import { announce } from './announce.ts';
import { createApp } from './app.ts';
import { collectOpenings } from './desktop/collect-openings.ts';
import { openExternal } from './desktop/external-links.ts';
import { openGate } from './desktop/ipc-gate.ts';
import { lockNavigation, lockSession } from './desktop/lock-down.ts';
import { absolute, splitArguments } from './desktop/openings.ts';
import { profileIn } from './desktop/profile.ts';
import { registerScheme, serveWindowFiles } from './desktop/protocol.ts';
import { quitCleanly } from './desktop/quit.ts';
import { report, reportUnexpected } from './desktop/report.ts';
import { ownArguments } from './desktop/rules.ts';
import { type Shell, startShell } from './desktop/shell.ts';
import { bringToFront, leadTo, openWindow } from './desktop/window.ts';
import { messageOf, StartError } from './errors.ts';
import { createLog } from './log.ts';
import { parseCommand } from './options.ts';
import { boundGarbage } from './waiting-garbage.ts';

/** Draining the receiver takes 5 s at most; whatever takes longer hangs. */
const closeTimeoutMs = 10_000;

reportUnexpected();
// These are taken only before the ready event, and macOS may tell what to open before it, too.
registerScheme();
app.enableSandbox();
const openings = collectOpenings(app);
start().catch(async (error) => {
  // Commander has printed its sentence already.
  if (error instanceof CommanderError) return app.exit(error.exitCode);
  if (error instanceof StartError) process.stderr.write(`${error.message}\n`);
  else report('Tapline cannot start', error);
  // Before that, Linux has no dialogs.
  await app.whenReady();
  dialog.showErrorBox('Tapline cannot start', messageOf(error));
  app.exit(1);
});

async function start(): Promise<void> {
  const own = splitArguments(ownArguments(process.argv, app.getAppPath(), app.isPackaged));
  const command = parseCommand(own.flags, process.env);
  // The command line answers these itself and never starts the window for them.
  if (!('options' in command)) return app.exit(2);
  const { options, json } = command;
  const { dataFolder } = options;
  boundGarbage();
  // Electron binds its single-instance lock to this folder: one window for each data folder.
  app.setPath('userData', profileIn(dataFolder));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write('Tapline is already open with this data folder: its window was brought to the front.\n');
    return app.exit(0);
  }

  let window: BrowserWindow | null = null;
  let shell: Shell | null = null;
  const ask = (url: unknown) => openExternal(url, window);
  lockNavigation({ app, openExternal: (url) => void ask(url).catch((error) => report('A link was refused', error)) });

  // Waiting for the app would miss Electron's ready event, and both take their time.
  const [core] = await Promise.all([createApp(options, createLog(process.env)), app.whenReady()]);
  announce(core, { json });
  const quitting = quitCleanly({
    app,
    close() {
      shell?.stop();
      return core.close();
    },
    timeoutMs: closeTimeoutMs,
  });

  lockSession(session.defaultSession);
  serveWindowFiles(session.defaultSession, options.rendererFolder);
  openGate({ router: core.router, window: () => window, openExternal: ask });

  const show = (hash?: string) => {
    if (window) {
      bringToFront(window);
      if (hash) leadTo(window, hash);
      return;
    }
    window = openWindow({
      dataFolder,
      preload: join(options.rendererFolder, '..', 'preload', 'index.cjs'),
      hash: hash ?? '',
      hides: () => core.settings.current().closeToTray && !quitting.begun(),
      onSessionEnd: () => void quitting.closeNow(),
    });
    window.on('closed', () => {
      window = null;
    });
    shell?.windowOpened(window);
  };
  app.on('activate', () => show());
  // On macOS an app stays when its last window is closed, and this one goes on receiving.
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  shell = startShell({ app, core, dataFolder, window: () => window, show });
  app.on('second-instance', (_event, argv, folder) => {
    show();
    for (const opening of splitArguments(argv).openings) shell?.open(absolute(opening, folder));
  });
  show();
  openings.deliver(
    own.openings.map((opening) => absolute(opening, process.cwd())),
    shell.open,
  );
}
