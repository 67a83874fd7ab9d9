import type { App } from 'electron';
import { removeAutostart, writeAutostart } from './autostart.ts';

export interface LoginOptions {
  app: App;
  dataFolder: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
}

/**
 * Makes the system start Tapline, with this data folder, when the user logs in; or no longer.
 * @throws Error when the system refuses
 */
export function startAtLogin({ app, dataFolder, env, platform }: LoginOptions, wanted: boolean): void {
  const command = [
    // An AppImage runs from a folder that is gone after the run.
    env.APPIMAGE ?? process.execPath,
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    '--data',
    dataFolder,
  ];
  if (platform === 'linux') {
    // Electron knows no login items on Linux; desktops read files from a folder.
    if (wanted) writeAutostart(env, command);
    else removeAutostart(env);
    return;
  }
  const args = command.slice(1).map((argument) => (argument.startsWith('--') ? argument : `"${argument}"`));
  // macOS takes no arguments: it starts Tapline with the default data folder.
  app.setLoginItemSettings({ openAtLogin: wanted, ...(platform === 'win32' ? { args } : {}) });
}
