import { describe, expect, test } from 'vitest';
import { type Delivery, defaultEndpoints, type Endpoint, type Target, targetSchema } from '../../contract/index.ts';
import { checkTargets } from '../../main/targets/check-targets.ts';
import { createTargetBook } from '../../main/targets/target-book.ts';
import { startAnswering } from '../helpers/answering.ts';
import { startApp } from '../helpers/app.ts';
import { startTarget } from '../helpers/target.ts';

const target = (parts: Partial<Target>): Target =>
  targetSchema.parse({ name: 'dev', url: 'http://localhost:8080', ...parts });

function book(targets: Target[], own: string | null = null, byDefault: string | null = null) {
  const endpoints: Endpoint[] = defaultEndpoints.map((one) => ({ ...one, target: own }));
  return createTargetBook({ targets: () => targets, endpoints: () => endpoints, defaultTarget: () => byDefault });
}

describe('a target is found', () => {
  test('by its name first, in any case, else read as a URL', () => {
    const { resolve } = book([
      target({ name: 'Dev', headers: [['X', '1']] }),
      target({ name: 'dev', url: 'http://h' }),
    ]);
    expect([resolve('dev').url, resolve(' Dev ').url, resolve('DEV').url]).toEqual([
      'http://h',
      'http://localhost:8080',
      'http://localhost:8080',
    ]);
    expect(resolve(' http://x:1/y ')).toEqual({
      name: null,
      url: 'http://x:1/y',
      headers: [],
      timeoutMs: null,
      expect: null,
    });
  });

  test('or it is said what to write', () => {
    const { resolve } = book([target({})]);
    expect(() => resolve('prod')).toThrow(/There is no target named "prod"; there are "dev"\./);
    expect(() => resolve('localhost:8080')).toThrow(/Did you mean http:\/\/localhost:8080\?/);
    expect(() => resolve('8080')).toThrow(/Did you mean http:\/\/localhost:8080\?/);
  });

  test('for a post: what was asked for, its endpoint’s, the default one', () => {
    const named = [target({}), target({ name: 'other', url: 'http://o' })];
    const both = book(named, 'dev', 'other');
    expect(both.forPost('/callback', 'http://asked').url).toBe('http://asked');
    expect(both.forPost('/callback').name).toBe('dev');
    expect(both.forPost(null).name).toBe('other');
    expect(book(named).find('/callback')).toBeNull();
    expect(() => book(named).forPost('/callback', ' ')).toThrow(/Name a target for the replay/);
  });
});

describe('targets that are refused', () => {
  test.each<[string, Target[], RegExp]>([
    ['two of one name', [target({}), target({ name: 'DEV' })], /Two targets are named "DEV"/],
    ['no URL', [target({ url: 'localhost:8080' })], /Did you mean/],
    ['a header that breaks the request', [target({ headers: [['X', 'a\r\nY: b']] })], /cannot be sent/],
    [
      'a header that says where the body ends',
      [target({ headers: [['content-length', '1']] })],
      /cannot set content-length/,
    ],
  ])('%s', (_what, targets, message) => {
    expect(() => checkTargets(targets)).toThrow(message);
  });

  test('a name may not look like a URL', () => {
    for (const name of ['', ' a', 'a:b', 'a/b', 'a?', 'a#'])
      expect(targetSchema.shape.name.safeParse(name).success).toBe(false);
  });
});

describe('over the API', () => {
  test('a name works wherever a target is asked for; its headers replace those of the post in their place', async () => {
    await using there = await startTarget();
    await using app = await startApp();
    const dev = {
      name: 'dev',
      url: there.url,
      headers: [
        ['x-a', 'new'],
        ['X-Added', 'é'],
      ],
      expect: { status: '201' },
    };
    expect((await app.api<Target[]>('PUT', '/targets', [dev])).body).toEqual([
      { ...dev, timeoutMs: 30_000, expect: { status: '201', bodyContains: null, json: [] } },
    ]);
    await app.post('/callback', 'a=1', { 'X-First': '1', 'X-A': 'old', 'X-Last': '2' });
    expect((await app.api('PUT', '/settings', { target: 'nowhere' })).body).toMatchObject({ code: 'TARGET_INVALID' });
    expect((await app.api('PUT', '/settings', { target: 'dev' })).status).toBe(200);
    const endpoints = defaultEndpoints.map((one) => ({ ...one, target: 'Dev' }));
    expect((await app.api('PUT', '/endpoints', endpoints)).status).toBe(200);
    const replayed = await app.api<Delivery>('POST', '/posts/1/replay', {});
    expect(replayed.body).toMatchObject({
      target: there.url,
      passed: false,
      differences: ['The status was 200, not 201.'],
    });
    const { lines } = await there.first();
    const at = (name: string) => lines.findIndex((line) => line.startsWith(name));
    expect(lines[at('x-a')]).toBe('x-a: new');
    expect(at('X-First') < at('x-a') && at('x-a') < at('X-Last')).toBe(true);
    expect(lines.some((line) => line.startsWith('X-A:'))).toBe(false);
    expect(Buffer.from(lines.at(-1) ?? '', 'latin1').toString('latin1')).toBe('X-Added: é');
    expect((await app.api<{ command: string }>('GET', '/posts/1/curl?target=dev')).body.command).toContain('x-a: new');
  });

  test('an edited request is kept with its delivery', async () => {
    await using there = await startTarget();
    await using app = await startApp();
    await app.post('/callback', 'a=1');
    const edits = { method: 'PUT', target: '/other?x', headers: [['X-Mine', '1']], bodyBase64: 'AP8=' };
    await app.api('POST', '/posts/1/replay', { target: there.url, edits });
    await app.api('POST', '/posts/1/replay', { target: there.url, edits: { method: 'PUT' } });
    const { body } = await app.api<Delivery[]>('GET', '/posts/1/deliveries');
    expect(body.map(({ request }) => request.editedBody)).toEqual([null, 'AP8=']);
    expect(body[1]?.request).toMatchObject({ method: 'PUT', target: '/other?x', bodySize: 2 });
    expect(body[1]?.request.headers).toContainEqual(['X-Mine', '1']);
    expect(there.requests[0]?.body).toEqual(Buffer.from([0, 255]));
  });

  test('their health is told, when asked and when it changes', async () => {
    await using there = await startAnswering();
    await using gone = await startAnswering();
    await gone.stop();
    await using app = await startApp();
    const leaving = new AbortController();
    const told: unknown[] = [];
    const watching = (async () => {
      for await (const event of app.app.events(leaving.signal))
        if (event.type === 'target-health') told.push(event.health);
    })();
    await app.api('PUT', '/targets', [
      { name: 'up', url: there.url },
      { name: 'down', url: gone.url },
    ]);
    const health = await app.api('GET', '/targets/health');
    expect(health.body).toMatchObject([
      { name: 'up', reachable: true, reason: null },
      { name: 'down', reachable: false, reason: expect.stringContaining('Nothing listens') },
    ]);
    await expect.poll(() => told.at(-1)).toEqual(health.body);
    expect(there.handled).toEqual([]);
    leaving.abort();
    await watching;
  });
});
