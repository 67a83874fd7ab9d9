import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerPairs, pack, packTexts, unpack } from '../../main/store/packing.ts';
import type { CapturedPost } from '../../main/store/types.ts';
import { tempFolder, testStore } from '../helpers/store.ts';

/** Characters of a string by their codes. */
const chars = (codes: fc.Arbitrary<number>, size: { minLength?: number; maxLength?: number } = {}) =>
  fc.array(codes, size).map((list) => String.fromCharCode(...list));

const tokenCodes = fc.constantFrom(...Array.from("!#$%&'*+-.^_`|~09azAZ", (char) => char.charCodeAt(0)));
/** What node:http lets through in a target (no blanks) and in a header value: printable ASCII, 0x80-0xFF; also tabs. */
const visible = fc.oneof(fc.integer({ min: 0x21, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }));
const valueCodes = fc.oneof({ weight: 9, arbitrary: visible }, fc.constantFrom(0x20, 0x09));
const headers = fc
  .array(fc.tuple(chars(tokenCodes, { minLength: 1, maxLength: 12 }), chars(valueCodes, { maxLength: 30 })), {
    maxLength: 8,
  })
  .map((pairs) => pairs.flat());
const body = fc.oneof(
  fc.constant(Buffer.alloc(0)),
  fc.constant(Buffer.from([0])),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

const anyPost: fc.Arbitrary<CapturedPost> = fc.record({
  receivedAt: fc.integer({ min: 0, max: 4e12 }),
  receiveMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  method: chars(tokenCodes, { minLength: 1, maxLength: 20 }),
  target: chars(visible, { maxLength: 60 }).map((rest) => `/${rest}`),
  httpVersion: fc.constantFrom('1.0', '1.1'),
  rawHeaders: headers,
  rawTrailers: headers,
  body,
  remoteAddress: fc.constantFrom('127.0.0.1', '::1', ''),
  via: fc.constantFrom('tunnel', 'local', 'test', 'import'),
  responseStatus: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constant(null)),
});

test('posts come out of a block as they went in', () => {
  fc.assert(
    fc.property(fc.array(anyPost, { maxLength: 12 }), (posts) => {
      const unpacked = unpack(pack(posts, posts.map(packTexts)));
      const back = unpacked.map(({ headers: lines, trailers, ...rest }) => ({
        ...rest,
        rawHeaders: headerPairs(lines).flat(),
        rawTrailers: headerPairs(trailers).flat(),
      }));
      expect(back).toEqual(posts);
    }),
    { numRuns: 300 },
  );
});

test('posts come out of the database as they were captured, byte for byte', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  await fc.assert(
    fc.asyncProperty(fc.array(anyPost, { minLength: 1, maxLength: 30 }), async (posts) => {
      const ids = await Promise.all(posts.map((post) => store.append(post)));
      for (const [i, id] of ids.entries()) {
        const post = posts[i] as CapturedPost;
        const request = await store.request(id);
        expect(request).toMatchObject({ id, method: post.method, target: post.target, httpVersion: post.httpVersion });
        expect([request.headers.flat(), request.trailers.flat()]).toEqual([post.rawHeaders, post.rawTrailers]);
        expect(request.body.equals(post.body)).toBe(true);
        const shown = await store.post(id);
        expect(shown).toMatchObject({ receiveMs: post.receiveMs, via: post.via, responseStatus: post.responseStatus });
        expect(shown.receivedAt).toBe(new Date(post.receivedAt).toISOString());
        expect([shown.bodySize, shown.remoteAddress]).toEqual([post.body.length, post.remoteAddress]);
      }
    }),
    { numRuns: 25 },
  );
});

test('whatever is stored can be indexed', async () => {
  using folder = tempFolder();
  const faults: string[] = [];
  await using store = await testStore(folder.path, { onFault: (fault) => faults.push(fault) });
  await fc.assert(
    fc.asyncProperty(anyPost, async (post) => {
      const id = await store.append(post);
      expect((await store.list({ query: `id:${id} method:"${post.method}"`, limit: 2 })).posts).toHaveLength(1);
    }),
    { numRuns: 100 },
  );
  expect(faults).toEqual([]);
});
