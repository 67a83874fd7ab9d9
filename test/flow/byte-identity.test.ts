import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Delivery, Post } from '../../contract/index.ts';
import { startApp } from '../helpers/app.ts';
import { connectRaw } from '../helpers/raw-client.ts';
import { startTarget } from '../helpers/target.ts';

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]{0,15}$/);
/** Any bytes that HTTP allows in a header value, latin-1 ones among them, with no blank at either end. */
const value = fc.stringMatching(/^(?:[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]{0,30}[\x21-\x7e\x80-\xff])?)?$/);
/** Headers with a meaning for the transfer itself are set by the test. */
const ownHeader =
  /^(host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*|x-tapline-.*|http2-settings)$/i;
const headers = fc
  .array(fc.tuple(token, value), { maxLength: 12 })
  .map((lines) => lines.filter(([name]) => !ownHeader.test(name)));
const target = fc
  .array(fc.stringMatching(/^[A-Za-z0-9\-._~!$&'()*+,;=:@%]{0,12}$/), { maxLength: 5 })
  .map((parts) => `/p/${parts.join('/')}`);
const query = fc.option(fc.stringMatching(/^[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]{0,40}$/), { nil: null });
const method = fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'REPORT');
const body = fc.oneof(fc.uint8Array({ maxLength: 2000 }), fc.uint8Array({ minLength: 60_000, maxLength: 70_000 }));

it('sends to a target the bytes that were received, whatever they are', { timeout: 120_000 }, async () => {
  await using app = await startApp();
  await using place = await startTarget();
  const port = Number(new URL(app.receiver).port);
  await fc.assert(
    fc.asyncProperty(fc.record({ method, target, query, headers, body }), async (sent) => {
      const path = sent.query === null ? sent.target : `${sent.target}?${sent.query}`;
      const lines = sent.headers.map(([name, text]) => (text === '' ? `${name}:` : `${name}: ${text}`));
      const head = [
        `${sent.method} ${path} HTTP/1.1`,
        'Host: example.test',
        ...lines,
        `Content-Length: ${sent.body.length}`,
      ];
      using client = await connectRaw(port);
      await client.send(`${head.join('\r\n')}\r\n\r\n`, sent.body);
      expect((await client.answer()).status).toBe(200);

      const id = app.app.status().posts;
      const post = (await app.api<Post>('GET', `/posts/${id}`)).body;
      expect(post.target).toBe(path);
      expect(post.headers).toEqual([
        ['Host', 'example.test'],
        ...sent.headers,
        ['Content-Length', String(sent.body.length)],
      ]);
      expect((await app.api('GET', `/posts/${id}/body`)).bytes.equals(sent.body)).toBe(true);

      const before = place.requests.length;
      const delivery = (await app.api<Delivery>('POST', `/posts/${id}/replay`, { target: place.url })).body;
      expect(delivery.error).toBeNull();
      const replayed = place.requests[before];
      expect(replayed?.requestLine).toBe(head[0]);
      expect(replayed?.lines).toEqual([`Host: 127.0.0.1:${place.port}`, ...head.slice(2), `X-Tapline-Post: ${id}`]);
      expect(replayed?.body.equals(sent.body)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
