import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cookieName, isAuthorized, isOwnHost, isOwnOrigin } from '../../main/api/guard.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { connectRaw } from '../helpers/raw-client.ts';

const bearer = (world: TestApp) => ({ authorization: `Bearer ${world.token}` });
const portOf = (world: TestApp) => Number(new URL(world.inspector).port);

describe('the names of this machine', () => {
  test.each(['127.0.0.1', '127.0.0.1:4711', 'localhost', 'LocalHost:4711', '[::1]', '[::1]:4711'])(
    '%s is one',
    (host) => {
      expect(isOwnHost(host)).toBe(true);
    },
  );
  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4711',
    'localhost:4711.evil.example',
    'localhost:',
    '0.0.0.0:4711',
    '192.168.1.5:4711',
    'user@localhost',
  ])('%s is none', (host) => {
    expect(isOwnHost(host)).toBe(false);
  });

  test('an origin is ours when it is the page itself, or when there is none', () => {
    expect(isOwnOrigin(undefined, 'localhost:1')).toBe(true);
    expect(isOwnOrigin('http://localhost:1', 'localhost:1')).toBe(true);
    for (const origin of ['null', '', 'http://localhost:2', 'https://localhost:1', 'http://evil.example']) {
      expect(isOwnOrigin(origin, 'localhost:1')).toBe(false);
    }
  });
});

describe('isAuthorized', () => {
  const token = 'a'.repeat(43);
  const ask = (authorization?: string, cookie?: string) => isAuthorized({ authorization, cookie, port: 7, token });
  test.each([
    [`Bearer ${token}`, undefined, true],
    [`bearer   ${token}`, undefined, true],
    [`Bearer ${token}x`, undefined, false],
    ['Bearer ', undefined, false],
    [token, undefined, false],
    [`Basic ${token}`, undefined, false],
    [undefined, undefined, false],
    [undefined, `x=1; tapline-7=${token}; y=2`, true],
    [undefined, `tapline-8=${token}`, false],
    [undefined, `xtapline-7=${token}`, false],
    [undefined, 'tapline-7=', false],
    ['Bearer wrong', `tapline-7=${token}`, false],
  ])('authorization %s, cookie %s: %s', (authorization, cookie, allowed) => {
    expect(ask(authorization, cookie)).toBe(allowed);
  });
});

describe('the API asks for the token', () => {
  test('Bearer and cookie open it; nothing, a wrong one and another port’s cookie do not', async () => {
    await using world = await startApp();
    const status = async (headers: Record<string, string>) => (await world.ask('/api/status', { headers })).status;
    const name = cookieName(portOf(world));
    expect(await status(bearer(world))).toBe(200);
    expect(await status({ cookie: `${name}=${world.token}` })).toBe(200);
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer wrong' })).toBe(401);
    expect(await status({ cookie: `${name}=wrong` })).toBe(401);
    expect(await status({ cookie: `tapline-1=${world.token}` })).toBe(401);
    expect((await world.ask('/api/status')).body).toEqual({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('Authorization: Bearer'),
    });
  });

  test('whatever the path, the method and the form of the target', async () => {
    await using world = await startApp();
    for (const path of [
      '/api/openapi.json',
      '/%61pi/openapi.json',
      '/api/nothing',
      '/api/events',
      '/api/posts/1/body?x',
    ]) {
      expect((await world.ask(path)).status, path).toBe(401);
      expect((await world.ask(path, { method: 'POST' })).status, path).toBe(401);
      expect((await world.ask(`http://127.0.0.1${path}`)).status, path).toBe(401);
    }
  });

  test('the token lies in the data folder, for its owner alone', async () => {
    await using world = await startApp();
    expect(world.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    if (process.platform !== 'win32') expect((await stat(join(world.folder, 'token'))).mode & 0o777).toBe(0o600);
  });
});

describe('Host and Origin', () => {
  test('a request that names no host is refused like one that names another', async () => {
    await using world = await startApp();
    using client = await connectRaw(portOf(world));
    await client.send('GET /api/status HTTP/1.1\r\nConnection: close\r\n\r\n');
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'FORBIDDEN_HOST' });
  });

  test('a name that somebody else points here is refused, the token notwithstanding', async () => {
    await using world = await startApp();
    for (const path of ['/api/status', '/', `/?token=${world.token}`]) {
      const answer = await world.ask(path, { headers: { ...bearer(world), host: 'evil.example' } });
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, 'FORBIDDEN_HOST']);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  test('a page of another origin is refused, its own is not', async () => {
    await using world = await startApp();
    for (const origin of ['null', 'http://evil.example', 'https://127.0.0.1:1']) {
      for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
        const answer = await world.ask('/api/posts?query=', { method, headers: { ...bearer(world), origin } });
        const { code } = answer.body as { code: string };
        expect([answer.status, code], `${method} from ${origin}`).toEqual([403, 'FORBIDDEN_ORIGIN']);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
    }
    const headers = { ...bearer(world), origin: world.inspector };
    expect((await world.ask('/api/status', { headers })).status).toBe(200);
  });
});

