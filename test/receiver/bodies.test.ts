import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { bytesOf, post, startWorld } from './world.ts';

const chunkedHead = 'POST /cb HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('chunked bodies', () => {
  test('pieces that split an escape and a chunk size are joined', async () => {
    await using world = await startWorld();
    const answer = await world.ask(chunkedHead, 'A\r', '\nmessage=%C', '\r\n', '7\r\n3%A9%', '20\r\n0\r\n', '\r\n');
    expect(answer.status).toBe(200);
    expect(world.posts[0]?.body.toString('latin1')).toBe('message=%C3%A9%20');
    expect(world.incidents).toEqual([]);
  });

  test('chunk extensions are no part of the body', async () => {
    await using world = await startWorld();
    await world.ask(`${chunkedHead}1;a=b;c="d"\r\nz\r\n0;last\r\n\r\n`);
    expect(world.posts[0]?.body.toString()).toBe('z');
  });

  test('trailers are kept apart, in their order and case', async () => {
    await using world = await startWorld();
    await world.ask(`${chunkedHead}1\r\nz\r\n0\r\nX-Sum: 1\r\nx-sum: \xe9\r\n\r\n`);
    expect(world.posts[0]?.rawTrailers).toEqual(['X-Sum', '1', 'x-sum', '\xe9']);
    expect(world.posts[0]?.rawHeaders).not.toContain('X-Sum');
  });

  test('another request may follow on the connection', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    await client.send(`${chunkedHead}1\r\na\r\n0\r\nT: 1\r\n\r\n${chunkedHead}1\r\nb\r\n0\r\n\r\n`);
    await client.answers(2);
    expect(world.posts.map(({ body, rawTrailers }) => [body.toString(), rawTrailers])).toEqual([
      ['a', ['T', '1']],
      ['b', []],
    ]);
  });
});

describe('Expect: 100-continue', () => {
  const head = (size: number | string) =>
    `POST /cb HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: ${size}\r\n\r\n`;

  test('a sender that waits is told to go on', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    await client.send(head(5));
    await client.until((text) => text === 'HTTP/1.1 100 Continue\r\n\r\n');
    expect(world.posts).toEqual([]);
    await client.send('hello');
    expect((await client.answer()).status).toBe(200);
    expect(world.posts[0]?.body.toString()).toBe('hello');
    expect(world.posts[0]?.rawHeaders).toContain('100-continue');
  });

  test('a sender that never waits is served, too', async () => {
    await using world = await startWorld();
    expect((await world.ask(`${head(5)}hello`)).status).toBe(200);
    expect(world.posts[0]?.body.toString()).toBe('hello');
  });

  test('a body that is too large is refused without a 100', async () => {
    await using world = await startWorld({ bodyLimit: () => 10 });
    using client = await world.connect();
    await client.send(head(11));
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(world.incidents).toMatchObject([
      { code: 'body-too-large', responseStatus: 413, method: 'POST', target: '/cb' },
    ]);
    expect(bytesOf(world.incidents[0])).toBe(head(11));
  });

  test('another expectation cannot be met: 417', async () => {
    await using world = await startWorld();
    const request = 'POST /cb HTTP/1.1\r\nHost: h\r\nExpect: x-magic\r\nContent-Length: 1\r\n\r\nx';
    expect((await world.ask(request)).status).toBe(417);
    expect(world.posts).toEqual([]);
    expect(world.incidents).toMatchObject([
      { code: 'expectation-failed', responseStatus: 417, sentence: expect.stringContaining('x-magic') },
    ]);
    expect(bytesOf(world.incidents[0])).toBe(request);
  });
});

describe('the end of a body', () => {
  test('a sender that closes its side after the request still gets its answer', async () => {
    const late = Promise.withResolvers<number>();
    await using world = await startWorld({ append: () => late.promise });
    using client = await world.connect();
    await client.send(post('/cb', 'x'));
    client.end();
    await expect.poll(() => world.posts.length).toBe(1);
    for (let i = 0; i < 20; i++) await turn();
    expect(client.isClosed).toBe(false);
    late.resolve(1);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('a body that is shorter than announced is an incident with what came', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    const sent = 'POST /cb?x HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nfour';
    await client.send(sent);
    client.end();
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 /);
    expect(world.incidents).toMatchObject([
      { code: 'cut-short', responseStatus: 400, method: 'POST', target: '/cb?x', size: sent.length },
    ]);
    expect(world.incidents[0]?.sentence).toContain('4 of 10 bytes');
    expect(bytesOf(world.incidents[0])).toBe(sent);
    expect(world.posts).toEqual([]);
  });

  test('a reset in the middle of a body is one, too, and was not answered', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    await client.send('POST /cb HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n');
    client.reset();
    await expect.poll(() => world.incidents.length).toBe(1);
    expect(world.incidents).toMatchObject([{ code: 'cut-short', responseStatus: null }]);
    expect(world.incidents[0]?.sentence).toContain('2 of an unknown number of bytes');
  });

  test('a head that breaks off is an incident', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    await client.send('POST /cb HT');
    client.end();
    await client.closed();
    expect(world.incidents).toMatchObject([{ code: 'cut-short', method: 'POST', target: '/cb' }]);
    expect(bytesOf(world.incidents[0])).toBe('POST /cb HT');
  });

  test('a connection that comes and goes without a byte is none', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    client.end();
    expect(await client.closed()).toBe('');
    using other = await world.connect();
    other.reset();
    expect((await world.ask(post('/cb'))).status).toBe(200);
    expect(world.incidents).toEqual([]);
  });
});
