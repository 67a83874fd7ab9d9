import type { LookupFunction } from 'node:net';
import { describe, expect, test } from 'vitest';
import { defaultResponse, noForward } from '../../contract/index.ts';
import { limits as appLimits } from '../../main/limits.ts';
import type { OpenTunnel, TunnelProvider } from '../../main/tunnel/provider.ts';
import { createUrlTunnel } from '../../main/tunnel/url.ts';
import { type BareReceiver, startWorld } from './world.ts';

/** A provider whose tunnels lead straight to the receiver; the test decides what becomes of them. */
interface Scripted {
  provider: TunnelProvider;
  opened: number;
  closed: number;
  /** Next openings fail with this. */
  failure: string | null;
  /** Path in front of the receiver's, so that a test can grant different URLs. */
  grant: string;
  names: string[];
  endLast(reason: string): void;
}

function script(receiver: BareReceiver): Scripted {
  let last: ((reason: string) => void) | null = null;
  const state: Scripted = {
    opened: 0,
    closed: 0,
    failure: null,
    grant: receiver.url,
    names: [],
    endLast: (reason) => last?.(reason),
    provider: {
      id: 'scripted',
      nameOf: () => null,
      async open({ name }): Promise<OpenTunnel> {
        state.names.push(name);
        if (state.failure !== null) throw new Error(state.failure);
        state.opened += 1;
        const ended = Promise.withResolvers<string>();
        last = ended.resolve;
        return {
          url: state.grant,
          closed: ended.promise,
          async close() {
            state.closed += 1;
          },
        };
      },
    },
  };
  return state;
}

type StartOptions = Partial<Omit<Parameters<typeof startWorld>[0], 'provider'>>;

async function start(options: StartOptions = {}, prepare: (scripted: Scripted) => void = () => undefined) {
  let scripted: Scripted | null = null;
  const world = await startWorld({
    ...options,
    provider: (receiver) => {
      scripted = script(receiver);
      prepare(scripted);
      return scripted.provider;
    },
  });
  return { world, scripted: scripted as unknown as Scripted };
}

describe('a tunnel that works', () => {
  test('is online only after a good probe, and probes go on', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    const online = await world.untilState('online');
    expect(world.seen[0]).toMatchObject({ state: 'connecting', lastProbe: null, url: scripted.grant });
    expect(world.seen[0]?.reason).toBe('The tunnel is being opened.');
    await world.until((tunnel) => tunnel.lastProbe?.at !== online.lastProbe?.at);
    expect(world.tunnel.snapshot()).toMatchObject({ state: 'online', reason: null, since: online.since });
    expect(world.outages).toEqual([]);
  });

  test('hands out the URLs of the first endpoint of each kind, as the endpoints are now', async () => {
    const rule = { dialect: 'txtwire', response: defaultResponse, target: null, forward: noForward };
    const endpoints = [{ ...rule, path: '/b', kind: 'callback' as const }];
    const { world, scripted } = await start({ endpoints: () => endpoints });
    await using _ = world;
    await world.untilState('online');
    expect(world.tunnel.snapshot()).toMatchObject({ callbackUrl: `${scripted.grant}/b`, statusUrl: null });
    endpoints.unshift({ ...rule, path: '/a', kind: 'callback' as const });
    expect(world.tunnel.snapshot().callbackUrl).toBe(`${scripted.grant}/a`);
  });

  test('survives a single miss', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    await world.untilState('online');
    let misses = 0;
    world.receiver.answerWith = (response) => {
      misses += 1;
      world.receiver.answerWith = null;
      response.writeHead(503).end();
    };
    await world.until((tunnel) => misses === 1 && tunnel.lastProbe?.ok === false);
    const good = await world.until((tunnel) => tunnel.lastProbe?.ok === true);
    expect(good.state).toBe('online');
    expect(world.outages).toEqual([]);
    expect(scripted).toMatchObject({ opened: 1, closed: 0 });
  });
});

