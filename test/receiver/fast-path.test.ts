import { createHook } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Endpoint, ResponseRule } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { takeAnswers } from '../helpers/raw-client.ts';
import { countParsed } from './parsed.ts';
import { endpointWith } from './rules.ts';
import { gate, post, startWorld } from './world.ts';

const inTwo = (text: string) => [text.slice(0, 9), text.slice(9)];
const withoutDate = (text: string) => text.replace(/\r\nDate: [A-Z][^\r]* GMT(?=\r)/g, '');

describe('a plain request in one packet', () => {
  test('is stored and answered without node:http, one after the other', async () => {
    await using world = await startWorld();
    const seen = countParsed();
    using client = await world.connect();
    for (let i = 1; i <= 5; i++) {
      await client.send(post(`/${i}`, `b${i}`));
      await client.answers(i);
    }
    expect(world.posts.map(({ target, body }) => [target, body.toString()])).toEqual(
      [1, 2, 3, 4, 5].map((i) => [`/${i}`, `b${i}`]),
    );
    expect(seen.parsed).toBe(0);
    await client.send(...inTwo(post('/6', 'b6')));
    await client.answers(6);
    await client.send(post('/7', 'b7'));
    await client.answers(7);
    // Once a connection is with node:http it stays there.
    expect(seen.parsed).toBe(2);
  });

  test('closes when it asks for that', async () => {
    await using world = await startWorld();
    const seen = countParsed();
    using client = await world.connect();
    await client.send(post('/a', 'b', 'Connection: close'));
    expect(withoutDate(await client.closed())).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
    expect(seen.parsed).toBe(0);
  });

  test('is not answered before it is stored', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(post('/a', 'b'));
    for (let i = 0; i < 20; i++) await turn();
    expect(client.received).toBe('');
    open();
    expect((await client.answer()).status).toBe(200);
  });

  test.each([[''], ['Connection: close']])('that cannot be stored is answered as by node:http (%s)', async (line) => {
    await using world = await startWorld({ append: () => Promise.reject(new Error('full')) });
    const given: string[] = [];
    for (const pieces of [
      [post('/a', 'b', ...(line ? [line] : []))],
      inTwo(post('/a', 'b', ...(line ? [line] : []))),
    ]) {
      using client = await world.connect();
      await client.send(...pieces);
      expect((await client.answer()).status).toBe(503);
      given.push(withoutDate(client.received));
    }
    expect(given[0]).toBe(given[1]);
    expect(given[0]).toContain('Retry-After: 5');
    expect(world.refused).toHaveLength(2);
  });

  test('larger than the limit is refused', async () => {
    await using world = await startWorld({ bodyLimit: () => 3 });
    expect((await world.ask(post('/a', 'abc'))).status).toBe(200);
    expect((await world.ask(post('/a', 'abcd'))).status).toBe(413);
    expect(world.incidents).toMatchObject([{ code: 'body-too-large', responseStatus: 413 }]);
  });
});

describe('answers of rules', () => {
  const rules: [string, Partial<ResponseRule>, 'fast' | 'parsed'][] = [
    ['a body', { body: '<Response>ö</Response>', headers: [['Content-Type', 'text/xml']] }, 'fast'],
    ['204', { status: 204 }, 'fast'],
    ['304 with a body', { status: 304, body: 'x' }, 'fast'],
    ['an unknown status', { status: 299, body: 'x' }, 'fast'],
    [
      '500',
      {
        status: 500,
        headers: [
          ['X-A', 'ö'],
          ['x-a', '2'],
        ],
      },
      'fast',
    ],
    [
      'framing lines of its own',
      {
        body: 'x',
        headers: [
          ['Content-Length', '7'],
          ['Transfer-Encoding', 'chunked'],
        ],
      },
      'fast',
    ],
    [
      'a line that HTTP cannot send',
      {
        headers: [
          ['a b', 'c'],
          ['d', 'e'],
        ],
      },
      'fast',
    ],
    ['a date of its own', { headers: [['Date', 'today']] }, 'parsed'],
    ['a connection of its own', { headers: [['connection', 'close']] }, 'parsed'],
    ['a template', { body: '{{a}}' }, 'parsed'],
    ['a delay', { delayMs: 1 }, 'parsed'],
    ['a fault', { fault: { type: 'fail-first', count: 1, status: 500 } }, 'parsed'],
  ];
  test.each(rules)('%s: the same as from node:http', async (_, rule, way) => {
    const endpoints: Endpoint[] = [endpointWith(rule, { path: '/a' }), endpointWith(rule, { path: '/b' })];
    await using world = await startWorld({ endpoints: () => endpoints });
    const seen = countParsed();
    for (const lines of [[], ['Connection: close']]) {
      const given: string[] = [];
      for (const [path, ...pieces] of [
        ['/a', post('/a?a=1', 'c', ...lines)],
        ['/b', ...inTwo(post('/b?a=1', 'c', ...lines))],
      ]) {
        const before = seen.parsed;
        using client = await world.connect();
        await client.send(...pieces);
        await client.until((received) => received.includes('\r\n\r\n'));
        for (let i = 0; i < 4; i++) await turn();
        given.push(withoutDate(client.received));
        expect(seen.parsed - before).toBe(path === '/a' && way === 'fast' ? 0 : 1);
      }
      expect(given[0]).toBe(given[1]);
    }
    const [first, second] = world.posts;
    expect(first?.responseStatus).toBe(second?.responseStatus);
  });
});