describe('the window', () => {
  async function withWindow(): Promise<TestApp> {
    const folder = await mkdtemp(join(tmpdir(), 'tapline-window-'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Tapline</title>');
    await writeFile(join(folder, 'app.js'), 'export {};');
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'assets', 'chunk-1a2b.js'), 'export {};');
    const world = await startApp({ rendererFolder: folder });
    return {
      ...world,
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  test('the right token becomes a cookie for scripts nobody can read, a wrong one becomes nothing', async () => {
    await using world = await withWindow();
    const right = await world.ask(`/?token=${world.token}`);
    expect(right.status).toBe(200);
    const [cookie = ''] = right.headers['set-cookie'] ?? [];
    expect(cookie.split('; ')).toEqual(
      expect.arrayContaining([`${cookieName(portOf(world))}=${world.token}`, 'HttpOnly', 'SameSite=Strict', 'Path=/']),
    );
    for (const query of ['', '?token=', '?token=wrong', `?token=x&token=${world.token}`]) {
      const answer = await world.ask(`/${query}`);
      expect([answer.status, answer.headers['set-cookie']]).toEqual([200, undefined]);
    }
  });

  test('deep links open it, missing files and other methods do not', async () => {
    await using world = await withWindow();
    const page = await world.ask('/posts/7', { headers: { accept: 'text/html' } });
    expect([page.status, page.bytes.toString()]).toEqual([200, expect.stringContaining('Tapline')]);
    expect((await world.ask('/missing.js', { headers: { accept: '*/*' } })).status).toBe(404);
    expect((await world.ask('/', { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(404);
    expect((await world.ask('/..%2ftoken')).bytes.toString()).not.toContain(world.token);
    expect((await world.ask('/../token')).bytes.toString()).not.toContain(world.token);
  });

  test('its files are told apart by type, kept by the browser as long as they are the same, and nothing beside them is served', async () => {
    await using world = await withWindow();
    const first = await world.ask('/app.js');
    expect([
      first.status,
      first.headers['content-type'],
      first.headers['cache-control'],
      first.bytes.toString(),
    ]).toEqual([200, 'text/javascript; charset=utf-8', 'no-cache', 'export {};']);
    const headers = { 'if-none-match': String(first.headers.etag) };
    const second = await world.ask('/app.js', { headers });
    expect([second.status, second.bytes.length, second.headers.etag]).toEqual([304, 0, first.headers.etag]);
    expect((await world.ask('/', { headers })).status).toBe(200);
    const head = await world.ask('/app.js', { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.bytes.length]).toEqual([200, '10', 0]);
    const named = await world.ask('/assets/chunk-1a2b.js');
    expect([named.status, named.headers['cache-control']]).toEqual([200, 'max-age=31536000, immutable']);
    for (const path of ['/assets', '/assets/', '/%2e%2e%2ftapline.db', '/app.js%00', '/..%5capp.js']) {
      expect((await world.ask(path)).status, path).toBe(404);
    }
  });

  test('every answer carries the headers that keep a page in its bounds', async () => {
    await using world = await withWindow();
    const answers = await Promise.all([
      world.ask('/'),
      world.ask('/app.js'),
      world.ask('/missing'),
      world.ask('/%zz'),
      world.ask('/api/status'),
      world.ask('/api/%zz'),
      world.ask('/api/status', { headers: { host: 'evil.example' } }),
      world.api('GET', '/status'),
      world.api('GET', '/nothing'),
      world.api('GET', '/posts/1'),
      world.api('GET', '/openapi.json'),
    ]);
    for (const { headers } of answers) {
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe("'self'");
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    expect((await world.api('GET', '/status')).headers['cache-control']).toBe('no-store');
  });

  test('what is no HTTP is answered in the same form', async () => {
    await using world = await startApp();
    using client = await connectRaw(portOf(world));
    await client.send('nonsense\r\n\r\n');
    const answer = await client.answer();
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString())).toEqual({ code: 'BAD_REQUEST', message: expect.any(String) });
  });
});
