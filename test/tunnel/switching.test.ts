import { expect, test } from 'vitest';
import { createUrlTunnel } from '../../main/tunnel/url.ts';
import { lineOf, serve, startWorld } from './world.ts';

/** A public URL that leads to the receiver by way of a server of its own. */
async function detour(port: number) {
  return await serve(async (request, response) => {
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`);
    response.writeHead(answer.status).end(await answer.text());
  });
}

test('another provider takes over, the URL the platform has is not forgotten, and going back ends the alarm', async () => {
  await using world = await startWorld({ provider: (receiver) => createUrlTunnel(receiver.url) });
  const before = await world.untilState('online');
  await using other = await detour(world.receiver.port);

  await world.tunnel.use(lineOf(createUrlTunnel(other.url)));
  const after = await world.until(({ url, state }) => state === 'online' && url === other.url);
  expect(after.urlChange).toMatchObject({ from: before.url, to: other.url });
  expect(world.seen.some(({ state, url }) => state === 'connecting' && url === null)).toBe(true);
  expect(world.outages).toEqual([
    { from: expect.any(String), to: null, provider: 'url', reason: 'Another tunnel was chosen.' },
    expect.objectContaining({ to: expect.any(String), reason: 'Another tunnel was chosen.' }),
  ]);

  await world.tunnel.use(lineOf(createUrlTunnel(before.url ?? '')));
  expect((await world.until(({ state, url }) => state === 'online' && url === before.url)).urlChange).toBeNull();
});

test('turned off it has no URL and an open outage; turned on again it goes on', async () => {
  await using world = await startWorld({ provider: (receiver) => createUrlTunnel(receiver.url) });
  const { url } = await world.untilState('online');
  await world.tunnel.use(lineOf(null));
  expect(world.tunnel.snapshot()).toMatchObject({ state: 'off', url: null, provider: 'off', reason: null });
  await expect(world.tunnel.probe()).rejects.toMatchObject({ code: 'TUNNEL_OFF' });
  expect(world.outages.at(-1)).toMatchObject({ to: null, reason: 'The tunnel was turned off.' });
  await world.tunnel.use(lineOf(createUrlTunnel(url ?? '')));
  await world.untilState('online');
  expect(world.outages.at(-1)).toMatchObject({ to: expect.any(String), reason: 'The tunnel was turned off.' });
});

test('a probe asked for is made at once, and its outcome awaited', async () => {
  const limits = { probeEveryMs: 60_000, probeAfterMissMs: 60_000 };
  await using world = await startWorld({ provider: (receiver) => createUrlTunnel(receiver.url), limits });
  const first = await world.untilState('online');
  world.receiver.answerWith = (response) => response.writeHead(418).end();
  await world.tunnel.probe();
  const { lastProbe } = world.tunnel.snapshot();
  expect(lastProbe).toMatchObject({ ok: false, reason: expect.stringContaining('418') });
  expect(lastProbe?.at).not.toBe(first.lastProbe?.at);
});

test('a probe asked for while nothing is open ends with the attempt at opening', async () => {
  await using world = await startWorld({
    limits: { firstRetryMs: 60_000, lastRetryMs: 60_000 },
    provider: () => ({ id: 'broken', nameOf: () => null, open: () => Promise.reject(new Error('no way')) }),
  });
  const offline = await world.until((tunnel) => tunnel.retryAt !== null);
  expect(Date.parse(offline.retryAt ?? '')).toBeGreaterThan(Date.now());
  await world.tunnel.probe();
  expect(world.tunnel.snapshot()).toMatchObject({ state: 'offline', reason: 'no way' });
});

test('the history has every change of state and every probe, oldest first', async () => {
  await using world = await startWorld({ provider: (receiver) => createUrlTunnel(receiver.url) });
  await world.untilState('online');
  world.receiver.answerWith = (response) => response.writeHead(418).end();
  await world.untilState('offline');
  const { from, states, probes } = world.tunnel.history();
  expect(states.map(({ state, url }) => [state, url !== null])).toEqual([
    ['connecting', false],
    ['connecting', true],
    ['online', true],
    ['offline', true],
  ]);
  expect(states.at(-1)?.reason).toContain('418');
  expect(states.map(({ at }) => at)).toEqual(states.map(({ at }) => at).sort());
  expect(from <= (states[0]?.at ?? '')).toBe(true);
  expect(probes.some(({ ok, roundTripMs }) => ok && roundTripMs !== null)).toBe(true);
  expect(probes.filter(({ ok }) => !ok).length).toBeGreaterThanOrEqual(2);
});

test('the history begins with its first state, however long that takes', async () => {
  let looks = 0;
  // Each look at the clock is a second after the one before.
  const now = () => Date.UTC(2026, 10, 1) + 1000 * looks++;
  await using world = await startWorld({ provider: (receiver) => createUrlTunnel(receiver.url), now });
  const { from, states } = world.tunnel.history();
  expect(states[0]?.at).toBe(from);
});

test('what is open when Tapline closes is told as the beginning of an outage', async () => {
  const world = await startWorld({ provider: (receiver) => createUrlTunnel(receiver.url) });
  await world.untilState('online');
  await world[Symbol.asyncDispose]();
  expect(world.outages).toEqual([
    { from: expect.any(String), to: null, provider: 'url', reason: 'Tapline was closed.' },
  ]);
});
