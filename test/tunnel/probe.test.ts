import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { probePath } from '../../main/receiver/types.ts';
import { createProbes, type Probes } from '../../main/tunnel/probe.ts';
import { freePort } from '../helpers/free-port.ts';
import { serve, serveReceiver } from './world.ts';

const never = new AbortController().signal;

function makeProbes(timeoutMs?: number): Probes {
  return createProbes({ version: '1.2.3', timeoutMs });
}

/** Runs one probe against a server that is not our receiver. */
async function probeAt(listener: RequestListener, timeoutMs?: number) {
  await using server = await serve(listener);
  return await makeProbes(timeoutMs).run(server.url, never);
}

describe('a good probe', () => {
  test('reaches the receiver and brings the right answer back', async () => {
    const probes = makeProbes();
    await using receiver = await serveReceiver(probes);
    const result = await probes.run(receiver.url, never);
    expect(result).toEqual({ ok: true, roundTripMs: expect.any(Number), reason: null });
    expect(receiver.posts).toEqual([]);
  });

  test('goes to the probe path with headers that no reminder page stops', async () => {
    const probes = makeProbes();
    const seen: { url: string; headers: IncomingHttpHeaders }[] = [];
    await using server = await serve((request, response) => {
      seen.push({ url: request.url ?? '', headers: request.headers });
      response.end(probes.handle((request.url ?? '').slice(`/sms${probePath}`.length)) ?? '');
    });
    const result = await probes.run(`${server.url}/sms`, never);
    expect(result.ok).toBe(true);
    expect(seen[0]?.url).toMatch(/^\/sms\/\.tapline\/probe\/[0-9a-f]{32}$/);
    expect(seen[0]?.headers).toMatchObject({ 'user-agent': 'Tapline/1.2.3 probe', 'bypass-tunnel-reminder': '1' });
  });

  test('is answered for its own nonce only, and only while it is under way', async () => {
    const probes = makeProbes();
    const nonces: string[] = [];
    await using server = await serve((request, response) => {
      const nonce = (request.url ?? '').slice(probePath.length);
      nonces.push(nonce);
      response.end(probes.handle(nonce) ?? '');
    });
    await probes.run(server.url, never);
    await probes.run(server.url, never);
    expect(new Set(nonces).size).toBe(2);
    expect(nonces.map((nonce) => probes.handle(nonce))).toEqual([null, null]);
    expect(probes.handle('0123456789abcdef0123456789abcdef')).toBeNull();
  });
});

describe('a probe that is no proof', () => {
  test('an app that echoes the nonce is not Tapline', async () => {
    const result = await probeAt((request, response) => response.end(request.url?.slice(probePath.length)));
    expect(result).toMatchObject({ ok: false, roundTripMs: null, reason: expect.stringContaining('Someone else') });
  });

  test('another Tapline under the same name is not us', async () => {
    await using other = await serveReceiver(makeProbes());
    const result = await makeProbes().run(other.url, never);
    expect(result.ok).toBe(false);
    expect(result.reason).toContain('404');
  });

  test('an answer that was rewritten on its way back is a miss that says so', async () => {
    const probes = makeProbes();
    await using server = await serve((request, response) => {
      probes.handle((request.url ?? '').slice(probePath.length));
      response.end('<html>rewritten</html>');
    });
    const result = await probes.run(server.url, never);
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('answers do not come back') });
  });

  test('an answer that never comes back after the nonce arrived is a miss that says so', async () => {
    const probes = makeProbes(150);
    await using server = await serve((request) => {
      probes.handle((request.url ?? '').slice(probePath.length));
    });
    const result = await probes.run(server.url, never);
    expect(result.reason).toMatch(/reaches Tapline.*0\.15 s/);
  });
});

describe('the reason of a miss', () => {
  test.each([
    {
      name: 'a redirect, which is not followed',
      status: 302,
      headers: { Location: 'https://login.example/' },
      body: '',
      expected: 'https://login.example/',
    },
    {
      name: 'the reminder page',
      status: 401,
      headers: {},
      body: '<p>Friendly Reminder</p> bypass-tunnel-reminder',
      expected: 'reminder page',
    },
    {
      name: 'a tunnel server that lost the name',
      status: 404,
      headers: {},
      body: '404',
      expected: 'does not know this tunnel',
    },
    { name: 'a tunnel server that lost us', status: 503, headers: {}, body: 'Tunnel Unavailable', expected: '503' },
    { name: 'a gateway error', status: 502, headers: {}, body: '', expected: '502' },
    { name: 'a gateway time-out', status: 504, headers: {}, body: '', expected: '504' },
    { name: 'a sign-in page of the network', status: 511, headers: {}, body: '', expected: 'sign' },
    { name: 'a page of someone else', status: 200, headers: {}, body: '<h1>Shop</h1>', expected: 'Someone else' },
  ])('$name', async ({ status, headers, body, expected }) => {
    const result = await probeAt((_request, response) => response.writeHead(status, headers).end(body));
    expect(result).toMatchObject({ ok: false, roundTripMs: null });
    expect(result.reason).toContain(expected);
    expect(result.reason).toMatch(/^[A-Z].*\.$/s);
  });

  test('nothing listens', async () => {
    const result = await makeProbes().run(`http://127.0.0.1:${await freePort()}`, never);
    expect(result.reason).toContain('ECONNREFUSED');
  });

  test('the name does not resolve', async () => {
    const result = await makeProbes().run('http://calm-fox.invalid', never);
    expect(result.reason).toMatch(/cannot be resolved.*\((ENOTFOUND|EAI_AGAIN)\)/);
  });

  test('TLS is asked of a server that has none', async () => {
    await using server = await serve((_request, response) => response.end());
    const result = await makeProbes().run(server.url.replace('http:', 'https:'), never);
    expect(result.reason).toContain('TLS');
  });

  test('no answer in time', async () => {
    const result = await probeAt(() => undefined, 120);
    expect(result.reason).toBe('The public URL cannot be reached: no answer within 0.12 s.');
  });

  test('an answer that stops in the middle', async () => {
    const result = await probeAt((_request, response) => {
      response.writeHead(200, { 'Content-Length': '64' });
      response.write('ab', () => response.destroy());
    });
    expect(result.ok).toBe(false);
    expect(result.reason).toContain('cannot be reached');
  });

  test('an endless answer is read no further than needed', async () => {
    const result = await probeAt((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(4096)));
      };
      response.on('drain', more);
      more();
    }, 5000);
    expect(result.reason).toContain('Someone else');
  });
});

test('an abort ends a probe at once and is no reason to blame the URL', async () => {
  await using server = await serve(() => undefined);
  const stop = new AbortController();
  const running = makeProbes(30_000).run(server.url, stop.signal);
  stop.abort();
  expect(await running).toEqual({ ok: false, roundTripMs: null, reason: 'The probe was called off.' });
});
