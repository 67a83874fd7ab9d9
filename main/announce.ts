import type { Writable } from 'node:stream';
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
    say(
      `Port ${receiver.portTaken} ${whyNot(receiver.portTaken)}; posts are received at port ${receiver.port} instead.`,
    );
  }
  if (inspector.portTaken !== null) {
    say(`Port ${inspector.portTaken} ${whyNot(inspector.portTaken)}; the inspector is at ${inspector.url} instead.`);
  }
  if (json) {
    const { url, apiUrl: api, token } = inspector;
    tell({ event: 'ready', receiver: receiver.url, inspector: url, api, token });
    onTunnelNews(app, ({ state, url: publicUrl, reason }) => tell({ event: 'tunnel', state, url: publicUrl, reason }));
    // A reader that does not read is waited for; the posts are in the database meanwhile, and not in memory.
    app.onPost(({ id, kind }) => {
      if (!tell({ event: 'post', id, kind })) return read(process.stdout);
    });
  } else {
    say(`Receiver   ${receiver.url}\nInspector  ${inspector.url}`);
    onTunnelNews(app, (tunnel) => say(tunnelLine(tunnel)));
  }
}

/** The system refuses low ports to most users, and does not say whether they are taken. */
function whyNot(port: number): string {
  return port < 1024 ? 'is taken, or takes more rights than Tapline has' : 'is taken';
}

/** Resolves when a stream takes more, or never will. */
function read(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      stream.off('drain', over).off('close', over);
      resolve();
    };
    stream.on('drain', over).on('close', over);
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

function tunnelLine({ state, url, reason, urlChange }: Tunnel): string {
  const line = `Tunnel     ${state}${url ? `  ${url}` : ''}${reason ? `  (${reason})` : ''}`;
  if (!urlChange) return line;
  return `${line}\nThe public URL changed from ${urlChange.from} to ${urlChange.to}: update it on the platform.`;
}
