import type { Tunnel } from '../contract/index.ts';
import type { App } from './app.ts';

/**
 * Tells on stdout what runs where and what happens: JSON lines for scripts, or a few lines for people. With JSON, lines
 * for people go to stderr.
 * @param preface a line for people before all others
 */
export function announce(app: App, { json, preface }: { json: boolean; preface?: string | undefined }): void {
  // Whoever read our lines may stop reading; posts go on arriving.
  process.stdout.on('error', () => {});
  const say = (line: string) => (json ? process.stderr : process.stdout).write(`${line}\n`);
  const tell = (event: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(event)}\n`);
  const { inspector } = app;
  const { receiver } = app.status();
  if (preface) say(preface);
  if (receiver.portTaken !== null) {
    say(`Port ${receiver.portTaken} is taken; posts are received at port ${receiver.port} instead.`);
  }
  if (inspector.portTaken !== null) {
    say(`Port ${inspector.portTaken} is taken; the inspector is at ${inspector.url} instead.`);
  }
  if (json) {
    const { url, apiUrl: api, token } = inspector;
    tell({ event: 'ready', receiver: receiver.url, inspector: url, api, token });
    onTunnelNews(app, ({ state, url: publicUrl, reason }) => tell({ event: 'tunnel', state, url: publicUrl, reason }));
    app.onPost(({ id, kind }) => tell({ event: 'post', id, kind }));
  } else {
    say(`Receiver   ${receiver.url}\nInspector  ${inspector.url}`);
    onTunnelNews(app, (tunnel) => say(tunnelLine(tunnel)));
  }
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

function tunnelLine({ state, url, reason, urlChange }: Tunnel): string {
  const line = `Tunnel     ${state}${url ? `  ${url}` : ''}${reason ? `  (${reason})` : ''}`;
  if (!urlChange) return line;
  return `${line}\nThe public URL changed from ${urlChange.from} to ${urlChange.to}: update it on the platform.`;
}
