import { describe, expect, test } from 'vitest';
import { findWayIn, isLoopback } from '../../main/tunnel/way-in.ts';

const localServer = new URL('http://127.0.0.1:4000');

async function wayIn(url: string, tunnelHost: URL | null) {
  const found = await findWayIn(new URL(url), tunnelHost);
  return [found.url.href, found.host];
}

describe('the way in for a public URL', () => {
  test('is the URL itself where the tunnel server is elsewhere, even if the name does not resolve', async () => {
    const url = 'http://calm-fox.tunnels.invalid:8080/a';
    expect(await wayIn(url, new URL('https://tunnels.invalid'))).toEqual([url, 'calm-fox.tunnels.invalid:8080']);
    expect(await wayIn(url, null)).toEqual([url, 'calm-fox.tunnels.invalid:8080']);
  });

  test('is the tunnel server on this machine, under the public name, for a name that does not resolve', async () => {
    expect(await wayIn('http://calm-fox.lt.invalid:4000/a?b=c', localServer)).toEqual([
      'http://127.0.0.1:4000/a?b=c',
      'calm-fox.lt.invalid:4000',
    ]);
  });

  test('speaks to a server on this machine the way its own URL says', async () => {
    expect(await wayIn('https://calm-fox.lt.invalid/a', localServer)).toEqual([
      'http://127.0.0.1:4000/a',
      'calm-fox.lt.invalid',
    ]);
  });

  test('is the URL itself for a name that does resolve', async () => {
    expect(await wayIn('http://localhost:4001/a', localServer)).toEqual(['http://localhost:4001/a', 'localhost:4001']);
  });
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.4.5.6', true],
  ['[::1]', true],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
  ['10.0.0.1', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
