import { describe, expect, test } from 'vitest';
import { limits as appLimits } from '../../main/limits.ts';
import { nameInUrl } from '../../main/tunnel/name.ts';
import type { OpenTunnel, TunnelProvider } from '../../main/tunnel/provider.ts';
import { startWorld, type TunnelWorld } from './world.ts';

const oldUrl = 'http://calm-fox-4821.lt.test';
const otherUrl = 'http://odd-dog-77.lt.test';

/** A provider that grants the name only when it is free, with tunnels that lead straight to the receiver by either URL. */
function named(port: () => number) {
  const state = {
    isFree: false,
    open: new Set<string>(),
    asked: 0,
    granted: [] as string[],
    endOther: null as ((reason: string) => void) | null,
  };
  const provider: TunnelProvider = {
    id: 'named',
    // The names resolve nowhere, so the probes go to this loopback server with the name as Host.
    get server() {
      return new URL(`http://127.0.0.1:${port()}`);
    },
    nameOf: nameInUrl,
    async open(): Promise<OpenTunnel> {
      state.asked += 1;
      const url = state.isFree ? oldUrl : otherUrl;
      const id = `${url} ${state.asked}`;
      const ended = Promise.withResolvers<string>();
      state.open.add(id);
      state.granted.push(url);
      if (url === otherUrl) state.endOther ??= ended.resolve;
      return {
        url,
        closed: ended.promise,
        async close() {
          state.open.delete(id);
        },
      };
    },
  };
  return { state, provider };
}

const asking = { nameTries: 1, nameAskFirstMs: 30, nameAskLastMs: 60, nameLingerMs: 20 };

async function start(limits = asking) {
  let port = 0;
  const script = named(() => port);
  const world: TunnelWorld = await startWorld({
    lastUrl: oldUrl,
    limits,
    provider: (receiver) => {
      port = receiver.port;
      return script.provider;
    },
  });
  return { world, ...script };
}

describe('a tunnel that had to take another name', () => {
  test('asks for the old one in the background, goes over to it without a gap, and ends the alarm', async () => {
    const { world, state } = await start();
    await using _ = world;
    const alarmed = await world.untilState('online');
    expect(alarmed).toMatchObject({ url: otherUrl, urlChange: { from: oldUrl, to: otherUrl } });
    await expect.poll(() => state.asked).toBeGreaterThan(3);
    await expect.poll(() => state.open.size).toBe(1);
    const before = world.seen.length;
    state.isFree = true;
    const back = await world.until(({ url }) => url === oldUrl);
    expect(back).toMatchObject({ state: 'online', urlChange: null });
    await world.until(({ lastProbe }) => lastProbe !== back.lastProbe);
    expect(world.seen.slice(before).every(({ state }) => state === 'online')).toBe(true);
    expect(world.outages).toEqual([]);
    await expect.poll(() => [...state.open].map((id) => id.split(' ')[0])).toEqual([oldUrl]);
  });

  test('does not ask any more once the alarm is dismissed', async () => {
    const { world, state } = await start();
    await using _ = world;
    await world.untilState('online');
    world.tunnel.dismissUrlChange();
    state.isFree = true;
    await world.tunnel.probe();
    await world.tunnel.probe();
    await expect.poll(() => state.open.size).toBe(1);
    expect(world.tunnel.snapshot()).toMatchObject({ url: otherUrl, urlChange: null });
  });

  test('ends the asking with the tunnel', async () => {
    const { world, state } = await start({ ...asking, nameAskFirstMs: 600_000, nameAskLastMs: 600_000 });
    await using _ = world;
    await world.untilState('online');
    state.isFree = true;
    state.endOther?.('The tunnel server said goodbye.');
    await world.until(({ url, state }) => url === oldUrl && state === 'online');
    await world.tunnel.close();
    expect(state.open.size).toBe(0);
    expect(state.granted).toEqual([otherUrl, oldUrl]);
  });

  test('closes both tunnels when it is closed while the other one lingers', async () => {
    const { world, state } = await start({ ...asking, nameLingerMs: 600_000 });
    await using _ = world;
    await world.untilState('online');
    state.isFree = true;
    await world.until(({ url }) => url === oldUrl);
    expect(state.open.size).toBe(2);
    await world.tunnel.close();
    expect(state.open.size).toBe(0);
  });
});

test('a tunnel that has its name asks for nothing', async () => {
  const { world, state } = await start();
  await using _ = world;
  state.isFree = true;
  await world.tunnel.restart();
  await world.until(({ url, state }) => url === oldUrl && state === 'online');
  const asked = state.asked;
  await world.tunnel.probe();
  await world.tunnel.probe();
  expect(state.asked).toBe(asked);
});

test('the numbers', () => {
  expect(appLimits.tunnel).toMatchObject({ nameAskFirstMs: 3000, nameAskLastMs: 300_000, nameLingerMs: 5000 });
});
