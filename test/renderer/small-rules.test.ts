import { describe, expect, it } from 'vitest';
import { type AppStatus, defaultEndpoints, type Tunnel } from '../../contract/index.ts';
import { composeQuery, liveMatcher } from '../../renderer/inbox/query.ts';
import { editsOf } from '../../renderer/replay/edits.ts';
import { completeTarget, effectiveTarget, isTarget, parseRecent, withRecent } from '../../renderer/replay/targets.ts';
import { endpointFault, newEndpoint } from '../../renderer/settings/endpoint-draft.ts';
import { clampWidth, fitsBeside } from '../../renderer/ui/split-width.ts';
import { urlFor } from '../../renderer/ui/urls.ts';
import { formatView, parseView } from '../../renderer/ui/view.ts';
import { summary } from './posts.ts';

describe('query', () => {
  it.each([
    ['  join ', 'join'],
    [' ', ''],
    ['tang', 'tang*'],
    ['-tang', '-tang*'],
    ['kind:status tang', 'kind:status tang*'],
    ['"join please" now', '"join please" now*'],
    ['tang ', 'tang'],
    ['t', 't'],
    ['tang*', 'tang*'],
    ['ticket:T-7', 'ticket:T-7'],
    ['"join ple', '"join ple'],
    ['"join please"', '"join please"'],
  ])('takes the last bare word of %j as a beginning', (typed, query) => {
    expect(composeQuery(typed)).toBe(query);
  });

  it.each([
    ['', true],
    ['kind:callback', true],
    ['kind:status', false],
    ['-kind:status', true],
    ['keyword:join code:44144', true],
    ['keyword:jo*', true],
    ['keyword:jo', false],
    ['ticket:1', false],
    ['-ticket:1', true],
    ['response:2*', true],
    ['is:unread -is:pinned', true],
    ['is:pinned', false],
    ['id:1', true],
    ['after:2026-11-22T10:02:11.482Z', true],
    ['before:2026-11-22T10:02:11.482Z', false],
    ['finding:missing-field', false],
    ['status:', false],
  ])('judges live posts by what their summary says: %s', (typed, fits) => {
    expect(liveMatcher(typed)(summary(1))).toBe(fits);
  });

  it.each(['join', 'phone:1801', 'is:replayed', 'kind:callback join'])('leaves %s to the server', (typed) => {
    expect(liveMatcher(typed)(summary(1))).toBeNull();
  });

  it('needs no server where one term says no', () => {
    expect(liveMatcher('kind:status join')(summary(1))).toBe(false);
    expect(liveMatcher('finding:missing-field')(summary(1, { findings: 2 }))).toBeNull();
  });
});

describe('targets', () => {
  it.each([
    ['8080', 'http://localhost:8080'],
    [' localhost:3000/x ', 'http://localhost:3000/x'],
    ['https://a.test', 'https://a.test'],
    ['', ''],
  ])('completes %j to %j', (typed, target) => {
    expect(completeTarget(typed)).toBe(target);
  });

  it('takes http and https only', () => {
    expect(isTarget('http://localhost:8080')).toBe(true);
    expect(isTarget('javascript:alert(1)')).toBe(false);
    expect(isTarget('http://')).toBe(false);
  });

  it('prefers the pick, then the endpoint, then the default', () => {
    const endpoints = defaultEndpoints.map((each) => ({ ...each, target: 'http://endpoint.test' }));
    const known = { chosen: null, endpoint: '/callback', endpoints, fallback: 'http://default.test' };
    expect(effectiveTarget({ ...known, chosen: 'http://pick.test' })).toBe('http://pick.test');
    expect(effectiveTarget(known)).toBe('http://endpoint.test');
    expect(effectiveTarget({ ...known, endpoints: defaultEndpoints })).toBe('http://default.test');
    expect(effectiveTarget({ ...known, endpoints: [], fallback: null })).toBeNull();
  });

  it('remembers recent targets once, newest first, and survives a damaged store', () => {
    expect(withRecent(['http://a', 'http://b'], 'http://b')).toEqual(['http://b', 'http://a']);
    expect(parseRecent('["http://a", 5, "ftp://x"]')).toEqual(['http://a']);
    expect(parseRecent('{')).toEqual([]);
    expect(parseRecent(null)).toEqual([]);
  });
});

