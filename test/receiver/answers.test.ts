import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { defaultResponse, noForward, type ResponseRule } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { gate, post, startWorld } from './world.ts';

const endpoint = (path: string, response: Pick<ResponseRule, 'status' | 'headers' | 'body'>) => ({
  path,
  dialect: 'txtwire',
  kind: 'callback' as const,
  response: { ...defaultResponse, ...response },
  target: null,
  forward: noForward,
});

describe('answered means stored', () => {
  test('nothing is said before the post is stored', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(post('/callback', 'a=1'));
    await expect.poll(() => world.posts.length).toBe(1);
    for (let i = 0; i < 50; i++) await turn();
    expect(client.received).toBe('');
    open();
    const answer = await client.answer();
    expect([answer.status, answer.header('content-length'), answer.body.length]).toEqual([200, '0', 0]);
  });

  test('503 with Retry-After when it could not be stored, and the connection stays usable', async () => {
    const fault = new Error('disk full');
    let broken = true;
    await using world = await startWorld({
      append: () => (broken ? Promise.reject(fault) : Promise.resolve(1)),
    });
    using client = await world.connect();
    await client.send(post('/callback', 'a=1'));
    const answer = await client.answer();
    expect([answer.status, answer.header('retry-after'), answer.header('content-length')]).toEqual([
      503,
      String(limits.store.retryAfterSeconds),
      '0',
    ]);
    expect(world.refused).toEqual([fault]);
    expect(world.incidents).toEqual([]);
    broken = false;
    await client.send(post('/callback', 'a=1'));
    expect((await client.answers(2))[1]?.status).toBe(200);
  });

  test('a sender that is gone when its post is stored does no harm', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({ append: () => opened.then(() => 1) });
    using client = await world.connect();
    await client.send(post('/callback', 'a=1'));
    await expect.poll(() => world.posts.length).toBe(1);
    client.reset();
    for (let i = 0; i < 10; i++) await turn();
    open();
    expect((await world.ask(post('/callback', 'a=2'))).status).toBe(200);
    expect(world.incidents).toEqual([]);
  });
});

describe('response rules', () => {
  const rule: Pick<ResponseRule, 'status' | 'headers' | 'body'> = {
    status: 418,
    headers: [
      ['X-One', '1'],
      ['x-ONE', '2'],
      ['Content-Type', 'text/plain; charset=utf-8'],
    ],
    body: 'hé',
  };

  test('status, header lines and body are the endpoint’s own', async () => {
    await using world = await startWorld({ endpoints: () => [endpoint('/teapot', rule)] });
    const answer = await world.ask(post('/teapot?x=1', 'a=1'));
    expect(answer.status).toBe(418);
    expect(answer.lines.filter((line) => /^x-one/i.test(line))).toEqual(['X-One: 1', 'x-ONE: 2']);
    expect(answer.header('content-length')).toBe('3');
    expect(answer.body.toString('utf8')).toBe('hé');
    expect(world.posts).toMatchObject([{ responseStatus: 418 }]);
  });

  test('a slash at the end makes no difference; other paths get 200', async () => {
    await using world = await startWorld({ endpoints: () => [endpoint('/teapot', rule)] });
    expect((await world.ask(post('/teapot/'))).status).toBe(418);
    expect((await world.ask(post('http://x.example/teapot?y'))).status).toBe(418);
    for (const path of ['/', '/Teapot', '/teapot/x', '/teapo%74']) {
      expect((await world.ask(post(path))).status).toBe(200);
    }
  });

  test('HEAD gets the head of the answer only', async () => {
    await using world = await startWorld({ endpoints: () => [endpoint('/teapot', rule)] });
    using client = await world.connect();
    await client.send('HEAD /teapot HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 418 [\s\S]*\r\nContent-Length: 3\r\n/);
    expect(text.endsWith('\r\n\r\n')).toBe(true);
  });

  test.each([204, 304])('%i has neither body nor length', async (status) => {
    await using world = await startWorld({
      endpoints: () => [endpoint('/none', { status, headers: [], body: 'ignored' })],
    });
    using client = await world.connect();
    await client.send(post('/none'), post('/none'));
    const answers = await client.answers(2);
    expect(answers.map((one) => [one.status, one.header('content-length'), one.header('transfer-encoding')])).toEqual([
      [status, null, null],
      [status, null, null],
    ]);
  });

  test.each([
    ['one packet', (text: string) => [text]],
    ['two packets', (text: string) => [text.slice(0, 9), text.slice(9)]],
  ])('an announcement of lines behind the body is left out, whichever way the post came (%s)', async (_, cut) => {
    const headers: [string, string][] = [
      ['Trailer', 'Expires'],
      ['trailer', ''],
      ['X-One', '1'],
    ];
    await using world = await startWorld({ endpoints: () => [endpoint('/odd', { status: 200, headers, body: 'ok' })] });
    const answer = await world.ask(...cut(post('/odd')));
    expect([answer.status, answer.header('x-one'), answer.header('trailer')]).toEqual([200, '1', null]);
  });

  test('OPTIONS is told what is allowed, once', async () => {
    const options = (path: string) => `OPTIONS ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
    await using world = await startWorld({
      endpoints: () => [
        endpoint('/own', { status: 200, headers: [['allow', 'POST']], body: '' }),
        endpoint('/none', { status: 200, headers: [], body: '' }),
      ],
    });
    const allowed = async (path: string) =>
      (await world.ask(options(path))).lines.filter((line) => /^allow:/i.test(line));
    expect(await allowed('/own')).toEqual(['allow: POST']);
    expect(await allowed('/none')).toEqual(['Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']);
  });

  test('a rule cannot break the framing of the answer', async () => {
    const headers: [string, string][] = [
      ['content-length', '999'],
      ['Transfer-Encoding', 'chunked'],
    ];
    await using world = await startWorld({
      endpoints: () => [endpoint('/odd', { status: 200, headers, body: 'ok' })],
    });
    const answer = await world.ask(post('/odd'));
    expect(answer.lines.filter((line) => /^(content-length|transfer-encoding):/i.test(line))).toEqual([
      'Content-Length: 2',
    ]);
  });

  test.each([
    ['a name with a blank', ['Bad Name', 'x']],
    ['a line end in a value', ['X', 'a\r\nSet-Cookie: b']],
    ['a value beyond latin-1', ['X', '\u{1f600}']],
  ])('a header that cannot be sent (%s) is left out, and the post is answered', async (_name, bad) => {
    const headers = [['X-Good', '1'], bad] as [string, string][];
    await using world = await startWorld({
      endpoints: () => [endpoint('/odd', { status: 200, headers, body: '' })],
    });
    const answer = await world.ask(post('/odd'));
    expect([answer.status, answer.header('x-good'), answer.header('set-cookie')]).toEqual([200, '1', null]);
    expect(answer.lines.some((line) => /^(bad|x:)/i.test(line))).toBe(false);
  });
});
