import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorBody, Post } from '../../contract/index.ts';
import { decodedBody } from '../../main/api/decoded-body.ts';
import { inflate, inflateAsync } from '../../main/dialects/content-encoding.ts';
import { limits } from '../../main/limits.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { connectRaw } from '../helpers/raw-client.ts';

const form = 'phone=13125550142&message=hello&password=pw9-secret';

/** Posts bytes to the receiver and gives the number of the post. */
async function send(world: TestApp, body: Uint8Array, headers: string[]): Promise<number> {
  using client = await connectRaw(Number(new URL(world.receiver).port));
  const lines = ['POST /callback HTTP/1.1', 'Host: h', `Content-Length: ${body.length}`, ...headers];
  await client.send(`${lines.join('\r\n')}\r\n\r\n`, Buffer.from(body));
  await client.answers(1);
  return (await world.api<{ posts: { id: number }[] }>('GET', '/posts?limit=1')).body.posts[0]?.id ?? 0;
}

const urlencoded = 'Content-Type: application/x-www-form-urlencoded';

describe('a decoded body', () => {
  const encoded: [string, Uint8Array][] = [
    ['gzip', gzipSync(form)],
    ['X-GZIP', gzipSync(form)],
    ['deflate', deflateSync(form)],
    ['deflate', deflateRawSync(form)],
    ['br', brotliCompressSync(form)],
    ['deflate, gzip', gzipSync(deflateSync(form))],
    ['gzip, identity, br', brotliCompressSync(gzipSync(form))],
  ];
  test('undoes each encoding and chains of them, while the raw one stays as it came', async () => {
    await using world = await startApp();
    for (const [encoding, bytes] of encoded) {
      const id = await send(world, bytes, [urlencoded, `Content-Encoding: ${encoding}`]);
      const decoded = await world.api('GET', `/posts/${id}/body?decoded=true`);
      expect([decoded.status, decoded.bytes.toString()], encoding).toEqual([200, form]);
      expect((await world.api('GET', `/posts/${id}/body`)).bytes.equals(bytes), encoding).toBe(true);
    }
  });

  test('of a body without encoding, and of none, is the body', async () => {
    await using world = await startApp();
    const id = await send(world, Buffer.from(form), [urlencoded]);
    expect((await world.api('GET', `/posts/${id}/body?decoded=true`)).bytes.toString()).toBe(form);
    const empty = await send(world, Buffer.alloc(0), ['Content-Encoding: gzip']);
    const { status, bytes } = await world.api('GET', `/posts/${empty}/body?decoded=true`);
    expect([status, bytes.length]).toEqual([200, 0]);
  });

  test('that is cut short gives what stands before, and its name says so', async () => {
    await using world = await startApp();
    const text = Array.from({ length: 4000 }, (_, i) => `line ${i * 7919}`).join('\n');
    const bytes = gzipSync(text).subarray(0, 8000);
    const id = await send(world, bytes, ['Content-Type: text/plain', 'Content-Encoding: gzip']);
    const decoded = await world.api('GET', `/posts/${id}/body?decoded=true`);
    expect(decoded.status).toBe(200);
    expect(decoded.bytes.length).toBeGreaterThan(1000);
    expect(text.startsWith(decoded.bytes.toString())).toBe(true);
    expect(decoded.headers['content-disposition']).toContain(`post-${id}-cut.bin`);
  });

  test('of an id that no post has is POST_NOT_FOUND', async () => {
    await using world = await startApp();
    const { status, body } = await world.api<ErrorBody>('GET', '/posts/77/body?decoded=true');
    expect([status, body.code]).toEqual([404, 'POST_NOT_FOUND']);
  });
});

describe('a body that cannot be decoded', () => {
  const bomb = gzipSync(Buffer.alloc(limits.dialects.inflatedBytes + 1));
  const refused: [string, string, Uint8Array, RegExp][] = [
    ['a bomb', 'gzip', bomb, /holds more than 10,485,760 bytes, too many/],
    ['a bomb inside a bomb', 'gzip, gzip', gzipSync(bomb), /holds more than 10,485,760 bytes/],
    ['text that only says gzip', 'gzip', Buffer.from(form), /not compressed that way/],
    ['an encoding that is not known', 'zstd', Buffer.from(form), /"zstd" is not one that can be undone here/],
    ['a name that objects have', 'constructor', Buffer.from(form), /"constructor" is not one/],
    ['too many encodings', 'gzip, gzip, gzip, gzip', gzipSync(form), /more than 3 encodings/],
  ];
  test('is refused in a sentence, and its bytes are there', async () => {
    await using world = await startApp();
    for (const [what, encoding, bytes, sentence] of refused) {
      const id = await send(world, bytes, [urlencoded, `Content-Encoding: ${encoding}`]);
      const { status, body } = await world.api<ErrorBody>('GET', `/posts/${id}/body?decoded=true`);
      expect([status, body.code], what).toEqual([422, 'BODY_NOT_DECODED']);
      expect(body.message, what).toMatch(sentence);
      expect((await world.api('GET', `/posts/${id}/body`)).bytes.length, what).toBe(bytes.length);
    }
  });

  test('does not keep others waiting meanwhile', async () => {
    let turns = 0;
    let over = false;
    const count = () => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    await decodedBody({
      headers: [['content-encoding', 'gzip']],
      body: gzipSync(Buffer.alloc(limits.dialects.inflatedBytes)),
    });
    over = true;
    expect(turns).toBeGreaterThan(10);
  });
});

test('undoing at once and off the event loop agree on any bytes', async () => {
  const encoders = [gzipSync, deflateSync, deflateRawSync, brotliCompressSync];
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(...encoders),
      fc.constantFrom('gzip', 'deflate', 'br', 'gzip, deflate'),
      fc.nat(320),
      async (bytes, encode, encoding, length) => {
        const body = encode(bytes).subarray(0, length);
        const encodings = encoding.split(', ');
        expect(await inflateAsync(body, encodings)).toEqual(inflate(body, encodings));
      },
    ),
    { numRuns: 100 },
  );
});

describe('credentials in a compressed body', () => {
  test('are located in the decoded bytes, and the raw ones are covered whole', async () => {
    await using world = await startApp();
    const bytes = gzipSync(form);
    const id = await send(world, bytes, [urlencoded, 'Content-Encoding: gzip']);
    const post = (await world.api<Post>('GET', `/posts/${id}`)).body;
    expect(post.decodedSecrets.map(({ start, end }) => form.slice(start, end))).toEqual(['pw9-secret']);
    expect(post.secretRanges.body).toEqual([{ start: 0, end: bytes.length }]);
  });

  test('are found in a body that no fields are read from, too', async () => {
    await using world = await startApp();
    const xml = '<sms><to>1</to><password>pw9-secret</password></sms>';
    const bytes = gzipSync(xml);
    const id = await send(world, bytes, ['Content-Type: text/xml', 'Content-Encoding: gzip']);
    const post = (await world.api<Post>('GET', `/posts/${id}`)).body;
    expect(post.decodedSecrets.map(({ start, end }) => xml.slice(start, end))).toEqual(['pw9-secret']);
    expect(post.secretRanges.body).toEqual([{ start: 0, end: bytes.length }]);
  });

  test('are none in a plain body: those are in secretRanges', async () => {
    await using world = await startApp();
    const id = await send(world, Buffer.from(form), [urlencoded]);
    const post = (await world.api<Post>('GET', `/posts/${id}`)).body;
    expect(post.decodedSecrets).toEqual([]);
    expect(post.secretRanges.body.map(({ start, end }) => form.slice(start, end))).toEqual(['pw9-secret']);
  });
});
