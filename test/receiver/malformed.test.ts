import { describe, expect, test } from 'vitest';
import { bytesOf, post, startWorld } from './world.ts';

const head = 'POST /cb HTTP/1.1\r\nHost: h\r\n';

describe.each([
  ['tapped', 100],
  ['untapped', 0],
])('requests that are none, on a %s connection', (_name, tappedPerSecond) => {
  test.each([
    ['a bare CR for a line end', 'POST /cb HTTP/1.1\rHost: h\r\n\r\n', 'malformed'],
    ['a bare CR in a header', `${head}A: b\rc\r\n\r\n`, 'malformed'],
    ['a NUL in a header', `${head}A: b\0c\r\n\r\n`, 'malformed'],
    ['a blank before the colon', `${head}A : b\r\n\r\n`, 'malformed'],
    ['a folded header line', `${head}A: b\r\n c\r\n\r\n`, 'malformed'],
    ['line ends without CR', 'POST /cb HTTP/1.1\nHost: h\nContent-Length: 0\n\n', 'malformed'],
    ['chunked and a length', `${head}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`, 'malformed'],
    ['a length and chunked', `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 'malformed'],
    ['two lengths', `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 'malformed'],
    ['a length that is no number', `${head}Content-Length: +1\r\n\r\na`, 'malformed'],
    ['an unknown transfer coding', `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 'malformed'],
    ['a chunk size that is no number', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'malformed'],
    ['an unknown method', 'FETCH /cb HTTP/1.1\r\nHost: h\r\n\r\n', 'malformed'],
    ['a version to come', 'POST /cb HTTP/1.2\r\nHost: h\r\n\r\n', 'malformed'],
    ['no target', 'POST HTTP/1.1\r\nHost: h\r\n\r\n', 'malformed'],
    ['a byte above 0x7F in the target', 'GET /cb?name=caf\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n', 'malformed'],
    ['no Host in HTTP/1.1', 'POST /cb HTTP/1.1\r\nContent-Length: 1\r\n\r\nx', 'missing-host'],
    ['CONNECT', 'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n', 'connect-method'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'tls-on-plain-port'],
    ['the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'http2-on-plain-port'],
    ['a PROXY line', 'PROXY TCP4 192.0.2.1 192.0.2.2 5 80\r\nPOST /cb HTTP/1.1\r\nHost: h\r\n\r\n', 'proxy-protocol'],
    ['a binary PROXY header', '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c', 'proxy-protocol'],
    ['random bytes', '\x00\x9b\x17\xff\xfe\x80\x01\x02\x03 \x7f', 'malformed'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'malformed'],
  ])('%s', async (_what, sent, code) => {
    await using world = await startWorld({ tappedPerSecond });
    using client = await world.connect();
    await client.send(sent);
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n$/);
    expect(world.posts).toEqual([]);
    expect(world.incidents).toMatchObject([{ code, responseStatus: 400, remoteAddress: '127.0.0.1' }]);
    const [incident] = world.incidents;
    expect(incident?.sentence).toMatch(/^[A-Z].{15,}\.$/);
    expect(Date.parse(incident?.at ?? '')).not.toBeNaN();
    // Untapped, the body of a request that is refused by its head is not known.
    const known = tappedPerSecond === 0 && code === 'missing-host' ? sent.slice(0, -1) : sent;
    expect([bytesOf(incident), incident?.size]).toEqual([known, known.length]);
  });

  test('what came in several packets is one incident, and the sender reads its answer', async () => {
    await using world = await startWorld({ tappedPerSecond });
    using client = await world.connect();
    await client.send('\x16\x03\x01', 'more', 'and more', 'and still more');
    expect((await client.answer()).status).toBe(400);
    client.end();
    await client.closed();
    expect(world.incidents).toHaveLength(1);
  });
});

test('a head in pieces is shown from its beginning', async () => {
  await using world = await startWorld();
  using client = await world.connect();
  await client.send('POST /cb', '?a=1 HTTP/1.1\r\n', 'Host: h\r\nBad Header: x\r\n\r\n');
  await client.closed();
  expect(world.incidents).toMatchObject([{ method: 'POST', target: '/cb?a=1' }]);
  expect(bytesOf(world.incidents[0])).toBe('POST /cb?a=1 HTTP/1.1\r\nHost: h\r\nBad Header: x\r\n\r\n');
});

test('the third request on a connection is shown without the two before', async () => {
  await using world = await startWorld();
  using client = await world.connect();
  const chunked = 'POST /2 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n';
  await client.send(post('/1', 'x'));
  await client.answer();
  await client.send(`${chunked}GET /3 HTTP/1.1\r\nHost : h\r\n\r\n`);
  expect((await client.answers(3)).map(({ status }) => status)).toEqual([200, 200, 400]);
  await expect.poll(() => world.incidents).toMatchObject([{ method: 'GET', target: '/3' }]);
  expect(bytesOf(world.incidents[0])).toBe('GET /3 HTTP/1.1\r\nHost : h\r\n\r\n');
});

test('a sender that resets after CONNECT does no harm', async () => {
  await using world = await startWorld();
  using client = await world.connect();
  await client.send('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n');
  client.reset();
  expect((await world.ask(post('/cb'))).status).toBe(200);
  expect(world.incidents).toHaveLength(1);
});
