import diagnostics from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { createLocaltunnel } from '../../main/tunnel/localtunnel.ts';
import { startLocaltunnelHost } from '../helpers/localtunnel-host.ts';
import { until } from '../helpers/store.ts';
import { fastPace } from '../tunnel/faults/world.ts';
import { serve, startWorld } from '../tunnel/world.ts';

/** What keeps this process busy, counted by kind. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Kinds of which there are more than before. Fewer there may be: what an earlier test closed can take a moment to go. */
function grown(before: Record<string, number>): string[] {
  return Object.entries(resources()).flatMap(([kind, count]) => (count > (before[kind] ?? 0) ? [kind] : []));
}

test('a tunnel keeps its URL over 50 restarts of the server in a row, and leaves nothing behind', async () => {
  await using host = await startLocaltunnelHost();
  await using server = await host.serve();
  const before = resources();
  {
    await using world = await startWorld({
      name: 'calm-fox-1a2b3c',
      provider: () => createLocaltunnel({ host: `http://127.0.0.1:${server.port}`, version: '0.0.0' }),
      limits: { ...fastPace.limits, firstRetryMs: 20, lastRetryMs: 60 },
      random: () => 0,
    });
    const { url } = await world.untilState('online');
    const atMost = { sockets: 0, timers: 0 };
    for (let restart = 1; restart <= 50; restart += 1) {
      await server.kill();
      await world.until((tunnel) => tunnel.state !== 'online');
      await server.start();
      const online = await world.until((tunnel) => tunnel.state === 'online' && tunnel.lastProbe?.ok === true);
      expect(online).toMatchObject({ url, urlChange: null });
      const now = resources();
      if (restart <= 5) {
        atMost.sockets = Math.max(atMost.sockets, now.TCPSocketWrap ?? 0);
        atMost.timers = Math.max(atMost.timers, now.Timeout ?? 0);
      }
    }
    // Ten slots with two ends each, and room for what is just being closed; a leak of one a restart would be 50.
    expect(resources().TCPSocketWrap ?? 0).toBeLessThan(atMost.sockets + 25);
    expect(resources().Timeout ?? 0).toBeLessThan(atMost.timers + 25);
    expect(world.outages.filter(({ to }) => to !== null)).toHaveLength(50);
  }
  expect(diagnostics.channel('net.client.socket').hasSubscribers).toBe(false);
  await until('nothing is left', () => grown(before).length === 0);
});

test('closing while a registration hangs leaves nothing behind', async () => {
  let asked = 0;
  await using silent = await serve(() => {
    asked += 1;
  });
  const before = resources();
  {
    await using world = await startWorld({
      provider: () => createLocaltunnel({ host: silent.url, version: '0.0.0' }),
      limits: { openTimeoutMs: 60_000 },
    });
    await until('it is asked', () => asked === 1);
    await world.tunnel.close();
    expect(world.tunnel.snapshot().state).toBe('connecting');
  }
  await until('nothing is left', () => grown(before).length === 0);
  expect(asked).toBe(1);
});

test('closing while the receiver is closed, too, leaves nothing behind', async () => {
  await using host = await startLocaltunnelHost();
  await using server = await host.serve();
  const before = resources();
  {
    await using world = await startWorld({
      provider: () => createLocaltunnel({ host: `http://127.0.0.1:${server.port}`, version: '0.0.0' }),
      limits: fastPace.limits,
      probeTimeoutMs: 200,
    });
    await world.untilState('online');
    await world.receiver[Symbol.asyncDispose]();
    await world.untilState('reconnecting');
  }
  await until('nothing is left', () => grown(before).length === 0);
});
