/**
 * A stand-in for ngrok's agent, which needs an account and a network: it really forwards a public loopback port to the
 * local one, logs the JSON lines of the real program (shapes as recorded in issues and tests of public repositories), and
 * serves `/api/tunnels` like its agent API. It is not the real program: what the real one does beyond that is not tested
 * by it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepEdge, readSettings } from './program-stand-in.ts';

const log = (record: Record<string, unknown>) =>
  process.stdout.write(`${JSON.stringify({ ...record, t: new Date().toISOString() })}\n`);

const noToken =
  'authentication failed: Usage of ngrok requires a verified account and authtoken.\n\nSign up for an account: https://dashboard.ngrok.com/signup\nInstall your authtoken: https://dashboard.ngrok.com/get-started/your-authtoken\r\n\r\nERR_NGROK_4018\r\n';

/** Refusals by mode, as the `err` of a record. */
const refusals: Readonly<Record<string, string>> = {
  'no-token': noToken,
  'in-use': "The endpoint 'https://example.ngrok.app' is already online.\r\n\r\nERR_NGROK_334\r\n",
};

export function run(folder: string): void {
  const settings = readSettings(folder);
  const { mode, publicPort } = settings;
  const [, port = '', ...flags] = process.argv.slice(2);
  const flag = (name: string) => (flags.includes(name) ? flags[flags.indexOf(name) + 1] : undefined);
  if (mode === 'old' && flag('--url')) {
    process.stdout.write('ERROR:  unknown flag: --url\n');
    process.exit(1);
  }
  const domain = flag('--domain') ?? flag('--url')?.replace('https://', '');
  const url = domain ? `http://${domain}:${publicPort}` : `http://127.0.0.1:${publicPort}`;
  const addr = `http://localhost:${port}`;
  log({ lvl: 'info', msg: 'no configuration paths supplied' });
  log({ lvl: 'info', msg: 'open config file', path: '/home/user/.config/ngrok/ngrok.yml', err: null });
  let isUp = false;
  const api = createServer((_request, response) => {
    const strange = { public_url: 'https://strange.ngrok.app', proto: 'https', config: { addr: 'http://localhost:1' } };
    const ours = {
      name: 'command_line',
      uri: '/api/tunnels/command_line',
      public_url: url,
      proto: 'http',
      config: { addr },
    };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ tunnels: [strange, ...(isUp ? [ours] : [])], uri: '/api/tunnels' }));
  }).listen(0, '127.0.0.1', () => {
    const { port: apiPort } = api.address() as AddressInfo;
    log({ addr: `127.0.0.1:${apiPort}`, allow_hosts: [], lvl: 'info', msg: 'starting web service', obj: 'web' });
    const refusal = refusals[mode];
    if (refusal) {
      log({ err: refusal, lvl: 'eror', msg: 'failed to reconnect session', obj: 'tunnels.session' });
      if (mode !== 'no-token') return;
      log({ err: refusal, lvl: 'eror', msg: 'terminating with error', obj: 'app' });
      log({ err: refusal, lvl: 'crit', msg: 'command failed' });
      process.exit(1);
    }
    if (mode === 'silent') return;
    keepEdge({
      settings,
      localPort: Number(port),
      onConnected() {
        log({ lvl: 'info', msg: 'tunnel session started', obj: 'tunnels.session' });
        log({ id: '1c907e548f56', lvl: 'info', msg: 'client session established', obj: 'csess' });
        isUp = true;
        if (mode !== 'no-url-in-log') {
          log({ addr, lvl: 'info', msg: 'started tunnel', name: 'command_line', obj: 'tunnels', url });
        }
      },
      onLost(wasConnected, error) {
        isUp = false;
        const msg = wasConnected ? 'session closed, starting reconnect loop' : 'failed to reconnect session';
        log({ err: error, id: '1c907e548f56', lvl: 'eror', msg, obj: 'csess' });
      },
    });
  });
}
