import openInBrowser from 'open';
import type { Tunnel } from '../contract/index.ts';
import { readToken } from './api/token.ts';
import { type App, createApp } from './app.ts';
import type { Log } from './log.ts';
import type { Command } from './options.ts';
import type { FolderInUseError } from './store/lock.ts';

/**
 * Runs Tapline without a window until SIGINT or SIGTERM.
 * @param preface a line for the user before all others
 * @returns the exit code
 * @throws StartError when it cannot start
 */
export async function serve(command: Command, log: Log, preface?: string): Promise<number> {
  const stop = stopSignal();
  const app = await createApp(command.options, log);
  const { inspector } = app;
  if (!inspector) throw new Error('A headless Tapline has an inspector.');
  const { receiver } = app.status();
  const say = command.json
    ? (line: string) => process.stderr.write(`${line}\n`)
    : (line: string) => process.stdout.write(`${line}\n`);
  const tell = (event: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(event)}\n`);
  if (preface) say(preface);
  if (receiver.portTaken !== null)
    say(`Port ${receiver.portTaken} is taken; posts are received at port ${receiver.port} instead.`);
  if (inspector.portTaken !== null)
    say(`Port ${inspector.portTaken} is taken; the inspector is at ${inspector.url} instead.`);
  if (command.json) {
    tell({
      event: 'ready',
      receiver: receiver.url,
      inspector: inspector.url,
      api: inspector.apiUrl,
      token: inspector.token,
    });
    tellTunnel(app, tell);
    app.onPost(({ id, kind }) => tell({ event: 'post', id, kind }));
  } else {
    say(`Receiver   ${receiver.url}\nInspector  ${inspector.url}`);
    sayTunnel(app, say);
  }
  if (command.command === 'open' && command.openBrowser && hasScreen()) {
    await openInBrowser(inspector.url).catch(() =>
      say('No browser could be opened; open the inspector address yourself.'),
    );
  }
  await stop;
  await app.close();
  return 0;
}

/**
 * Opens the inspector of the Tapline that already runs with this data folder.
 * @returns false when it has none
 */
export async function openRunning(running: FolderInUseError, command: Command): Promise<boolean> {
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
    let asked = false;
    const stop = () => {
      // A second signal means now.
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

/** Probes renew the snapshot all the time; only what is told is compared. */
function onTunnelNews(app: App, tell: (tunnel: Tunnel) => void): void {
  let last = '';
  const news = (tunnel: Tunnel) => {
    const told = JSON.stringify([tunnel.state, tunnel.url, tunnel.reason]);
    if (told === last) return;
    last = told;
    tell(tunnel);
  };
  app.tunnel.subscribe(news);
  news(app.tunnel.snapshot());
}

function tellTunnel(app: App, tell: (event: Record<string, unknown>) => void): void {
  onTunnelNews(app, ({ state, url, reason }) => tell({ event: 'tunnel', state, url, reason }));
}

function sayTunnel(app: App, say: (line: string) => void): void {
  onTunnelNews(app, ({ state, url, reason, urlChange }) => {
    say(`Tunnel     ${state}${url ? `  ${url}` : ''}${reason ? `  (${reason})` : ''}`);
    if (urlChange) say(`The public URL changed from ${urlChange.from} to ${urlChange.to}: update it on the platform.`);
  });
}