describe('a tunnel that dies', () => {
  test('is down after two misses, closed, opened again under the same name, and the outage is told', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    await world.untilState('online');
    world.receiver.answerWith = (response) => response.writeHead(503).end();
    const down = await world.until((tunnel) => tunnel.state !== 'online');
    expect(down).toMatchObject({ state: 'reconnecting', url: scripted.grant });
    expect(down.reason).toContain('503');
    await expect.poll(() => scripted.closed).toBeGreaterThan(0);
    world.receiver.answerWith = null;
    await world.untilState('online');
    expect(world.outages).toHaveLength(2);
    const [begun, ended] = world.outages;
    expect(begun).toMatchObject({ to: null, provider: 'scripted', reason: expect.stringContaining('503') });
    expect(begun?.from).toBe(world.seen.find((tunnel) => tunnel.lastProbe?.ok === false)?.lastProbe?.at);
    expect(ended).toEqual({ ...begun, to: expect.any(String) });
    expect(Date.parse(ended?.to ?? '')).toBeGreaterThanOrEqual(Date.parse(begun?.from ?? ''));
    expect(new Set(scripted.names)).toEqual(new Set(['calm-fox-4821']));
  });

  test('is opened again at once when the provider says it ended', async () => {
    const { world, scripted } = await start({ limits: { firstRetryMs: 60_000, lastRetryMs: 60_000 } });
    await using _ = world;
    await world.untilState('online');
    scripted.endLast('The tunnel server said goodbye.');
    const down = await world.untilState('reconnecting');
    expect(down.reason).toBe('The tunnel server said goodbye.');
    await world.untilState('online');
    expect(scripted).toMatchObject({ opened: 2, closed: 1 });
  });

  test('is not reopened in a frenzy when it comes online and dies again and again', async () => {
    const { world, scripted } = await start({
      limits: { firstRetryMs: 60_000, lastRetryMs: 60_000, probeEveryMs: 60_000 },
    });
    await using _ = world;
    for (const opened of [1, 2]) {
      await world.until((tunnel) => tunnel.state === 'online' && scripted.opened === opened);
      scripted.endLast('gone');
      await world.untilState('reconnecting');
    }
    await expect.poll(() => scripted.closed).toBe(2);
    expect(scripted.opened).toBe(2);
    world.tunnel.checkNow();
    await world.untilState('online');
    expect(scripted.opened).toBe(3);
  });

  test('goes offline when reopening keeps failing, and comes back all the same', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    await world.untilState('online');
    scripted.failure = 'The tunnel server is out of order.';
    scripted.endLast('gone');
    const offline = await world.untilState('offline');
    expect(offline).toMatchObject({ reason: 'The tunnel server is out of order.', url: scripted.grant });
    const states = world.seen.map((tunnel) => tunnel.state);
    expect(states.indexOf('reconnecting')).toBeLessThan(states.indexOf('offline'));
    scripted.failure = null;
    await world.untilState('online');
    expect(world.outages.map((outage) => outage.reason)).toEqual(['gone', 'gone']);
  });
});

describe('a tunnel that cannot be opened', () => {
  test('is offline with the reason, tried for ever, and has no outage before it ever worked', async () => {
    const { world, scripted } = await start({}, (prepared) => {
      prepared.failure = 'There is no network.';
    });
    await using _ = world;
    expect(await world.untilState('offline')).toMatchObject({
      url: null,
      callbackUrl: null,
      reason: 'There is no network.',
    });
    await expect.poll(() => scripted.names.length, { timeout: 5000 }).toBeGreaterThan(5);
    scripted.failure = null;
    await world.untilState('online');
    expect(world.outages).toEqual([]);
  });

  test('that opens but lets nothing through is offline, not online', async () => {
    const { world, scripted } = await start({}, (prepared) => {
      prepared.grant = `${prepared.grant}/elsewhere`;
    });
    await using _ = world;
    const offline = await world.untilState('offline');
    expect(offline.reason).toBeTruthy();
    await expect.poll(() => scripted.opened).toBeGreaterThan(1);
    expect(world.seen.some((tunnel) => tunnel.state === 'online')).toBe(false);
    expect(world.saved).toEqual([]);
  });

  test('is tried at once after a wake-up, without waiting for the back-off', async () => {
    const slow = { firstRetryMs: 60_000, lastRetryMs: 60_000 };
    const { world, scripted } = await start({ limits: slow }, (prepared) => {
      prepared.failure = 'There is no network.';
    });
    await using _ = world;
    await world.untilState('offline');
    scripted.failure = null;
    world.tunnel.checkNow();
    await world.untilState('online');
  });
});

test('a jump of the clock, as after sleep, leads to a probe at once', async () => {
  let offset = 0;
  const { world } = await start({ now: () => Date.now() + offset, limits: { probeEveryMs: 600_000 } });
  await using _ = world;
  const before = await world.untilState('online');
  offset = 3_600_000;
  const after = await world.until((tunnel) => tunnel.lastProbe?.at !== before.lastProbe?.at);
  expect(after.lastProbe?.ok).toBe(true);
});

describe('the public URL', () => {
  test('is saved when it first works', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    await world.untilState('online');
    expect(world.saved).toEqual([scripted.grant]);
    expect(world.tunnel.snapshot().urlChange).toBeNull();
  });

  test('that is not the one of the last run is an alarm until dismissed', async () => {
    const { world, scripted } = await start({ lastUrl: 'https://old.test' });
    await using _ = world;
    const { urlChange } = await world.untilState('online');
    expect(urlChange).toEqual({ from: 'https://old.test', to: scripted.grant, at: expect.any(String) });
    expect(world.saved).toEqual([]);
    world.tunnel.dismissUrlChange();
    expect(world.tunnel.snapshot().urlChange).toBeNull();
    expect(world.saved).toEqual([scripted.grant]);
    await world.tunnel.restart();
    await world.untilState('online');
    expect(world.tunnel.snapshot().urlChange).toBeNull();
  });

  test('that changes while running is an alarm, until the old one is back', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    const { url } = await world.untilState('online');
    scripted.grant = `${url}/`.replace('127.0.0.1', 'localhost').slice(0, -1);
    scripted.endLast('gone');
    const changed = await world.until((tunnel) => tunnel.urlChange !== null);
    expect(changed.urlChange).toMatchObject({ from: url, to: scripted.grant });
    await world.untilState('online');
    scripted.grant = url ?? '';
    scripted.endLast('gone');
    await world.until((tunnel) => tunnel.urlChange === null && tunnel.state === 'online');
    expect(world.saved).toEqual([url]);
  });

  test('whose alarm is dismissed is the name that is asked for from then on', async () => {
    const { world, scripted } = await start({ lastUrl: 'https://old.test' }, (prepared) => {
      Object.assign(prepared.provider, { nameOf: () => 'new-name' });
    });
    await using _ = world;
    await world.untilState('online');
    world.tunnel.dismissUrlChange();
    scripted.names.length = 0;
    await world.tunnel.restart();
    await world.untilState('online');
    expect(scripted.names).toEqual(['new-name']);
  });
});

