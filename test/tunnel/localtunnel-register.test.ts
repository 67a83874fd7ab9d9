import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { register } from '../../main/tunnel/localtunnel-register.ts';
import { freePort } from '../helpers/free-port.ts';
import { serve } from './world.ts';

function registerAt(host: string, signal = new AbortController().signal) {
  return register({ host: new URL(host), name: 'calm-fox', userAgent: 'Tapline/0', signal });
}

async function registerWith(listener: RequestListener) {
  await using server = await serve(listener);
  return await registerAt(server.url);
}

const granted = { id: 'calm-fox', port: 4001, url: 'https://calm-fox.loca.lt/', max_conn_count: 10 };
const grant = (change: object): RequestListener => {
  return (_request, response) => response.end(JSON.stringify({ ...granted, ...change }));
};

describe('a registration', () => {
  test('is asked for by name, not as a browser would', async () => {
    const seen: IncomingMessage[] = [];
    await using server = await serve((request, response) => {
      seen.push(request);
      response.end(JSON.stringify(granted));
    });
    await registerAt(`${server.url}/tunnels/`);
    expect(seen.map((request) => request.url)).toEqual(['/tunnels/calm-fox']);
    expect(seen[0]?.headers).toMatchObject({ 'user-agent': 'Tapline/0', 'bypass-tunnel-reminder': '1' });
  });

  test('is read', async () => {
    expect(await registerWith(grant({}))).toEqual({
      url: 'https://calm-fox.loca.lt',
      remoteHost: '127.0.0.1',
      remotePort: 4001,
      slots: 10,
    });
  });

  test('may name an address for the connections, or say nothing of their number', async () => {
    expect(await registerWith(grant({ ip: '192.0.2.7', max_conn_count: undefined }))).toMatchObject({
      remoteHost: '192.0.2.7',
      slots: 1,
    });
  });

  test('does not make us open any number of connections', async () => {
    expect(await registerWith(grant({ max_conn_count: 1_000_000 }))).toMatchObject({ slots: 32 });
  });
});

describe('an answer that grants nothing', () => {
  test.each([
    { name: 'a page', status: 200, headers: {}, body: '<h1>Hi</h1>', reason: 'no registration' },
    { name: 'JSON of someone else', status: 200, headers: {}, body: '{"ok":true}', reason: 'no registration' },
    { name: 'not found', status: 404, headers: {}, body: 'nothing', reason: 'answers 404' },
    { name: 'a fault', status: 503, headers: {}, body: 'down', reason: 'answers 503: it is out of order' },
    { name: 'too many requests', status: 429, headers: {}, body: '', reason: 'too often' },
    {
      name: 'a redirect',
      status: 302,
      headers: { Location: 'https://x.test/' },
      body: '',
      reason: 'redirects to https://x.test/',
    },
    {
      name: 'a refusal',
      status: 403,
      headers: {},
      body: '{"message":"Invalid\\nsubdomain."}',
      reason: 'refuses: Invalid subdomain. (403)',
    },
  ])('$name becomes a sentence', async ({ status, headers, body, reason }) => {
    const registering = registerWith((_request, response) => response.writeHead(status, headers).end(body));
    await expect(registering).rejects.toThrow(reason);
    await expect(registering).rejects.toThrow(/^The tunnel server http:\/\/127\.0\.0\.1:\d+ /);
  });

  test.each([{ port: 0 }, { port: 70_000 }, { port: '4001' }, { url: 'ftp://a.test' }, { url: '' }, { id: '' }])(
    'a registration with %j is none',
    async (change) => {
      await expect(registerWith(grant(change))).rejects.toThrow('no registration');
    },
  );
});

describe('a server that cannot be asked', () => {
  test('nothing listens', async () => {
    await expect(registerAt(`http://127.0.0.1:${await freePort()}`)).rejects.toThrow(/cannot be reached.*ECONNREFUSED/);
  });

  test('its name does not resolve', async () => {
    await expect(registerAt('http://tunnels.invalid')).rejects.toThrow(/cannot be resolved/);
  });

  test('it has no TLS where TLS is asked for', async () => {
    await using server = await serve((_request, response) => response.end());
    await expect(registerAt(server.url.replace('http:', 'https:'))).rejects.toThrow(/TLS/);
  });

  test('an abort ends the request for real', async () => {
    const asked = Promise.withResolvers<IncomingMessage>();
    await using server = await serve((request) => asked.resolve(request));
    const stop = new AbortController();
    const registering = registerAt(server.url, stop.signal);
    const refused = expect(registering).rejects.toThrow('called off');
    const { socket } = await asked.promise;
    const gone = once(socket, 'close');
    stop.abort();
    await refused;
    await gone;
  });
});
