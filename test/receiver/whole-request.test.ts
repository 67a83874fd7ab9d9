import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { wholeRequest } from '../../main/receiver/whole-request.ts';
import { post, startWorld, type World } from './world.ts';

const taken = (text: string) => wholeRequest(Buffer.from(text, 'latin1'));

describe('a packet that is a whole, plain request', () => {
  test('a form post', () => {
    const found = taken(post('/cb?a=1', 'phone=1&m=%F6', 'Content-Type: application/x-www-form-urlencoded', 'X-ü:ö'));
    expect(found).toBeNull();
    expect(taken(post('/cb?a=1', 'phone=1', 'X-Sign:ö\t=  ö', 'x-sign: 2'))).toEqual({
      method: 'POST',
      target: '/cb?a=1',
      rawHeaders: ['Host', 'receiver.test', 'X-Sign', 'ö\t=  ö', 'x-sign', '2', 'Content-Length', '7'],
      body: Buffer.from('phone=1'),
      closes: false,
    });
  });

  test('a GET without a body, on a connection that is to be closed', () => {
    expect(taken('GET / HTTP/1.1\r\nhost: a\r\nConnection: Close\r\n\r\n')).toEqual({
      method: 'GET',
      target: '/',
      rawHeaders: ['host', 'a', 'Connection', 'Close'],
      body: Buffer.alloc(0),
      closes: true,
    });
  });
});

const host = 'Host: receiver.test';
test.each([
  ['whose head is not complete', `POST / HTTP/1.1\r\n${host}\r\n`],
  ['whose body is not complete', `POST / HTTP/1.1\r\n${host}\r\nContent-Length: 2\r\n\r\na`],
  ['with bytes behind it', `${post('/', 'a')}b`],
  ['with another behind it', post('/', 'a') + post('/', 'b')],
  ['behind a line end', `\r\n${post('/', 'a')}`],
  ['in another method', `PATCH / HTTP/1.1\r\n${host}\r\n\r\n`],
  ['in HTTP/1.0', `GET / HTTP/1.0\r\n${host}\r\n\r\n`],
  ['to a whole URL', `GET http://a/ HTTP/1.1\r\n${host}\r\n\r\n`],
  ['with a fragment', `GET /#a HTTP/1.1\r\n${host}\r\n\r\n`],
  ['without a Host', 'GET / HTTP/1.1\r\nA: b\r\n\r\n'],
  ['with two', `GET / HTTP/1.1\r\n${host}\r\n${host}\r\n\r\n`],
  ['in chunks', `POST / HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['that expects something', `POST / HTTP/1.1\r\n${host}\r\nExpect: 100-continue\r\n\r\n`],
  ['for an upgrade', `GET / HTTP/1.1\r\n${host}\r\nUpgrade: h2c\r\n\r\n`],
  ['with a connection of another kind', `GET / HTTP/1.1\r\n${host}\r\nConnection: close, TE\r\n\r\n`],
  ['with two lengths', `POST / HTTP/1.1\r\n${host}\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n`],
  ['with a length with a sign', `POST / HTTP/1.1\r\n${host}\r\nContent-Length: +0\r\n\r\n`],
  ['with a line that goes on in the next', `GET / HTTP/1.1\r\n${host}\r\nA: b\r\n c\r\n\r\n`],
  ['with a blank before the colon', `GET / HTTP/1.1\r\n${host}\r\nA : b\r\n\r\n`],
  ['with a line that only has a name', `GET / HTTP/1.1\r\n${host}\r\nA:\r\n\r\n`],
  ['with a line feed for a line end', `GET / HTTP/1.1\n${host}\r\n\r\n`],
  ['with a control character', `GET / HTTP/1.1\r\n${host}\r\nA: b\x01c\r\n\r\n`],
  ['with a long head', post('/', 'a', `A: ${'b'.repeat(limits.receiver.plainHeadBytes)}`)],
])('a request %s is for node:http', (_, text) => {
  expect(taken(text)).toBeNull();
});

/** A request that is plain, or nearly: each part is another one now and then. */
const requests = (() => {
  const mostly = <T>(usual: readonly T[], odd: readonly T[], weight = 12) =>
    fc.oneof({ weight, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
  const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
  const text = (most: number) => fc.array(byte, { maxLength: most }).map((bytes) => bytes.join(''));
  const visible = fc.string({ unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)) });
  const target = fc.oneof(
    { weight: 8, arbitrary: visible.map((rest) => `/${rest}`) },
    { weight: 1, arbitrary: text(8) },
    { weight: 1, arbitrary: fc.constantFrom('*', 'http://a.test/b', '/.tapline/probe/known', '//', '/a b') },
  );
  const end = mostly(['\r\n'], ['\n', '\r', '\r\n '], 40);
  const named = fc.constantFrom(
    ['Connection', 'close'],
    ['connection', 'Keep-Alive'],
    ['Connection', 'upgrade'],
    ['Connection', 'close'],
    ['Proxy-Connection', 'close'],
    ['Upgrade', 'h2c'],
    ['Expect', '100-continue'],
    ['Transfer-Encoding', 'chunked'],
    ['Trailer', 'a'],
    ['Keep-Alive', 'timeout=5'],
    ['Host', 'second.test'],
    ['Content-Type', 'text/plain'],
    ['TE', 'trailers'],
  );
  const own = fc.tuple(
    mostly(['X-A', 'x-b', "!#$%&'*+-.^_`|~", 'A'], ['ü', 'a b', '', 'a\t', '"']),
    fc.oneof({ weight: 4, arbitrary: visible }, { weight: 1, arbitrary: text(6) }),
  );
  const line = fc
    .tuple(
      fc.oneof({ weight: 1, arbitrary: named }, { weight: 3, arbitrary: own }),
      mostly([': '], [':', ' : ', ':  ', ':\t', ' ', '']),
      mostly([''], [' ', '\t ']),
      end,
    )
    .map(([[name, value], colon, blank, lineEnd]) => `${name}${colon}${value}${blank}${lineEnd}`);
  const size = mostly([0], [1, -1, 7], 20);
  return fc
    .record({
      method: mostly(['POST', 'GET', 'PUT'], ['PATCH', 'HEAD', 'OPTIONS', 'post', 'PO', 'CONNECT']),
      target,
      version: mostly(['HTTP/1.1'], ['HTTP/1.0', 'HTTP/1.2', 'http/1.1', 'HTTP/2.0']),
      hosts: mostly([1], [0, 2]),
      lines: fc.array(line, { maxLength: 4 }),
      lengths: mostly([1], [0, 2]),
      off: size,
      end,
      body: text(12),
      behind: mostly([''], ['\r\n', 'x', post('/second', 'b')], 20),
    })
    .map(({ method, target, version, hosts, lines, lengths, off, end, body, behind }) => {
      const length = `Content-Length: ${body.length + off}${end}`.repeat(lengths);
      return `${method} ${target} ${version}${end}${`${host}\r\n`.repeat(hosts)}${lines.join('')}${length}\r\n${body}${behind}`;
    });
})();

