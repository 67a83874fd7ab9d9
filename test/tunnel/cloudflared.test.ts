import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { createCloudflared } from '../../main/tunnel/cloudflared.ts';
import { readCloudflared, reasonInLog } from '../../main/tunnel/cloudflared-log.ts';
import { startStandIn } from '../helpers/program-edge.ts';

/** Recorded from real runs, with other names: github.com/cloudflare/cloudflared issues 972, 735 and 890, and quick_tunnel.go. */
const start = [
  '2026-02-11T19:57:55Z INF Thank you for trying Cloudflare Tunnel. [...] are subject to the Cloudflare Online Services Terms of Use (https://www.cloudflare.com/website-terms/) [...] by following: https://developers.cloudflare.com/cloudflare-one/connections/connect-apps',
  '2026-02-11T19:57:55Z INF Requesting new quick Tunnel on trycloudflare.com...',
  '2026-02-11T19:57:58Z INF +--------------------------------------------------------------------------------------------+',
  '2026-02-11T19:57:58Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |',
  '2026-02-11T19:57:58Z INF |  https://four-dashed-word-url.trycloudflare.com                                             |',
  '2026-02-11T19:57:58Z INF +--------------------------------------------------------------------------------------------+',
  '2026-02-11T19:57:58Z INF Settings: map[ha-connections:1 no-autoupdate:true protocol:quic url:http://127.0.0.1:4710]',
  '2026-02-11T19:57:58Z INF Starting metrics server on 127.0.0.1:37141/metrics',
];
const registered =
  '2026-02-11T19:57:59Z INF Registered tunnel connection connIndex=0 connection=14dd6079-e0ee-4747-8335-197c2e7c72ad event=0 ip=198.41.192.77 location=ams01 protocol=quic';
const url = 'https://four-dashed-word-url.trycloudflare.com';

describe('the log of cloudflared', () => {
  test('opens the tunnel when the connection is registered, not when the URL is printed', () => {
    const read = readCloudflared();
    expect(start.map(read)).toEqual(start.map(() => null));
    expect(read(registered)).toEqual({ kind: 'open', url });
  });

  test('of older versions does, too', () => {
    const read = readCloudflared();
    for (const line of start) read(line);
    const line =
      '2021-10-22T14:30:40Z INF Connection 14dd6079-e0ee-4747-8335-197c2e7c72ad registered connIndex=0 location=DME';
    expect(read(line)).toEqual({ kind: 'open', url });
  });

  test.each([
    '2024-11-27T11:15:08Z INF Lost connection with the edge connIndex=1',
    '2024-11-27T11:15:08Z WRN Serve tunnel error error="connection with edge closed" connIndex=2 event=0 ip=198.41.192.77',
    '2024-11-27T11:15:08Z INF Retrying connection in up to 1s connIndex=1 event=0 ip=198.41.192.57',
    '2022-08-21T00:22:25Z INF Unregistered tunnel connection connIndex=2',
    '2024-11-27T11:15:09Z WRN Connection terminated error="connection with edge closed" connIndex=1',
  ])('%j is trouble', (line) => {
    expect(readCloudflared()(line)).toEqual({ kind: 'trouble' });
  });

  test.each([
    [
      `2026-05-29T09:25:34Z ERR Error unmarshaling QuickTunnel response: error code: 1015 error="invalid character 'e' looking for beginning of value" status_code="429 Too Many Requests"\nfailed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value`,
      'too many were asked for (429)',
    ],
    [
      `2026-05-29T09:25:34Z ERR Error unmarshaling QuickTunnel response: <html> error="invalid character '<'" status_code="502 Bad Gateway"\nfailed to unmarshal quick Tunnel: invalid character '<'`,
      'answers 502 Bad Gateway',
    ],
    ['failed to parse quick Tunnel ID: invalid UUID length: 0', 'grants no tunnel now'],
    [
      'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com on 127.0.0.11:53: no such host',
      'its name cannot be resolved',
    ],
    [
      '2023-02-07T13:22:32Z ERR Unable to establish connection with Cloudflare edge error="TLS handshake with edge error" connIndex=0',
      'port 7844',
    ],
    ['flag provided but not defined: -grace-period', 'install a newer one'],
    ['2023-02-07T13:22:32Z ERR Something new error="x"', 'cloudflared says: Something new error="x".'],
  ])('%j becomes a sentence', (text, sentence) => {
    expect(reasonInLog([...start, ...text.split('\n')])).toContain(sentence);
  });

  test('of a run that began well says nothing of a failure', () => {
    expect(reasonInLog([...start, registered])).toBeNull();
  });
});

describe.skipIf(process.platform === 'win32')('cloudflared, by its stand-in', () => {
  const open = (program: string, signal = AbortSignal.timeout(10_000)) =>
    createCloudflared({ program }).open({ port: 4710, name: 'calm-fox', signal });

  test('is asked for a quick tunnel without the user’s own configuration', async () => {
    await using standIn = await startStandIn('program-cloudflared.ts');
    const provider = createCloudflared({ program: standIn.program });
    const tunnel = await open(standIn.program);
    expect(tunnel.url).toBe(`http://127.0.0.1:${standIn.publicPort}`);
    expect(provider.nameOf(tunnel.url)).toBeNull();
    const [args = []] = await standIn.starts();
    expect(args.join(' ')).toBe(
      'tunnel --config /dev/null --no-autoupdate --grace-period 1s --url http://127.0.0.1:4710',
    );
    await tunnel.close();
  });

  test.each([
    ['rate-limited', 'too many were asked for (429). It is asked again, less often.'],
    ['no-network', 'its name cannot be resolved'],
  ])('that fails (%s) says why', async (mode, sentence) => {
    await using standIn = await startStandIn('program-cloudflared.ts');
    await standIn.setMode(mode);
    await expect(open(standIn.program)).rejects.toThrow(sentence);
  });

  test('that gives up ends the tunnel with a sentence', async () => {
    await using standIn = await startStandIn('program-cloudflared.ts');
    await standIn.setMode('gives-up');
    const tunnel = await open(standIn.program);
    await standIn.kill();
    expect(await tunnel.closed).toBe('cloudflared says: connection with edge closed.');
  });

  test('that does not heed SIGTERM is killed after a bound', async () => {
    await using standIn = await startStandIn('program-cloudflared.ts');
    await standIn.setMode('deaf');
    const stop = new AbortController();
    const opening = open(standIn.program, stop.signal);
    const refused = expect(opening).rejects.toThrow('called off');
    await expect.poll(() => standIn.starts(), { timeout: 5000 }).toHaveLength(1);
    stop.abort();
    await refused;
    expect(limits.tunnel.programKillMs).toBeLessThan(limits.tunnel.closeTimeoutMs);
    expect(limits.tunnel.programOpenMs).toBeLessThan(limits.tunnel.openTimeoutMs);
  });
});

test('a cloudflared that is not there is told with how to install it', async () => {
  const opening = createCloudflared({ program: '/nowhere/cloudflared' }).open({
    port: 1,
    name: 'x',
    signal: new AbortController().signal,
  });
  await expect(opening).rejects.toThrow(/^The program cloudflared is not at "\/nowhere\/cloudflared".*\. .{10,}\.$/);
  expect(() => createCloudflared({ program: ' ' })).toThrow('must be given as a path');
});
