import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { buildRequest } from '../../main/replay/request.ts';
import { type SendOptions, type Sent, send } from '../../main/replay/send.ts';
import type { StoredRequest } from '../../main/store/types.ts';
import { freePort } from '../helpers/free-port.ts';
import { answers, type Handler, startTarget } from '../helpers/target.ts';
import { storedRequest } from './stored.ts';

const bounds: SendOptions = { timeoutMs: 5000, responseBytes: 1024 };

function sendTo(url: string, options: Partial<SendOptions> = {}, parts: Partial<StoredRequest> = {}): Promise<Sent> {
  return send(buildRequest(storedRequest(parts), url), { ...bounds, ...options });
}

async function answered(handler: Handler, options: Partial<SendOptions> = {}, method = 'POST'): Promise<Sent> {
  await using target = await startTarget(handler);
  return await sendTo(target.url, options, { method });
}

describe('an answer', () => {
  it('is kept with its status line, its header lines as they came, and its body', async () => {
    const { response, error, startedAt, durationMs } = await answered(
      answers.raw(
        'HTTP/1.1 299 Caf\xe9 Open\r\nSet-Cookie: a\r\nset-COOKIE: b\r\nX: \xff\r\nContent-Length: 3\r\n\r\n\0\xff\n',
      ),
    );
    expect(error).toBeNull();
    expect(response).toEqual({
      status: 299,
      statusText: 'Caf\xe9 Open',
      headers: [
        ['Set-Cookie', 'a'],
        ['set-COOKIE', 'b'],
        ['X', '\xff'],
        ['Content-Length', '3'],
      ],
      body: 'AP8K',
      bodySize: 3,
      cut: false,
    });
    expect(startedAt).toBe(new Date(startedAt).toISOString());
    expect(durationMs).toBeGreaterThan(0);
  });

  it.each<[string, Handler]>([
    ['in chunks', answers.chunked(['ab', 'c'])],
    ['up to the end of the connection', answers.rawThenClose('HTTP/1.0 200 OK\r\n\r\nabc')],
    [
      'after 1xx answers',
      answers.raw(
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
      ),
    ],
    ['with bytes behind its end', answers.raw('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef')],
  ])('%s is read', async (_how, handler) => {
    const { response, error } = await answered(handler);
    expect(error).toBeNull();
    expect(response).toMatchObject({ status: 200, body: btoa('abc'), bodySize: 3, cut: false });
  });

  it.each(['HTTP/1.1 204 No Content\r\n\r\n', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'])(
    'without a body is read: %j',
    async (bytes) => {
      const { response, error } = await answered(answers.raw(bytes));
      expect(error).toBeNull();
      expect(response).toMatchObject({ body: '', bodySize: 0, cut: false });
    },
  );

  it.each([
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n',
    // Against the rules, and done by many a hand-made server.
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
  ])('to HEAD has no body: %j', async (bytes) => {
    const { response, error } = await answered(answers.raw(bytes), {}, 'HEAD');
    expect(error).toBeNull();
    expect(response).toMatchObject({ status: 200, body: '', bodySize: 0, cut: false });
  });

  it('that redirects is shown, not followed', async () => {
    await using elsewhere = await startTarget();
    const { response } = await answered(
      answers.raw(`HTTP/1.1 302 Found\r\nLocation: ${elsewhere.url}/\r\nContent-Length: 0\r\n\r\n`),
    );
    expect(response).toMatchObject({ status: 302, headers: [['Location', `${elsewhere.url}/`], expect.anything()] });
    expect(elsewhere.requests).toEqual([]);
  });

  it('that switches protocols is shown', async () => {
    const { response, error } = await answered(
      answers.raw('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    );
    expect(error).toBeNull();
    expect(response).toMatchObject({ status: 101, body: '' });
  });

  it('is kept up to responseBytes and counted beyond', async () => {
    const exact = await answered(answers.large(1024));
    expect(exact.response).toMatchObject({ bodySize: 1024, cut: false });
    const { response, error } = await answered(answers.large(5000));
    expect(error).toBeNull();
    expect(response).toMatchObject({ body: Buffer.alloc(1024, 'x').toString('base64'), bodySize: 5000, cut: true });
  });

  it('that is very long is not read to its end', async () => {
    await using target = await startTarget(answers.large(20 * 1024 * 1024));
    const { response, error } = await sendTo(target.url);
    expect(error).toBeNull();
    expect(response?.cut).toBe(true);
    expect(response?.bodySize).toBeGreaterThanOrEqual(16 * 1024);
    expect(response?.bodySize).toBeLessThan(1024 * 1024);
    await expect.poll(() => target.open).toBe(0);
  });

  it('that comes before the body was taken is read', async () => {
    await using early = await startEarly('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig');
    const { response, error } = await sendTo(early.url, {}, { body: Buffer.alloc(8 * 1024 * 1024) });
    expect(error).toBeNull();
    expect(response).toMatchObject({ status: 413, body: btoa('big') });
  });
});

describe('an answer that breaks off is kept with the reason', () => {
  it.each<[string, Handler, string]>([
    ['closed too soon', answers.rawThenClose('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'), 'ECONNRESET'],
    [
      'a chunk that is none',
      answers.raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'),
      'HPE_INVALID_CHUNK_SIZE',
    ],
    ['no end in time', answers.raw('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'), 'ETIMEDOUT'],
  ])('%s', async (_what, handler, code) => {
    const { response, error } = await answered(handler, { timeoutMs: 300 });
    expect(error?.code).toBe(code);
    expect(response).toMatchObject({ status: 200, body: btoa('abc'), bodySize: 3, cut: true });
  });

  it('cancelled', async () => {
    const controller = new AbortController();
    await using target = await startTarget((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', () => controller.abort());
    });
    const { error } = await sendTo(target.url, { signal: controller.signal });
    expect(error?.code).toBe('ABORTED');
    await expect.poll(() => target.open).toBe(0);
  });
});

describe('no answer is an error with a sentence', () => {
  it('when nothing listens, by name and by address', async () => {
    const port = await freePort();
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      const { response, error } = await sendTo(`http://${host}:${port}`);
      expect(response).toBeNull();
      expect(error).toEqual({
        code: 'ECONNREFUSED',
        message: `Nothing listens on ${host}:${port}. Start your app, or change the target.`,
      });
    }
  });

  it('when the name has no address', async () => {
    const { error } = await sendTo('http://tapline-test.invalid');
    expect(error?.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(error?.message).toContain('No address is known for tapline-test.invalid.');
  });

  it.each<[string, Handler, string, string]>([
    ['it is late', answers.never, 'ETIMEDOUT', 'gave no answer within 0.2 s'],
    ['the connection is closed', answers.closes, 'ECONNRESET', 'closed it without an answer'],
    ['the connection is reset', answers.resets, 'ECONNRESET', 'closed it without an answer'],
    ['the head breaks off', answers.rawThenClose('HTTP/1.1 200 OK\r\nX:'), 'ECONNRESET', 'closed it without an answer'],
    ['it is no HTTP', answers.garbage, 'HPE_INVALID_CONSTANT', 'is not HTTP'],
    ['it is TLS', answers.raw('\x15\x03\x03\0\x02\x02\x28'), 'HPE_INVALID_CONSTANT', 'speaks TLS. Write https://'],
    [
      'its head is endless',
      answers.raw(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(300 * 1024)}`),
      'HPE_HEADER_OVERFLOW',
      'too long',
    ],
  ])('when %s', async (_what, handler, code, sentence) => {
    await using target = await startTarget(handler);
    const { response, error } = await sendTo(target.url, code === 'ETIMEDOUT' ? { timeoutMs: 200 } : {});
    expect(response).toBeNull();
    expect(error).toEqual({ code, message: expect.stringContaining(sentence) });
    expect(error?.message).toContain(`127.0.0.1:${target.port}`);
    await expect.poll(() => target.open).toBe(0);
  });

  it('when it is cancelled, before or after the request went out', async () => {
    await using target = await startTarget(answers.never);
    const before = await sendTo(target.url, { signal: AbortSignal.abort() });
    expect(before).toMatchObject({ response: null, error: { code: 'ABORTED' } });
    expect(target.requests).toEqual([]);

    const controller = new AbortController();
    const sending = sendTo(target.url, { signal: controller.signal });
    await target.first();
    controller.abort();
    expect(await sending).toMatchObject({ response: null, error: { code: 'ABORTED' } });
    await expect.poll(() => target.open).toBe(0);
  });
});

it.each(['127.0.0.1', '::1'])('localhost finds an app that listens on %s alone', async (host) => {
  await using target = await startTarget(answers.ok, host);
  const { response, error } = await sendTo(`http://localhost:${target.port}`);
  expect(error).toBeNull();
  expect(response?.status).toBe(200);
});

/** A server that answers as soon as the first bytes come, and reads nothing more. */
async function startEarly(answer: string): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.pause();
      socket.write(answer);
    });
    server.once('stop', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.emit('stop');
      server.close();
      await once(server, 'close');
    },
  };
}