describe('a connection on which a post waits', () => {
  test('the sender closes its side: it gets the answer, and the connection ends', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(post('/a', 'b'));
    client.end();
    for (let i = 0; i < 10; i++) await turn();
    open();
    expect(takeAnswers(await client.closed()).map(({ status }) => status)).toEqual([200]);
  });

  test('the sender resets it: the post is stored, and the next one is taken', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(post('/a', 'b'));
    await expect.poll(() => world.posts.length).toBe(1);
    client.reset();
    for (let i = 0; i < 10; i++) await turn();
    open();
    expect((await world.ask(post('/c', 'd'))).status).toBe(200);
    expect(world.posts).toHaveLength(2);
    expect(world.incidents).toEqual([]);
  });

  test('more comes, and the sender resets it: node:http is not given a connection whose end it would never hear of', async () => {
    let parsers = 0;
    const hook = createHook({
      init(_, type) {
        if (type === 'HTTPINCOMINGMESSAGE') parsers++;
      },
    }).enable();
    onTestFinished(() => void hook.disable());
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    for (const piece of ['', post('/2', 'z').slice(0, -1)]) {
      using client = await world.connect();
      await client.send(post('/1', 'x'), piece);
      client.reset();
    }
    await expect.poll(() => world.posts.length).toBe(2);
    for (let i = 0; i < 10; i++) await turn();
    open();
    for (let i = 0; i < 10; i++) await turn();
    expect(parsers).toBe(0);
    // What is counted is what a connection gets that is handed over.
    await world.ask(...inTwo(post('/3', 'y')));
    expect(parsers).toBe(1);
  });

  test('a line end comes behind it: it is nothing, and the connection stays where it is', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({
      timeouts: { keepAliveMs: 20, checkMs: 10 },
      append: ({ target }) => (target === '/1' ? opened.then(() => 1) : Promise.resolve(2)),
    });
    const seen = countParsed();
    using client = await world.connect();
    await client.send(post('/1', 'one'), '\r\n');
    open();
    await client.answers(1);
    await client.send('\r', '\n', post('/2', 'two'), '\n');
    expect(takeAnswers(await client.closed()).map(({ status }) => status)).toEqual([200, 200]);
    expect(world.posts.map(({ target, body }) => target + body)).toEqual(['/1one', '/2two']);
    expect(seen.parsed).toBe(0);
    expect(world.incidents).toEqual([]);
  });

  test('more comes: node:http has it behind the answer, and answers in order', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({
      append: ({ target }) => (target === '/1' ? opened.then(() => 1) : Promise.resolve(2)),
    });
    const seen = countParsed();
    using client = await world.connect();
    await client.send(post('/1', 'one'), post('/2', 'two'), post('/3', 'three').slice(0, -2), 'ee');
    expect(world.posts).toHaveLength(1);
    open();
    await client.answers(3);
    expect(world.posts.map(({ target, body }) => target + body)).toEqual(['/1one', '/2two', '/3three']);
    expect(seen.parsed).toBe(2);
    expect(world.incidents).toEqual([]);
  });

  test.each([
    ['tapped', 100],
    ['untapped', 0],
  ])('that is to be closed, and more comes: an incident, as from node:http (%s)', async (_, tappedPerSecond) => {
    const kept: unknown[] = [];
    const last = post('/1', 'one', 'Connection: close');
    for (const pieces of [[last], inTwo(last)]) {
      const { opened, open } = gate();
      await using world = await startWorld({ tappedPerSecond, append: () => opened.then(() => 1) });
      using client = await world.connect();
      await client.send(...pieces);
      await expect.poll(() => world.posts.length).toBe(1);
      await client.send(post('/2', 'two'), 'more');
      open();
      expect(takeAnswers(await client.closed()).map(({ status }) => status)).toEqual([200]);
      await expect.poll(() => world.incidents.length).toBe(1);
      expect(world.posts).toHaveLength(1);
      kept.push(world.incidents.map(({ at, ...rest }) => rest));
    }
    expect(kept[0]).toEqual(kept[1]);
  });

  test('that is to be closed, and a line end comes: it is nothing', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(post('/1', 'one', 'Connection: close'), '\r\n');
    open();
    expect(takeAnswers(await client.closed()).map(({ status }) => status)).toEqual([200]);
    expect(world.incidents).toEqual([]);
  });

  test('the receiver closes: it is answered, and told that this was the last one', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(post('/a', 'b'));
    const closing = world.receiver.close();
    open();
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 OK\r\n(.+\r\n)*Connection: close\r\n/);
    await closing;
  });
});

test('a connection on which nothing comes behind an answer is closed after a while, one that never brought a request is not', async () => {
  await using world = await startWorld({ timeouts: { keepAliveMs: 20, checkMs: 10 } });
  using silent = await world.connect();
  using client = await world.connect();
  await client.send(post('/a', 'b'));
  await client.answer();
  expect(takeAnswers(await client.closed())).toHaveLength(1);
  expect(silent.isClosed).toBe(false);
});

test('bodies that wait for the disk count as held', async () => {
  const { opened, open } = gate();
  await using world = await startWorld({
    heldBytes: limits.receiver.smallBodyBytes + 1000,
    append: ({ target }) => (target === '/before' ? Promise.resolve(1) : opened.then(() => 1)),
  });
  for (let i = 0; i < 5; i++) await world.ask(post('/before', 'x'.repeat(400)));
  using large = await world.connect();
  await large.send(post('/large', 'x'.repeat(limits.receiver.smallBodyBytes + 500)).slice(0, -1));
  using small = await world.connect();
  await small.send(post('/small', 'x'.repeat(400)));
  await expect.poll(() => world.posts.length).toBe(6);
  expect(world.incidents).toEqual([]);
  using third = await world.connect();
  await third.send(post('/small', 'x'.repeat(400)));
  expect((await large.answer()).status).toBe(503);
  open();
  expect((await small.answer()).status).toBe(200);
  expect((await third.answer()).status).toBe(200);
});
