import { describe, expect, it } from 'vitest';
import type { Edits } from '../../contract/index.ts';
import { buildRequest } from '../../main/replay/request.ts';
import { send } from '../../main/replay/send.ts';
import type { StoredRequest } from '../../main/store/types.ts';
import { answers, type ReceivedRequest, startTarget } from '../helpers/target.ts';
import { bytes, storedRequest } from './stored.ts';

/** What a target receives when a post is replayed to it, and the `Host` line it must contain. */
async function received(parts: Partial<StoredRequest>, edits?: Edits): Promise<ReceivedRequest & { host: string }> {
  await using target = await startTarget();
  const sent = await send(buildRequest(storedRequest(parts), target.url, edits), {
    timeoutMs: 5000,
    responseBytes: 1024,
  });
  expect(sent.error).toBeNull();
  expect(target.requests).toHaveLength(1);
  return { ...(await target.first()), host: `127.0.0.1:${target.port}` };
}

describe('bytes on the wire', () => {
  it('are those of the post, head and body', async () => {
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { requestLine, lines, body, host } = await received({
      target: '/call%62ack?a=%zz&&b=+',
      headers: [
        ['user-AGENT', 'Platform/1.0'],
        ['Host', 'calm-fox.example'],
        ['X-Dup', '1'],
        ['Content-Length', '256'],
        ['x-dup', '2'],
        ['X-Latin', 'caf\xe9\t\x80'],
        ['Empty', ''],
        ['X-Dup', '1'],
      ],
      body: everyByte,
    });
    expect(requestLine).toBe('POST /call%62ack?a=%zz&&b=+ HTTP/1.1');
    expect(lines).toEqual([
      'user-AGENT: Platform/1.0',
      `Host: ${host}`,
      'X-Dup: 1',
      'Content-Length: 256',
      'x-dup: 2',
      'X-Latin: caf\xe9\t\x80',
      'Empty:',
      'X-Dup: 1',
      'X-Tapline-Post: 7',
    ]);
    expect(body).toEqual(everyByte);
  });

  it('of a chunked post come as one piece of the same bytes', async () => {
    const { lines, body, host } = await received({
      headers: [
        ['Host', 'x'],
        ['Transfer-Encoding', 'chunked'],
      ],
      body: bytes('message=caf%C3%A9\0'),
    });
    expect(lines).toEqual([`Host: ${host}`, 'Content-Length: 18', 'X-Tapline-Post: 7']);
    expect(body).toEqual(bytes('message=caf%C3%A9\0'));
  });

  it.each([
    ['abc', '3\r\nabc\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n'],
    ['', '0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n'],
  ])('of a post with trailers include them (body %j)', async (text, framed) => {
    const { body } = await received({
      headers: [
        ['Host', 'x'],
        ['Transfer-Encoding', 'chunked'],
      ],
      trailers: [
        ['X-Sum', '1'],
        ['x-sum', '2'],
      ],
      body: bytes(text),
    });
    expect(body.toString('latin1')).toBe(framed);
  });

  it('of an HTTP/1.0 post without Host are HTTP/1.0, with the Host of the target', async () => {
    const { requestLine, lines, host } = await received({ httpVersion: '1.0', headers: [['A', '1']] });
    expect(requestLine).toBe('POST /callback HTTP/1.0');
    expect(lines).toEqual([`Host: ${host}`, 'A: 1', 'X-Tapline-Post: 7']);
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PROPFIND', 'M-SEARCH', 'CONNECT', 'f!oo', 'post'])(
    'have the method %s, with and without a body',
    async (method) => {
      const plain = await received({ method });
      expect(plain.requestLine).toBe(`${method} /callback HTTP/1.1`);
      expect(plain.lines).toEqual([`Host: ${plain.host}`, 'X-Tapline-Post: 7']);
      const withBody = await received({ method }, { body: 'a=1' });
      expect(withBody.requestLine).toBe(`${method} /callback HTTP/1.1`);
      expect(withBody.body).toEqual(bytes('a=1'));
    },
  );

  it('keep every byte of a target, above 0x7F too', async () => {
    let path = '/';
    for (let byte = 0x21; byte <= 0xff; byte++) if (byte !== 0x7f) path += String.fromCharCode(byte);
    const { requestLine } = await received({ target: path });
    expect(requestLine).toBe(`POST ${path} HTTP/1.1`);
  });

  it('carry OPTIONS * as it came', async () => {
    const { requestLine } = await received({ method: 'OPTIONS', target: '*' });
    expect(requestLine).toBe('OPTIONS * HTTP/1.1');
  });

  it('carry a body of 10 MiB', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, 'tapline\xff', 'latin1');
    const { body: got } = await received({ body });
    expect(got.equals(body)).toBe(true);
  });

  it('are not followed by others: one request, one connection, closed afterwards', async () => {
    await using target = await startTarget(answers.raw('HTTP/1.1 307 T\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n'));
    const sent = await send(buildRequest(storedRequest(), target.url), { timeoutMs: 5000, responseBytes: 1024 });
    expect(sent.response?.status).toBe(307);
    await expect.poll(() => target.open).toBe(0);
    expect(target.requests).toHaveLength(1);
  });
});
