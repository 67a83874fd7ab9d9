import { describe, expect, test } from 'vitest';
import type { Tunnel } from '../../contract/index.ts';
import { type OutageNews, watchOutages } from '../../main/tunnel/outages.ts';
import { stateWhenDown } from '../../main/tunnel/state.ts';
import { nextUrlChange } from '../../main/tunnel/url-change.ts';

describe('the state of a tunnel that does not work', () => {
  test.each([
    { wasOnline: false, failures: 0, external: false, state: 'connecting' },
    { wasOnline: false, failures: 1, external: false, state: 'offline' },
    { wasOnline: true, failures: 0, external: false, state: 'reconnecting' },
    { wasOnline: true, failures: 1, external: false, state: 'reconnecting' },
    { wasOnline: true, failures: 2, external: false, state: 'offline' },
    { wasOnline: true, failures: 0, external: true, state: 'offline' },
    { wasOnline: false, failures: 0, external: true, state: 'offline' },
  ])('online before: $wasOnline, failures: $failures, external: $external = $state', ({ state, ...facts }) => {
    expect(stateWhenDown(facts)).toBe(state);
  });
});

describe('the alarm about a changed URL', () => {
  const alarm: NonNullable<Tunnel['urlChange']> = { from: 'https://a.test', to: 'https://b.test', at: 'T1' };

  test('needs a URL that was known', () => {
    expect(nextUrlChange(null, null, 'https://a.test', 'T1')).toBeNull();
    expect(nextUrlChange(null, 'https://a.test', 'https://a.test', 'T1')).toBeNull();
  });

  test('begins with another URL, stands with its time, and follows a third', () => {
    expect(nextUrlChange(null, 'https://a.test', 'https://b.test', 'T1')).toEqual(alarm);
    expect(nextUrlChange(alarm, 'https://a.test', 'https://b.test', 'T2')).toEqual(alarm);
    expect(nextUrlChange(alarm, 'https://a.test', 'https://c.test', 'T3')).toEqual({
      from: 'https://a.test',
      to: 'https://c.test',
      at: 'T3',
    });
  });

  test('ends when the old URL is back', () => {
    expect(nextUrlChange(alarm, 'https://a.test', 'https://a.test', 'T4')).toBeNull();
  });
});

describe('outages', () => {
  function record(open: OutageNews | null = null) {
    const news: OutageNews[] = [];
    const outages = watchOutages({ open, tell: (outage) => news.push(outage) });
    const down = (at: string, reason: string) => outages.down({ at, reason, provider: 'localtunnel' });
    return { news, outages, down };
  }

  test('a tunnel that never was up has none', () => {
    const { news, outages, down } = record();
    outages.missed('T1');
    down('T2', 'no server');
    outages.up('T3');
    expect(news).toEqual([]);
  });

  test('one begins with the first of the misses, is told once, and ends with a good probe', () => {
    const { news, outages, down } = record();
    outages.up('T1');
    outages.missed('T2');
    outages.missed('T3');
    down('T4', 'first reason');
    down('T5', 'second reason');
    outages.missed('T6');
    outages.up('T7');
    const begun = { from: 'T2', to: null, provider: 'localtunnel', reason: 'first reason' };
    expect(news).toEqual([begun, { ...begun, to: 'T7' }]);
  });

  test('a single miss is none, and does not date the next one', () => {
    const { news, outages, down } = record();
    outages.up('T1');
    outages.missed('T2');
    outages.up('T3');
    down('T4', 'closed');
    expect(news).toEqual([{ from: 'T4', to: null, provider: 'localtunnel', reason: 'closed' }]);
  });

  test('one that an earlier run left open is told once, when it ends', () => {
    const open = { from: 'T1', to: null, provider: 'ssh', reason: 'Tapline was closed.' };
    const { news, outages, down } = record(open);
    outages.missed('T2');
    down('T3', 'no server');
    outages.up('T4');
    expect(news).toEqual([{ ...open, to: 'T4' }]);
  });
});
