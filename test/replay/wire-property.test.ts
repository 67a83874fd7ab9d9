import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Header } from '../../contract/index.ts';
import { buildRequest } from '../../main/replay/request.ts';
import { send } from '../../main/replay/send.ts';
import { startTarget } from '../helpers/target.ts';
import { storedRequest } from './stored.ts';

const replaced =
  /^(host|content-length|transfer-encoding|connection|keep-alive|proxy-connection|te|trailer|upgrade|expect|x-tapline-post)$/i;

const name = fc
  .string({ unit: fc.constantFrom(..."abcXYZ019!#$%&'*+-.^_`|~"), minLength: 1, maxLength: 12 })
  .filter((text) => !replaced.test(text));
const valueUnit = fc.integer({ min: 0x21, max: 0xff }).filter((byte) => byte !== 0x7f);
const value = fc
  .array(fc.oneof(valueUnit, fc.constantFrom(0x20, 0x09)), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes).trim());
const headerLines = fc.array(fc.tuple(name, value), { maxLength: 30 });
const path = fc.array(valueUnit, { maxLength: 60 }).map((codes) => `/${String.fromCharCode(...codes)}`);
const body = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));

it('whatever a post is made of, the target gets its lines and its body', async () => {
  await using target = await startTarget();
  await fc.assert(
    fc.asyncProperty(headerLines, path, body, fc.nat(), async (lines, postTarget, content, place) => {
      const at = place % (lines.length + 1);
      const headers: Header[] = lines.toSpliced(at, 0, ['Host', 'calm-fox.example']);
      const stored = storedRequest({ target: postTarget, headers, body: content });
      target.requests.length = 0;

      const sent = await send(buildRequest(stored, target.url), { timeoutMs: 5000, responseBytes: 1024 });

      expect(sent.error).toBeNull();
      const [received] = target.requests;
      expect(received?.requestLine).toBe(`POST ${postTarget} HTTP/1.1`);
      expect(received?.lines).toEqual([
        ...headers.map(([name, value]) => {
          if (name === 'Host') return `Host: 127.0.0.1:${target.port}`;
          return value === '' ? `${name}:` : `${name}: ${value}`;
        }),
        ...(content.length > 0 ? [`Content-Length: ${content.length}`] : []),
        'X-Tapline-Post: 7',
      ]);
      expect(received?.body.equals(content)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
