/**
 * A stand-in for cloudflared, which reaches no Cloudflare from a test: it really forwards a public loopback port to the
 * local one and prints the lines of the real program, whose shapes are those of its sources (quick_tunnel.go, observer.go,
 * supervisor/tunnel.go) and of logs in its issues. It is not the real program: what the real one does beyond these lines
 * is not tested by it.
 */
import { parseArgs } from 'node:util';
import { keepEdge, reachesEdge, readSettings } from './program-stand-in.ts';

const log = (level: string, text: string) =>
  process.stderr.write(`${new Date().toISOString().slice(0, 19)}Z ${level} ${text}\n`);

const fail = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

function box(lines: readonly string[]): void {
  const width = Math.max(...lines.map((line) => line.length));
  const border = `+${'-'.repeat(width + 4)}+`;
  for (const line of [border, ...lines.map((text) => `|  ${text.padEnd(width)}  |`), border]) log('INF', line);
}

export async function run(folder: string): Promise<void> {
  const settings = readSettings(folder);
  const { mode } = settings;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      config: { type: 'string' },
      'no-autoupdate': { type: 'boolean' },
      'grace-period': { type: 'string' },
    },
  });
  if (positionals[0] !== 'tunnel' || !values.url) fail('Incorrect Usage.');
  log(
    'INF',
    'Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out. [...] by following: https://developers.cloudflare.com/cloudflare-one/connections/connect-apps',
  );
  log('INF', 'Requesting new quick Tunnel on trycloudflare.com...');
  if (mode === 'silent' || mode === 'deaf') {
    if (mode === 'deaf')
      process.on('SIGTERM', () => log('INF', 'Initiating graceful shutdown due to signal terminated ...'));
    setInterval(() => undefined, 1000);
    return;
  }
  if (mode === 'rate-limited') {
    log(
      'ERR',
      `Error unmarshaling QuickTunnel response: error code: 1015 error="invalid character 'e' looking for beginning of value" status_code="429 Too Many Requests"`,
    );
    fail("failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value");
  }
  if (mode === 'no-network') {
    fail(
      'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com on 127.0.0.11:53: no such host',
    );
  }
  if (!(await reachesEdge(settings))) {
    fail(
      'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp 104.16.230.132:443: connect: connection refused',
    );
  }
  box([
    'Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):',
    `http://127.0.0.1:${settings.publicPort}`,
  ]);
  log('INF', `Settings: map[ha-connections:1 no-autoupdate:true protocol:quic url:${values.url}]`);
  keepEdge({
    settings,
    localPort: Number(new URL(values.url ?? '').port),
    onConnected() {
      log(
        'INF',
        'Registered tunnel connection connIndex=0 connection=14dd6079-e0ee-4747-8335-197c2e7c72ad event=0 ip=198.41.192.77 location=ams01 protocol=quic',
      );
    },
    onLost(wasConnected, error) {
      if (wasConnected) log('INF', 'Lost connection with the edge connIndex=0');
      else
        log('ERR', `Unable to establish connection with Cloudflare edge error="${error}" connIndex=0 ip=198.41.192.67`);
      log('WRN', 'Serve tunnel error error="connection with edge closed" connIndex=0 event=0 ip=198.41.192.77');
      log('INF', 'Retrying connection in up to 1s connIndex=0 event=0 ip=198.41.192.77');
      if (mode === 'gives-up') fail('connection with edge closed');
    },
  });
}
