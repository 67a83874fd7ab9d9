import { expect, onTestFinished, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { type ConnectionPool, createConnectionPool } from '../../main/replay/connection-pool.ts';
import { assembleRequest } from '../../main/replay/request.ts';
import { type Sent, send } from '../../main/replay/send.ts';
import { startAnswering } from '../helpers/answering.ts';
import { answers, type Handler, startTarget } from '../helpers/target.ts';

const options = { timeoutMs: 5000, responseBytes: 1024 };

function pooled(longestMs?: number): ConnectionPool {
  const pool = createConnectionPool(longestMs);
  onTestFinished(() => pool.close());
  return pool;
}

function post(target: string, pool: ConnectionPool | undefined, body = 'a=1'): Promise<Sent> {
  const headers: [string, string][] = [['content-LENGTH', String(Buffer.byteLength(body))]];
  const request = { method: 'POST', target: '/x', httpVersion: '1.1', headers, trailers: [], body: Buffer.from(body) };
  return send(assembleRequest({ request, target, marker: null }), { ...options, pool });
}

test('requests to one place share a connection, and are the same bytes as without', async () => {
  await using target = await startTarget();
  const pool = pooled();
  for (let i = 0; i < 5; i++)
    expect(await post(target.url, pool)).toMatchObject({ response: { status: 200 }, error: null });
  expect(target.open).toBe(1);
  await post(target.url, undefined);
  const [first, ...rest] = target.requests;
  for (const request of rest) expect(request).toEqual(first);
});

test('a connection that is used again and again gathers no listeners', async () => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n';
  await using target = await startTarget(answers.raw(chunked));
  const pool = pooled();
  const url = new URL(target.url);
  for (let i = 0; i < 5; i++) expect((await post(target.url, pool)).error).toBeNull();
  expect(target.open).toBe(1);
  const socket = pool.take(url)?.detach();
  expect(socket?.listenerCount('error')).toBe(0);
  expect(socket?.listenerCount('data')).toBe(0);
  socket?.destroy();
});

test.each([
  ['says it closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
  ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  ['waits for no time at all', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 2\r\n\r\nok'],
])('a server that %s gets a new connection for each', async (_what, text) => {
  await using target = await startTarget(answers.raw(text));
  const pool = pooled();
  for (let i = 0; i < 3; i++) expect((await post(target.url, pool)).response?.status).toBe(200);
  await expect.poll(() => target.open).toBe(0);
  expect(target.requests).toHaveLength(3);
});

test('a server that hangs up after each answer, without a word, costs no request', async () => {
  await using target = await startTarget(answers.rawThenClose('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  const pool = pooled();
  for (let i = 0; i < 20; i++) expect(await post(target.url, pool)).toMatchObject({ error: null });
  expect(target.requests).toHaveLength(20);
});

test('a request that was sent is not sent again when the connection breaks', async () => {
  let count = 0;
  const handler: Handler = (socket, request) => {
    if (++count === 2) socket.resetAndDestroy();
    else answers.ok(socket, request);
  };
  await using target = await startTarget(handler);
  const pool = pooled();
  expect((await post(target.url, pool)).error).toBeNull();
  expect((await post(target.url, pool)).error?.code).toBe('ECONNRESET');
  expect(target.requests).toHaveLength(2);
});

test('a connection that waited too long is not used again', async () => {
  await using target = await startAnswering();
  // Servers made with Node let a connection wait for five seconds.
  expect(limits.replay.idleConnectionMs).toBeLessThan(5000);
  const pool = pooled(0.001);
  for (let i = 0; i < 3; i++) await post(target.url, pool);
  expect(target.connections).toBe(3);
});

test('words on a connection that waits end it', async () => {
  await using target = await startTarget((socket, request) => {
    answers.ok(socket, request);
    setImmediate(() => socket.write('HTTP/1.1 408 Too late\r\n\r\n'));
  });
  const pool = pooled();
  await post(target.url, pool);
  await expect.poll(() => target.open).toBe(0);
  expect((await post(target.url, pool)).response?.status).toBe(200);
});

test('an answer before the whole request was read does not keep the connection', async () => {
  await using target = await startAnswering();
  target.answer = (_one, response) => void response.writeHead(413).end();
  const pool = pooled();
  const body = 'x'.repeat(4 * 1024 * 1024);
  for (let i = 0; i < 2; i++) expect((await post(target.url, pool, body)).response?.status).toBe(413);
});
