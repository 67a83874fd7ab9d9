import { describe, expect, test } from 'vitest';
import { parseTunnelHost } from '../../main/tunnel/localtunnel.ts';
import { createUrlTunnel, parsePublicUrl } from '../../main/tunnel/url.ts';

describe('a URL that already leads here', () => {
  test.each([
    ['https://sms.example.com', 'https://sms.example.com'],
    ['https://sms.example.com/', 'https://sms.example.com'],
    ['HTTPS://SMS.Example.com:443/dev//', 'https://sms.example.com/dev'],
    ['http://127.0.0.1:4710', 'http://127.0.0.1:4710'],
  ])('%s is kept as %s', (text, url) => {
    expect(parsePublicUrl(text)).toBe(url);
  });

  test.each(['', 'nonsense', 'sms.example.com', 'ftp://example.com', 'javascript:alert(1)'])(
    '%j is refused',
    (text) => {
      expect(() => parsePublicUrl(text)).toThrow(/is no http\(s\) URL: give one that already leads here/);
    },
  );

  test.each(['https://a.test/?x=1', 'https://a.test/#x', 'https://user:secret@a.test'])('%s is refused', (text) => {
    expect(() => parsePublicUrl(text)).toThrow(/must end after its path/);
    expect(() => parsePublicUrl(text)).not.toThrow(/secret/);
  });

  test('opens at once and ends only by being closed', async () => {
    const provider = createUrlTunnel('https://sms.example.com/');
    const tunnel = await provider.open({ port: 1, name: 'calm-fox', signal: new AbortController().signal });
    expect(tunnel.url).toBe('https://sms.example.com');
    expect(provider).toMatchObject({ id: 'url', external: true });
    expect(provider.nameOf(tunnel.url)).toBeNull();
    await tunnel.close();
    expect(await tunnel.closed).toBe('The tunnel was closed.');
  });

  test('does not open after an abort', async () => {
    const opening = createUrlTunnel('https://a.test').open({ port: 1, name: 'calm-fox', signal: AbortSignal.abort() });
    await expect(opening).rejects.toThrow('called off');
  });
});

test('a tunnel host has to be an http(s) URL', () => {
  expect(parseTunnelHost('https://localtunnel.me').host).toBe('localtunnel.me');
  for (const text of ['localtunnel.me', 'ftp://localtunnel.me', '']) {
    expect(() => parseTunnelHost(text)).toThrow(/is no http\(s\) URL: give one such as/);
  }
});
