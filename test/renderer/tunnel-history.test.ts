import { describe, expect, it } from 'vitest';
import type { Tunnel, TunnelHistory } from '../../contract/index.ts';
import { withTunnel } from '../../renderer/tunnel/history.ts';
import { outageLasted, outageSpan, secondsUntil } from '../../renderer/tunnel/outage-words.ts';
import { roundTripsOf } from '../../renderer/tunnel/round-trips.ts';
import { sharesOf, stretchesOf, thin } from '../../renderer/tunnel/stretches.ts';

const base = Date.parse('2026-11-22T10:00:00.000Z');
const at = (second: number) => new Date(base + second * 1000).toISOString();
const ms = (second: number) => base + second * 1000;

type State = TunnelHistory['states'][number];
const state = (second: number, name: State['state'], reason: string | null = null): State => ({
  at: at(second),
  state: name,
  provider: 'localtunnel',
  url: null,
  reason,
});
const probe = (second: number, roundTripMs: number | null) => ({
  at: at(second),
  ok: roundTripMs !== null,
  roundTripMs,
});

const tunnel: Tunnel = {
  state: 'online',
  url: 'https://calm-fox.test',
  callbackUrl: null,
  statusUrl: null,
  provider: 'localtunnel',
  choice: { provider: 'localtunnel', host: 'https://localtunnel.me', name: null },
  name: 'calm-fox',
  since: at(10),
  lastProbe: { at: at(10), ok: true, roundTripMs: 40, reason: null },
  reason: null,
  retryAt: null,
  urlChange: null,
};

describe('withTunnel', () => {
  const history: TunnelHistory = { from: at(0), states: [state(0, 'connecting')], probes: [] };

  it('adds a change of state and a probe, each once', () => {
    const next = withTunnel(history, tunnel);
    expect(next.states.map((each) => [each.at, each.state])).toEqual([
      [at(0), 'connecting'],
      [at(10), 'online'],
    ]);
    expect(next.probes).toEqual([probe(10, 40)]);
    expect(withTunnel(next, tunnel)).toBe(next);
  });

  it('adds a probe without a change of state', () => {
    const next = withTunnel(history, tunnel);
    const missed = { ...tunnel, lastProbe: { at: at(25), ok: false, roundTripMs: null, reason: 'Gone.' } };
    const later = withTunnel(next, missed);
    expect(later.states).toBe(next.states);
    expect(later.probes.at(-1)).toEqual(probe(25, null));
  });

  it('takes over a reason that became known later', () => {
    const down = { ...tunnel, state: 'offline' as const, since: at(20), reason: 'It refuses.', lastProbe: null };
    const next = withTunnel(withTunnel(history, down), { ...down, reason: 'It does not answer.' });
    expect(next.states.map((each) => each.reason)).toEqual([null, 'It does not answer.']);
  });

  it('forgets what is older than the longest span, but not the state in force when it begins', () => {
    const day = 24 * 60 * 60;
    const long = { ...history, states: [state(0, 'connecting'), state(5, 'online')], probes: [probe(6, 40)] };
    const next = withTunnel(long, { ...tunnel, state: 'offline', since: at(day + 600), lastProbe: null, reason: 'x' });
    const last = withTunnel(next, {
      ...tunnel,
      since: at(day + 700),
      lastProbe: { ...probe(day + 700, 1), reason: null },
    });
    expect(last.states.map((each) => each.state)).toEqual(['online', 'offline', 'online']);
    expect(last.probes).toEqual([probe(day + 700, 1)]);
  });
});