/** All that comes of a packet behind another request: posts, incidents, answers. */
async function outcome(world: World, first: string, packet: string) {
  using client = await world.connect();
  await client.send(first);
  await client.answer();
  const before = client.received.length;
  world.posts.length = 0;
  world.incidents.length = 0;
  await client.send(packet);
  for (let i = 0; i < 4; i++) await turn();
  client.end();
  const answers = (await client.closed()).slice(before).replace(/\r\nDate: [^\r]*/g, '');
  await turn();
  return {
    answers,
    posts: world.posts.map(({ receivedAt, receiveMs, remoteAddress, ...rest }) => rest),
    incidents: world.incidents.map(({ at, ...rest }) => rest),
  };
}

test('it becomes what node:http makes of it, whatever it is', async () => {
  // All are tapped, so that incidents have exactly the bytes that came.
  await using world = await startWorld({ tappedPerSecond: Number.POSITIVE_INFINITY });
  let whole = 0;
  let others = 0;
  await fc.assert(
    fc.asyncProperty(requests, async (text) => {
      if (taken(text)) whole++;
      else others++;
      // Once a connection is with node:http it stays there.
      const parsed = await outcome(world, `PATCH / HTTP/1.1\r\n${host}\r\n\r\n`, text);
      expect(await outcome(world, post('/'), text)).toEqual(parsed);
    }),
    { numRuns: 1000 },
  );
  // Neither side of the comparison may be rare.
  expect(whole).toBeGreaterThan(150);
  expect(others).toBeGreaterThan(150);
});