it('sends only what was edited', () => {
  const draft = { method: 'POST', target: '/callback', body: 'a=1' };
  expect(editsOf(draft, draft)).toBeNull();
  expect(editsOf(draft, { ...draft, body: 'a=2' })).toEqual({ body: 'a=2' });
  expect(editsOf({ ...draft, body: null }, { ...draft, body: null, method: 'PUT' })).toEqual({ method: 'PUT' });
});

it('checks endpoints before they are saved', () => {
  expect(endpointFault(defaultEndpoints)).toBeNull();
  expect(endpointFault([...defaultEndpoints, ...defaultEndpoints])).toBe('twice');
  expect(endpointFault([{ ...newEndpoint([]), path: 'x' }])).toBe('bad-path');
  expect(newEndpoint([newEndpoint([])]).path).toBe('/other-2');
});

it('keeps both panes wide enough', () => {
  const limits = { minLeft: 300, minRight: 360, share: 0.5 };
  expect(clampWidth({ wanted: null, total: 1000, limits })).toBe(500);
  expect(clampWidth({ wanted: 900, total: 1000, limits })).toBe(700);
  expect(clampWidth({ wanted: 10, total: 1000, limits })).toBe(360);
  expect([660, 659, 0].map((total) => fitsBeside(total, limits))).toEqual([true, false, true]);
});

describe('urlFor', () => {
  const status = { receiver: { url: 'http://127.0.0.1:4710', port: 4710, portTaken: null } } as AppStatus;
  const tunnel: Tunnel = {
    state: 'online',
    url: 'https://calm-fox.test',
    callbackUrl: 'https://calm-fox.test/callback',
    statusUrl: 'https://calm-fox.test/status',
    provider: 'localtunnel',
    choice: { provider: 'localtunnel', host: 'https://tunnels.test', name: null },
    name: 'calm-fox',
    retryAt: null,
    since: '2026-11-22T10:00:00.000Z',
    lastProbe: null,
    reason: null,
    urlChange: null,
  };
  const none = { ...tunnel, state: 'off', url: null, callbackUrl: null, statusUrl: null } as const;

  it('gives the public URL while there is one', () => {
    const known = { tunnel, status, endpoints: defaultEndpoints };
    expect(urlFor('status', known)).toEqual({ url: 'https://calm-fox.test/status', localBecause: null });
  });

  it('gives the address on this machine else, and says why', () => {
    const known = { tunnel: none, status, endpoints: [{ ...newEndpoint([]), kind: 'callback' as const, path: '/in' }] };
    expect(urlFor('callback', known)).toEqual({ url: 'http://127.0.0.1:4710/in', localBecause: 'off' });
    const opening = { ...known, tunnel: { ...none, state: 'connecting' as const }, endpoints: undefined };
    expect(urlFor('callback', opening)).toEqual({ url: 'http://127.0.0.1:4710/callback', localBecause: 'not-yet' });
  });

  it('gives nothing before anything is known', () => {
    expect(urlFor('callback', { tunnel: undefined, status: undefined, endpoints: undefined })).toBeNull();
  });
});

it('reads views from the address and back', () => {
  expect(parseView('#/inbox/42')).toEqual({ screen: 'inbox', postId: 42 });
  expect(parseView('#/settings/42')).toEqual({ screen: 'settings', postId: null });
  expect(parseView('#/nowhere')).toEqual({ screen: 'inbox', postId: null });
  expect(parseView('')).toEqual({ screen: 'inbox', postId: null });
  expect(formatView(parseView('#/inbox/42'))).toBe('#/inbox/42');
});