describe('stretchesOf', () => {
  const history = { states: [state(10, 'connecting'), state(20, 'online'), state(40, 'reconnecting', 'Lost.')] };

  it('fills the span exactly, the time before the record included', () => {
    const stretches = stretchesOf(history, { from: ms(0), to: ms(100) });
    expect(stretches.map(({ state: name, from, to }) => [name, (from - base) / 1000, (to - base) / 1000])).toEqual([
      ['unknown', 0, 10],
      ['connecting', 10, 20],
      ['online', 20, 40],
      ['reconnecting', 40, 100],
    ]);
    expect(stretches.at(-1)?.reason).toBe('Lost.');
  });

  it('begins with the state in force', () => {
    const stretches = stretchesOf(history, { from: ms(30), to: ms(100) });
    expect(stretches.map((each) => each.state)).toEqual(['online', 'reconnecting']);
    expect(stretches[0]?.from).toBe(ms(30));
  });

  it('is one stretch without a record, and joins equal neighbours', () => {
    expect(stretchesOf({ states: [] }, { from: ms(0), to: ms(9) }).map((each) => each.state)).toEqual(['unknown']);
    const twice = { states: [state(0, 'online'), state(5, 'online')] };
    expect(stretchesOf(twice, { from: ms(0), to: ms(9) })).toHaveLength(1);
  });

  it('counts shares of the recorded time only', () => {
    const shares = sharesOf(stretchesOf(history, { from: ms(0), to: ms(60) }));
    expect(shares.map((each) => [each.state, each.share])).toEqual([
      ['online', 0.4],
      ['reconnecting', 0.4],
      ['connecting', 0.2],
    ]);
  });
});

describe('thin', () => {
  it('joins what is too short to be seen, and lets the worst state show', () => {
    const flapping = Array.from({ length: 1000 }, (_, second) => state(second, second % 2 ? 'offline' : 'online'));
    const stretches = stretchesOf({ states: flapping }, { from: ms(0), to: ms(1000) });
    expect(stretches).toHaveLength(1000);
    const drawn = thin(stretches, 10_000);
    expect(drawn.length).toBeLessThanOrEqual(100);
    expect(drawn.every((each) => each.state === 'offline')).toBe(true);
    expect(drawn[0]?.from).toBe(ms(0));
    expect(drawn.at(-1)?.to).toBe(ms(1000));
    expect(drawn.reduce((sum, each) => sum + each.changes, 0)).toBe(1000);
  });

  it('leaves long stretches and a single short one alone', () => {
    const states = [state(0, 'online'), state(50, 'offline'), state(51, 'online')];
    const stretches = stretchesOf({ states }, { from: ms(0), to: ms(100) });
    expect(thin(stretches, 10_000)).toEqual(stretches);
  });
});

describe('roundTripsOf', () => {
  it('breaks the line at misses and where nothing was measured', () => {
    const probes = [probe(0, 40), probe(15, null), probe(30, 60), probe(300, 50)];
    const trips = roundTripsOf({ probes }, { from: ms(0), to: ms(400) });
    expect(trips.values).toEqual([40, null, 60, null, 50]);
    expect(trips.times.map((time) => time - base / 1000)).toEqual([0, 15, 30, 165, 300]);
    expect(trips.misses.map((time) => time - base / 1000)).toEqual([15]);
    expect(trips).toMatchObject({ probes: 4, median: 50, slowest: 60 });
  });

  it('knows no times without a good probe', () => {
    const trips = roundTripsOf({ probes: [probe(0, 40), probe(100, null)] }, { from: ms(50), to: ms(400) });
    expect(trips).toMatchObject({ probes: 1, median: null, slowest: null });
  });
});

describe('words about outages', () => {
  // Built from local parts, so that the tests hold in every zone.
  const local = (...parts: [number, number, number, number]) =>
    new Date(2026, 10, parts[0], parts[1], parts[2], parts[3]).toISOString();
  const now = new Date(2026, 10, 22, 12);

  it('says from when to when, with days only where they are needed', () => {
    const from = local(22, 10, 3, 5);
    expect(outageSpan({ from, to: local(22, 10, 3, 41) }, now)).toBe('10:03:05–10:03:41');
    expect(outageSpan({ from, to: null }, now)).toBe('since 10:03:05');
    expect(outageSpan({ from: local(21, 23, 59, 5), to: local(22, 0, 1, 0) }, now)).toBe(
      '21 Nov 23:59:05–22 Nov 00:01:00',
    );
    expect(outageSpan({ from: local(21, 9, 0, 0), to: local(21, 9, 0, 9) }, now)).toBe('21 Nov 09:00:00–09:00:09');
  });

  it('says how long, to the second', () => {
    expect(outageLasted({ from: at(0), to: at(36.482) })).toBe('36 s');
    expect(outageLasted({ from: at(0), to: at(0.25) })).toBe('250 ms');
    expect(outageLasted({ from: at(0), to: null })).toBeNull();
  });

  it('counts down to the next try and never below zero', () => {
    expect(secondsUntil(at(12), ms(0.4))).toBe(12);
    expect(secondsUntil(at(12), ms(99))).toBe(0);
  });
});