describe('an URL that already leads here', () => {
  test('is online while it does, offline with its URL kept while it does not, and is never given up', async () => {
    await using world = await startWorld({ provider: (receiver) => createUrlTunnel(receiver.url) });
    const { url } = await world.untilState('online');
    expect(url).toBe(world.receiver.url);
    world.receiver.answerWith = (response) => response.writeHead(502).end();
    const offline = await world.untilState('offline');
    expect(offline).toMatchObject({ url, callbackUrl: `${url}/callback`, provider: 'url' });
    expect(offline.reason).toContain('502');
    world.receiver.answerWith = (response) => response.writeHead(504).end();
    await world.until((tunnel) => tunnel.reason?.includes('504') ?? false);
    world.receiver.answerWith = null;
    await world.untilState('online');
    expect(world.seen.some((tunnel) => tunnel.url === null)).toBe(false);
    expect(world.outages.map((outage) => outage.to === null)).toEqual([true, false]);
  });
});

describe('off', () => {
  test('is a state without URL or reason, and nothing is sent', async () => {
    await using world = await startWorld({ provider: () => null });
    expect(world.tunnel.snapshot()).toMatchObject({
      state: 'off',
      provider: 'off',
      url: null,
      callbackUrl: null,
      reason: null,
      lastProbe: null,
    });
    await world.tunnel.restart();
    world.tunnel.checkNow();
    world.tunnel.dismissUrlChange();
    expect(world.tunnel.snapshot().state).toBe('off');
    expect(world.seen).toEqual([]);
  });
});

describe('restart', () => {
  test('closes the tunnel and opens another', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    await world.untilState('online');
    await world.tunnel.restart();
    expect(scripted.closed).toBe(1);
    expect(world.outages[0]?.reason).toContain('restarted');
    await world.untilState('online');
    expect(scripted.opened).toBe(2);
  });

  test('many times at once still leaves one tunnel', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    await world.untilState('online');
    await Promise.all([world.tunnel.restart(), world.tunnel.restart(), world.tunnel.restart()]);
    await world.untilState('online');
    expect(scripted.opened - scripted.closed).toBe(1);
  });

  test('does nothing after close', async () => {
    const { world, scripted } = await start();
    await using _ = world;
    await world.untilState('online');
    await world.tunnel.close();
    await world.tunnel.restart();
    expect(scripted).toMatchObject({ opened: 1, closed: 1 });
  });
});

test('close ends the tunnel, the probes and the news', async () => {
  const { world, scripted } = await start();
  await using _ = world;
  await world.untilState('online');
  await world.tunnel.close();
  await world.tunnel.close();
  expect(scripted).toMatchObject({ opened: 1, closed: 1 });
  const told = world.seen.length;
  world.tunnel.checkNow();
  expect(world.seen.length).toBe(told);
});

test('the numbers of the design', () => {
  expect(appLimits.tunnel).toMatchObject({
    openTimeoutMs: 15_000,
    probeEveryMs: 15_000,
    probeTimeoutMs: 6000,
    missesUntilDown: 2,
    nameTries: 5,
    nameRetryMs: 700,
  });
  const { probeEveryMs, probeTimeoutMs, probeAfterMissMs } = appLimits.tunnel;
  expect(probeEveryMs + 2 * probeTimeoutMs + probeAfterMissMs).toBeLessThan(2 * probeEveryMs);
});

test('a tunnel is not given up because its name cannot be resolved here: others may still reach it', async () => {
  const names = { fail: false };
  const lookup: LookupFunction = (_name, _options, done) => {
    if (names.fail) done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []);
    else done(null, [{ address: '127.0.0.1', family: 4 }]);
  };
  let scripted: Scripted | null = null;
  await using world = await startWorld({
    lookup,
    provider: (receiver) => {
      scripted = script(receiver);
      scripted.grant = `http://calm-fox.lt.test:${receiver.port}`;
      return scripted.provider;
    },
  });
  await world.untilState('online');
  names.fail = true;
  const down = await world.untilState('reconnecting');
  expect(down.reason).toMatch(/cannot be resolved.*ENOTFOUND/);
  names.fail = false;
  await world.untilState('online');
  expect(scripted).toMatchObject({ opened: 1, closed: 0 });
  expect(world.outages).toHaveLength(2);
});
