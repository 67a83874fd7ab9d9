import { expect, test } from 'vitest';
import type { ErrorBody, Outage, Tunnel, TunnelHistory } from '../../contract/index.ts';
import { startApp, type TestApp } from '../helpers/app.ts';

async function untilOnline(world: TestApp): Promise<Tunnel> {
  await expect.poll(async () => (await world.api<Tunnel>('GET', '/tunnel')).body.state).toBe('online');
  return (await world.api<Tunnel>('GET', '/tunnel')).body;
}

test('a tunnel is chosen, tested, told of and kept for the next start', async () => {
  await using world = await startApp({ tunnel: null });
  const asked = await world.api<Tunnel>('PUT', '/tunnel', { provider: 'url', url: world.receiver });
  expect(asked.body).toMatchObject({ provider: 'url', choice: { provider: 'url', url: world.receiver }, name: null });
  expect(await untilOnline(world)).toMatchObject({ callbackUrl: `${world.receiver}/callback` });
  const tested = await world.api<Tunnel>('POST', '/tunnel/probe');
  expect(tested.body.lastProbe).toMatchObject({ ok: true, roundTripMs: expect.any(Number) });
  const history = await world.api<TunnelHistory>('GET', '/tunnel/history');
  expect(history.body.states.map(({ state }) => state)).toContain('online');

  await world.app.close();
  await using again = await startApp({ tunnel: null, dataFolder: world.folder });
  expect((await again.api<Tunnel>('GET', '/tunnel')).body.choice).toEqual({ provider: 'url', url: world.receiver });
  const outages = (await again.api<Outage[]>('GET', '/outages')).body;
  expect(outages).toMatchObject([{ to: null, reason: 'Tapline was closed.', provider: 'url' }]);
});

test.each([
  [{ provider: 'url', url: 'ftp://example.com' }, 'TUNNEL_INVALID', 'http(s)'],
  [{ provider: 'localtunnel', name: 'a b' }, 'TUNNEL_INVALID', '4 to 63'],
  [{ provider: 'localtunnel', host: 'nonsense' }, 'TUNNEL_INVALID', 'http(s)'],
  [{ provider: 'pigeon' }, 'BAD_REQUEST', 'provider'],
])('%j is refused with a sentence, and the tunnel stays as it is', async (choice, code, says) => {
  await using world = await startApp();
  const refused = await world.api<ErrorBody>('PUT', '/tunnel', choice);
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({ code, message: expect.stringContaining(says) });
  expect((await world.api<Tunnel>('GET', '/tunnel')).body.state).toBe('off');
});
