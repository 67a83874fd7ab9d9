import { type App, type BrowserWindow, powerMonitor } from 'electron';
import type { App as Core } from '../app.ts';
import { createBadge } from './badge.ts';
import { followEvents } from './follow.ts';
import { forwardingOf } from './forwarding.ts';
import { startAtLogin } from './login-item.ts';
import { setMenu } from './menu.ts';
import { createNotices } from './notices.ts';
import { linkScheme, type Opening, postHash } from './openings.ts';
import { report } from './report.ts';
import { createTray } from './tray.ts';
import { createUpdates } from './updates.ts';

export interface ShellOptions {
  app: App;
  core: Core;
  dataFolder: string;
  window: () => BrowserWindow | null;
  /** Brings the window to the front, and leads it to an address of its own if one is given. */
  show(hash?: string): void;
}

export interface Shell {
  /** The window was made anew. */
  windowOpened(window: BrowserWindow): void;
  open(opening: Opening): void;
  /** Follows nothing any more and takes the tray away. */
  stop(): void;
}

/** Name of the packaged app on Windows. */
export const appUserModelId = 'app.tapline.desktop';

/** Everything around the window: menu, tray, notifications, badge, links and the start at login. */
export function startShell(options: ShellOptions): Shell {
  const { app, core, dataFolder, window, show } = options;
  const { platform } = process;
  const lead = (hash: string) => show(hash);
  const stop = new AbortController();

  // Windows shows notifications only of apps that it can name; an installer gives its shortcut the same name.
  if (platform === 'win32') app.setAppUserModelId(app.isPackaged ? appUserModelId : process.execPath);
  const checkForUpdates = createUpdates({ app, env: process.env, window });
  const { version } = core.status();
  setMenu({ app, platform, version, tunnel: () => core.tunnel.snapshot(), lead, checkForUpdates });
  registerLinks(app);

  const badge = createBadge({ app, window, platform });
  const notices = createNotices({
    isWatched: () => window()?.isFocused() ?? false,
    wanted: () => core.settings.current(),
    lead,
  });
  let { unread } = core.status();
  const tray = trayOrNot(() =>
    createTray({
      platform,
      facts: { tunnel: core.tunnel.snapshot(), unread, forwarding: 'none' },
      show: () => show(),
      async pauseForwarding(paused) {
        await core.forwarding
          .pause(paused)
          .catch((error: unknown) => report('Forwarding could not be paused or resumed', error));
        return forwardingOf(await core.forwarding.states());
      },
      quit: () => app.quit(),
    }),
  );
  const count = (next: { unread: number }) => {
    ({ unread } = next);
    badge.update(unread);
    tray?.update({ tunnel: core.tunnel.snapshot(), unread });
  };
  count({ unread });

  void followEvents({
    signal: stop.signal,
    events: core.events,
    onEvent(event) {
      if (event.type === 'tunnel') {
        tray?.update({ tunnel: event.tunnel });
        notices.tunnel(event.tunnel);
        return;
      }
      if (event.type === 'forwards') return tray?.update({ forwarding: forwardingOf(event.forwards) });
      if (event.type !== 'posts' && event.type !== 'posts-changed' && event.type !== 'posts-deleted') return;
      if (event.type === 'posts') notices.posts(event);
      count(event);
    },
  });
  notices.tunnel(core.tunnel.snapshot());
  core.forwarding.states().then(
    (states) => tray?.update({ forwarding: forwardingOf(states) }),
    (error: unknown) => report('The state of forwarding could not be read', error),
  );

  let { launchAtLogin } = core.settings.current();
  core.settings.subscribe((settings) => {
    // Only a change is told to the system, where the user may have decided otherwise meanwhile.
    if (settings.launchAtLogin === launchAtLogin) return;
    launchAtLogin = settings.launchAtLogin;
    try {
      startAtLogin({ app, dataFolder, env: process.env, platform }, launchAtLogin);
    } catch (error) {
      report('Starting at login could not be set', error);
    }
  });

  // Sleep ends connections without a word.
  powerMonitor.on('resume', () => core.tunnel.checkNow());

  return {
    stop() {
      stop.abort();
      notices.stop();
      tray?.destroy();
    },
    windowOpened(opened) {
      opened.on('focus', notices.seen);
      badge.windowOpened();
    },
    open(opening) {
      if (opening.type === 'post') return show(postHash(opening.id));
      // The page asks about it: what is to be imported is part of the core's state.
      if (!core.openedFiles.add(opening.path)) report('A file was not opened', 'too many wait to be imported');
      show();
    },
  };
}

/** A run from a checkout takes links only where nobody does; the bare Electron has to be told what to run. */
function registerLinks(app: App): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  else if (app.getApplicationNameForProtocol(`${linkScheme}://`) === '') {
    app.setAsDefaultProtocolClient(linkScheme, process.execPath, [app.getAppPath()]);
  }
}

/** A desktop without a tray is no reason not to start. */
function trayOrNot<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    report('The tray could not be used', error);
    return null;
  }
}
