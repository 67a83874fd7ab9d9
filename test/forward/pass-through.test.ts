import { describe, expect, test } from 'vitest';
import {
  type Delivery,
  defaultEndpoints,
  defaultResponse,
  type Endpoint,
  forwardRuleSchema,
  type Post,
} from '../../contract/index.ts';
import { startAnswering } from '../helpers/answering.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { connectRaw, type RawAnswer } from '../helpers/raw-client.ts';
import { answers, startTarget } from '../helpers/target.ts';

async function use(app: TestApp, forward: Partial<Endpoint['forward']>): Promise<void> {
  const own = { ...defaultResponse, status: 202, body: 'own answer' };
  const endpoints = defaultEndpoints.map((one) => ({
    ...one,
    response: own,
    forward: forwardRuleSchema.parse({ mode: 'pass-through', ...forward }),
  }));
  expect((await app.api('PUT', '/endpoints', endpoints)).status).toBe(200);
}

async function ask(app: TestApp): Promise<RawAnswer> {
  using client = await connectRaw(Number(new URL(app.receiver).port));
  await client.send('POST /callback HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na=1');
  return await client.answer();
}

const deliveries = async (app: TestApp): Promise<Delivery[]> =>
  (await app.api<Delivery[]>('GET', '/posts/1/deliveries')).body;

describe('pass-through', () => {
  test('the platform gets the target’s status, headers and body, hop-by-hop headers removed', async () => {
    const reply = ['X-One: 1', 'x-one: 2', 'Connection: close, X-Hop', 'X-Hop: 1', 'Keep-Alive: timeout=5'];
    const text = `HTTP/1.1 418 I'm a teapot\r\n${reply.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`;
    await using target = await startTarget(answers.rawThenClose(text));
    await using app = await startApp();
    await use(app, { target: target.url });
    const answer = await ask(app);
    expect([answer.status, answer.body.toString()]).toEqual([418, 'abc']);
    expect(answer.lines.filter((line) => /^x-one/i.test(line))).toEqual(['X-One: 1', 'x-one: 2']);
    expect([answer.header('x-hop'), answer.header('transfer-encoding'), answer.header('content-length')]).toEqual([
      null,
      null,
      '3',
    ]);
    // What was answered is told by the delivery; when the post was stored nobody knew.
    await expect.poll(() => deliveries(app)).toMatchObject([{ origin: 'forward', response: { status: 418 } }]);
    expect((await app.api<Post>('GET', '/posts/1')).body.responseStatus).toBeNull();
  });

  test('HEAD and OPTIONS get the target’s lines and no others', async () => {
    await using target = await startTarget(
      answers.rawThenClose('HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nAllow: POST\r\n\r\n'),
    );
    await using app = await startApp();
    await use(app, { target: target.url });
    using client = await connectRaw(Number(new URL(app.receiver).port));
    await client.send('HEAD /callback HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    const lines = (await client.closed()).split('\r\n').filter((line) => /^(allow|content-length):/i.test(line));
    expect(lines.sort()).toEqual(['Allow: POST', 'Content-Length: 1234']);
  });

  test.each([
    ['takes too long', 'never', 'ETIMEDOUT'],
    ['closes the connection', 'closes', 'ECONNRESET'],
  ] as const)('the endpoint’s own answer goes out when the target %s', async (_what, how, code) => {
    await using target = await startTarget(answers[how]);
    await using app = await startApp();
    await use(app, { target: target.url, fallbackAfterMs: 150 });
    const answer = await ask(app);
    expect([answer.status, answer.body.toString()]).toEqual([202, 'own answer']);
    await expect.poll(() => deliveries(app)).toMatchObject([{ response: null, error: { code } }]);
  });

  test('an answer too long to be kept whole is not passed on', async () => {
    await using target = await startTarget(answers.large(1024 * 1024 + 1));
    await using app = await startApp();
    await use(app, { target: target.url });
    expect((await ask(app)).body.toString()).toBe('own answer');
  });

  test('without any target the endpoint answers itself', async () => {
    await using app = await startApp();
    await use(app, {});
    expect((await ask(app)).body.toString()).toBe('own answer');
  });

  test('a receiver that is its own target answers itself at the second turn', async () => {
    await using app = await startApp();
    await use(app, { target: app.receiver });
    expect((await ask(app)).body.toString()).toBe('own answer');
    expect(app.app.status().posts).toBe(2);
  });

  test('the queue has nothing to do with it', async () => {
    await using target = await startAnswering();
    await using app = await startApp();
    await use(app, { target: target.url });
    await ask(app);
    expect((await app.api('GET', '/forwards')).body).toMatchObject([
      { path: '/callback', mode: 'pass-through', queued: 0, target: target.url },
      { path: '/status', mode: 'pass-through' },
    ]);
    expect(target.posts).toEqual([1]);
  });
});
