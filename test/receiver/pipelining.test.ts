import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { defaultResponse, noForward } from '../../contract/index.ts';
import { takeAnswers } from '../helpers/raw-client.ts';
import { bytesOf, gate, post, startWorld } from './world.ts';

describe('several requests on one connection', () => {
  test('one after the other', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    for (let i = 1; i <= 5; i++) {
      await client.send(post(`/${i}`, `b${i}`));
      await client.answers(i);
    }
    expect(world.posts.map(({ target, body }) => [target, body.toString()])).toEqual(
      [1, 2, 3, 4, 5].map((i) => [`/${i}`, `b${i}`]),
    );
  });

  test('two in one packet, the first one slow to store: both stored, answered in order', async () => {
    const { opened, open } = gate();
    const rules = ['/first', '/second'].map((path, i) => ({
      path,
      dialect: 'txtwire',
      kind: 'other' as const,
      response: { ...defaultResponse, body: `answer ${i + 1}` },
      target: null,
      forward: noForward,
    }));
    await using world = await startWorld({
      endpoints: () => rules,
      append: async ({ target }) => {
        if (target === '/first') await opened;
        return 1;
      },
    });
    using client = await world.connect();
    await client.send(post('/first', 'one') + post('/second', 'two'));
    await expect.poll(() => world.posts.length).toBe(2);
    expect(client.received).toBe('');
    open();
    const answers = await client.answers(2);
    expect(answers.map(({ body }) => body.toString())).toEqual(['answer 1', 'answer 2']);
    expect(world.posts.map(({ target, body }) => [target, body.toString()])).toEqual([
      ['/first', 'one'],
      ['/second', 'two'],
    ]);
  });

  test('a second one that begins in the middle of a packet', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    const both = post('/first', 'one') + post('/second', 'two');
    const cut = both.indexOf('POST /second') + 9;
    await client.send(both.slice(0, cut), both.slice(cut, cut + 30), both.slice(cut + 30));
    await client.answers(2);
    expect(world.posts.map(({ target, body }) => [target, body.toString()])).toEqual([
      ['/first', 'one'],
      ['/second', 'two'],
    ]);
    expect(world.incidents).toEqual([]);
  });

  test('fifty in one packet', async () => {
    await using world = await startWorld();
    using client = await world.connect();
    await client.send(Array.from({ length: 50 }, (_, i) => post(`/${i}`, `body ${i}`)).join(''));
    expect((await client.answers(50)).every(({ status }) => status === 200)).toBe(true);
    expect(world.posts.map(({ body }) => body.toString())).toEqual(Array.from({ length: 50 }, (_, i) => `body ${i}`));
  });
});

describe.each([
  ['tapped', 100],
  ['untapped', 0],
])('bytes behind a complete request, on a %s connection', (_name, tappedPerSecond) => {
  test('more bytes than announced: the post is stored and answered, the rest is an incident of its own', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ tappedPerSecond, append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(`${post('/cb', 'hello')}=more`);
    await expect.poll(() => world.posts.length).toBe(1);
    expect(client.received).toBe('');
    open();
    expect((await client.answers(2)).map(({ status }) => status)).toEqual([200, 400]);
    expect(world.posts[0]?.body.toString()).toBe('hello');
    await expect.poll(() => world.incidents.length).toBe(1);
    expect(world.incidents).toMatchObject([{ code: 'malformed', responseStatus: 400, method: null, size: 5 }]);
    expect(world.incidents[0]?.sentence).toContain('Content-Length');
    expect(bytesOf(world.incidents[0])).toBe('=more');
  });

  test.each([
    ['in one packet', 'stays', [200, 400]],
    ['in one packet', 'closes its side', [200, 400]],
    ['in two packets', 'stays', [200, 400]],
    ['in two packets', 'closes its side', [200]],
  ])(
    'a broken second request while the first, which came %s, waits, and the sender %s: the first is still answered',
    async (packets, how, statuses) => {
      const { opened, open } = gate();
      await using world = await startWorld({ tappedPerSecond, append: () => opened.then(() => 1) });
      using client = await world.connect();
      const first = post('/first', 'one');
      await client.send(...(packets === 'in one packet' ? [first] : [first.slice(0, 9), first.slice(9)]));
      await expect.poll(() => world.posts.length).toBe(1);
      await client.send('BROKEN REQUEST\r\n', 'and more of it\r\n', 'and more');
      if (how !== 'stays') client.end();
      for (let i = 0; i < 10; i++) await turn();
      open();
      expect(takeAnswers(await client.closed()).map(({ status }) => status)).toEqual(statuses);
      await expect.poll(() => world.incidents).toMatchObject([{ code: 'malformed', method: 'BROKEN' }]);
      expect(world.incidents[0]?.responseStatus).toBe(statuses[1] ?? null);
      expect(bytesOf(world.incidents[0])).toBe('BROKEN REQUEST\r\n');
    },
  );

  test('a refused request behind a good one', async () => {
    await using world = await startWorld({ tappedPerSecond });
    using client = await world.connect();
    const noHost = 'GET /second HTTP/1.1\r\nX: y\r\n\r\n';
    await client.send(post('/first', 'one') + noHost);
    expect((await client.answers(2)).map(({ status }) => status)).toEqual([200, 400]);
    expect(world.posts).toMatchObject([{ target: '/first' }]);
    expect(world.incidents).toMatchObject([{ code: 'missing-host', method: 'GET', target: '/second' }]);
    expect(bytesOf(world.incidents[0])).toBe(noHost);
  });

  test('behind "Connection: close": stored, answered, closed', async () => {
    await using world = await startWorld({ tappedPerSecond });
    using client = await world.connect();
    await client.send(`${post('/cb', 'hi', 'Connection: close')}xyz`);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 /);
    expect(world.posts).toHaveLength(1);
    await expect.poll(() => world.incidents).toMatchObject([{ code: 'malformed', responseStatus: null }]);
  });

  test('a line end behind the body, as some senders add it, is nothing', async () => {
    await using world = await startWorld({ tappedPerSecond });
    using client = await world.connect();
    await client.send(`${post('/cb', 'hi')}\r\n`, '\r\n', post('/cb', 'ho'), '\r\n');
    await client.answers(2);
    client.end();
    await client.closed();
    expect(world.posts).toHaveLength(2);
    expect(world.incidents).toEqual([]);
  });
});
