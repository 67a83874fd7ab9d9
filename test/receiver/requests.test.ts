import { describe, expect, test } from 'vitest';
import { hasIpv6, post, startWorld } from './world.ts';

const ipv6 = await hasIpv6();
if (!ipv6) console.warn('SKIPPED: this machine has no ::1, so the receiver is not tested on it.');

describe('any request becomes a post', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'SOURCE'])(
    '%s',
    async (method) => {
      await using world = await startWorld();
      using client = await world.connect();
      await client.send(`${method} /some/where?a=1 HTTP/1.1\r\nHost: h\r\n\r\n`);
      const answer = await client.answer(method === 'HEAD');
      expect(answer.status).toBe(200);
      expect(answer.header('content-length')).toBe('0');
      expect(world.posts).toMatchObject([
        { method, target: '/some/where?a=1', httpVersion: '1.1', responseStatus: 200 },
      ]);
      expect(world.incidents).toEqual([]);
    },
  );

  test.each([
    '/',
    '//cb',
    '/./cb/../x',
    '/a%2Fb%ZZ%4',
    '/cb?',
    '/cb?a+b=c+d&=&&;',
    '/cb?time=2016-05-03T08:58:10+00:00',
    '/cb?x=|"<>{}^`[]',
    '/cb#fragment',
    'http://other.example/cb?x=1',
  ])('the target %s is kept as it came', async (target) => {
    await using world = await startWorld();
    expect((await world.ask(post(target))).status).toBe(200);
    expect(world.posts.map((one) => one.target)).toEqual([target]);
  });

  test('OPTIONS * is a post, and the answer says what is allowed', async () => {
    await using world = await startWorld();
    const answer = await world.ask('OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(answer.status).toBe(200);
    expect(answer.header('allow')?.split(', ')).toEqual(expect.arrayContaining(['GET', 'HEAD', 'POST', 'OPTIONS']));
    expect(world.posts).toMatchObject([{ method: 'OPTIONS', target: '*' }]);
  });

  test('blank lines before a request are no part of it', async () => {
    await using world = await startWorld();
    expect((await world.ask(`\r\n\r\n${post('/cb', 'x')}`)).status).toBe(200);
    expect(world.posts).toMatchObject([{ target: '/cb' }]);
    expect(world.incidents).toEqual([]);
  });
});

describe('what came is kept exactly', () => {
  test('header lines: order, case, duplicates, blanks around values, bytes above 0x7F', async () => {
    await using world = await startWorld();
    await world.ask(
      'POST /callback HTTP/1.1\r\nhOsT: h\r\nX-Sig: one\r\nx-sIG:   two \t\r\nEmpty:\r\nCookie: a=1\r\nCookie: b=2\r\n',
      'X-Latin: caf\xe9 \xff\x80\r\nContent-length: 3\r\n\r\n\0\xff\r',
    );
    expect(world.posts[0]?.rawHeaders).toEqual([
      ...['hOsT', 'h', 'X-Sig', 'one', 'x-sIG', 'two', 'Empty', '', 'Cookie', 'a=1', 'Cookie', 'b=2'],
      ...['X-Latin', 'caf\xe9 \xff\x80', 'Content-length', '3'],
    ]);
    expect(world.posts[0]?.body.toString('latin1')).toBe('\0\xff\r');
  });

  test('3,000 header lines are all kept', async () => {
    await using world = await startWorld();
    const lines = Array.from({ length: 3000 }, (_, i) => `H${i}: ${i}`);
    expect((await world.ask(post('/cb', '', ...lines))).status).toBe(200);
    expect(world.posts[0]?.rawHeaders.slice(2, -2)).toEqual(lines.flatMap((line) => line.split(': ')));
  });

  test('every byte value in a body, byte by byte on the wire', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    const body = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await client.send('POST /cb HTTP/1.1\r\nHost: h\r\nContent-Length: 256\r\n\r\n');
    for (const byte of body) await client.send(Uint8Array.of(byte));
    expect((await client.answer()).status).toBe(200);
    expect(world.posts[0]?.body.equals(body)).toBe(true);
  });

  test('times and address', async () => {
    await using world = await startWorld();
    const before = Date.now();
    await world.ask(post('/cb', 'x'));
    const [stored] = world.posts;
    expect(stored?.receivedAt).toBeGreaterThanOrEqual(before);
    expect(stored?.receivedAt).toBeLessThanOrEqual(Date.now());
    expect(stored?.receiveMs).toBeGreaterThanOrEqual(0);
    expect(stored?.remoteAddress).toBe('127.0.0.1');
  });

  test.skipIf(!ipv6)('the same port answers on ::1', async () => {
    await using world = await startWorld();
    using client = await world.connect('::1');
    await client.send(post('/cb', 'x'));
    expect((await client.answer()).status).toBe(200);
    expect(world.posts).toMatchObject([{ remoteAddress: '::1' }]);
  });
});

describe('HTTP versions and upgrades', () => {
  test('HTTP/1.0 without Host is a post, and its connection is closed', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    await client.send('POST /cb HTTP/1.0\r\nContent-Length: 1\r\n\r\nx');
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toMatch(/\r\nContent-Length: 0\r\n/i);
    expect(text).not.toMatch(/chunked/i);
    expect(world.posts).toMatchObject([{ httpVersion: '1.0' }]);
  });

  test('HTTP/1.0 with keep-alive may send another', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    const request = 'POST /cb HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx';
    await client.send(request);
    await client.answer();
    await client.send(request);
    expect((await client.answers(2)).map(({ status }) => status)).toEqual([200, 200]);
    expect(world.posts).toHaveLength(2);
  });

  test.each([
    [
      'h2c, as Java clients ask for it',
      ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'],
    ],
    ['WebSocket', ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']],
  ])('a request to upgrade (%s) is a post like any other', async (_name, lines) => {
    await using world = await startWorld();
    using client = await world.connect();
    await client.send(post('/cb', 'a=1', ...lines));
    expect((await client.answer()).status).toBe(200);
    await client.send(post('/cb', 'a=2'));
    await client.answers(2);
    expect(world.posts.map(({ body }) => body.toString())).toEqual(['a=1', 'a=2']);
  });
});

describe('probes', () => {
  test('a known nonce is answered, an unknown one is not, and neither is stored', async () => {
    await using world = await startWorld();
    const known = await world.ask('GET /.tapline/probe/known HTTP/1.1\r\nHost: h\r\n\r\n');
    expect([known.status, known.body.toString(), known.header('cache-control')]).toEqual([200, 'proof', 'no-store']);
    const unknown = await world.ask('GET /.tapline/probe/other HTTP/1.1\r\nHost: h\r\n\r\n');
    expect([unknown.status, unknown.body.length]).toEqual([404, 0]);
    expect(world.posts).toEqual([]);
    expect(world.incidents).toEqual([]);
  });
});
