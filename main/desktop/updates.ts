import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, type BrowserWindow, dialog } from 'electron';
import type { AppUpdater } from 'electron-updater';
import { report } from './report.ts';
import { text } from './strings.ts';
import { updateFeed, updateProblem, updaterConfig } from './update-rules.ts';

export interface UpdatesOptions {
  app: App;
  env: NodeJS.ProcessEnv;
  window: () => BrowserWindow | null;
}

/**
 * Asks the feed for a newer version when the user wants to know, and installs it when Tapline is quit, if the user agrees.
 * @returns what the menu calls; null without a feed and in a run from a checkout, which has nothing to install into
 */
export function createUpdates({ app, env, window }: UpdatesOptions): (() => void) | null {
  if (!app.isPackaged) return null;
  const feed = updateFeed(env, packagedFeed(app));
  if (feed === null) return null;
  if ('problem' in feed) {
    report('Updates', feed.problem);
    return null;
  }
  const { url } = feed;
  let busy = false;

  async function check(): Promise<void> {
    const updater = await loadUpdater(app, url);
    const found = await updater.checkForUpdates();
    if (!found?.isUpdateAvailable) {
      return void (await tell({ message: text.upToDate(app.getVersion()), detail: text.askedAt(url) }));
    }
    const { response } = await tell({
      message: text.updateFound(found.updateInfo.version),
      detail: `${text.updateWhat} ${text.askedAt(url)}`,
      buttons: [text.updateYes, text.updateNo],
      defaultId: 0,
      cancelId: 1,
    });
    if (response !== 0) return;
    await updater.downloadUpdate();
    await tell({ message: text.updateReady(found.updateInfo.version), detail: text.updateReadyWhat });
  }

  function tell(question: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
    const target = window();
    return target ? dialog.showMessageBox(target, question) : dialog.showMessageBox(question);
  }

  return () => {
    if (busy) return;
    busy = true;
    check()
      .catch((error: unknown) => {
        report('Updates', error);
        return tell({ type: 'warning', message: text.updateFailed, detail: updateProblem(error, url) });
      })
      .catch((error: unknown) => report('Updates', error))
      .finally(() => {
        busy = false;
      });
  };
}

/** Loaded when it is used for the first time: without a feed it is never part of the running app. */
async function loadUpdater(app: App, url: string): Promise<AppUpdater> {
  const { autoUpdater } = await import('electron-updater');
  const config = join(app.getPath('userData'), 'update-feed.yml');
  writeFileSync(config, updaterConfig(url), { mode: 0o600 });
  autoUpdater.updateConfigPath = config;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = true;
  autoUpdater.allowDowngrade = false;
  autoUpdater.logger = null;
  return autoUpdater;
}

function packagedFeed(app: App): unknown {
  try {
    const packageJson = JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')) as object;
    return 'updateFeed' in packageJson ? packageJson.updateFeed : undefined;
  } catch {
    return undefined;
  }
}
