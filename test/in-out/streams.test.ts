import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filePart } from '../../main/in-out/file-part.ts';
import { linesOf } from '../../main/in-out/lines.ts';
import { readPosts, selectPosts } from '../../main/in-out/read-posts.ts';
import { wholeFile } from '../../main/in-out/whole-file.ts';
import { limits } from '../../main/limits.ts';
import type { Store } from '../../main/store/types.ts';
import { captured, tempFolder, testStore } from '../helpers/store.ts';
import { gather, inOutOf, inPieces } from './file.ts';

const type = 'multipart/form-data; boundary=--b';

async function part(body: Uint8Array | string, size: number, contentType = type): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of filePart(inPieces(body, size), contentType)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function multipart(content: Uint8Array): Buffer {
  const head = '----b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n';
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n----b\r\n\r\nmore\r\n----b--\r\n')]);
}

describe('lines of a stream', () => {
  test('are the same in pieces of any size', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', '\r', 'é', '😀', '\ufeff', '\u2028') });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (given, size) => {
        const lines = await gather(linesOf(inPieces(given, size)));
        const wanted = given.replace(/^\ufeff/, '').split('\n');
        if (given.split('\n').at(-1) === '') wanted.pop();
        expect(lines.map((line) => line.text)).toEqual(wanted.map((line) => line.replace(/\r$/, '')));
        expect(lines.map(({ number }) => number)).toEqual(wanted.map((_, at) => at + 1));
      }),
    );
  });

  test('that are too long are told, not kept (inOut.lineBytes)', async () => {
    expect(limits.inOut.lineBytes).toBe(256 * 1024 * 1024);
    const lines = await gather(linesOf(inPieces(`123456\n${'x'.repeat(50)}\n12345\n`, 4), 6));
    expect(lines.map(({ text }) => text)).toEqual(['123456', null, '12345']);
  });
});

describe('the file of a form', () => {
  test('is the same bytes in pieces of any size', async () => {
    const content = fc
      .array(fc.oneof(fc.constantFrom('\r\n', '----b', '\r\n----', '-', '\r'), fc.string()))
      .map((texts) => texts.join(''))
      .filter((text) => !text.includes('\r\n----b'));
    await fc.assert(
      fc.asyncProperty(content, fc.integer({ min: 1, max: 90 }), async (text, size) => {
        expect((await part(multipart(Buffer.from(text)), size)).toString()).toBe(text);
      }),
    );
  });

  test('may be named by a boundary in quotes', async () => {
    const body = multipart(Buffer.from('x'));
    expect((await part(body, 5, 'multipart/form-data; charset=utf-8; boundary="--b"')).toString()).toBe('x');
  });

  test.each([
    ['no boundary', multipart(Buffer.from('x')), 'multipart/form-data'],
    ['no end', '----b\r\n\r\nabc', type],
    ['nothing in it', '', type],
    ['a head without end (inOut.partHeadBytes)', `----b\r\nX: ${'x'.repeat(limits.inOut.partHeadBytes)}\r\n\r\n`, type],
  ])('is refused with %s', async (_what, body, contentType) => {
    await expect(part(body, 1000, contentType)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('reading ahead', () => {
  /** The same store, and what was asked of it. */
  function watch(store: Store) {
    const asked = { posts: 0, rows: 0 };
    const watched: Store = Object.defineProperties({} as Store, {
      ...Object.getOwnPropertyDescriptors(store),
      post: {
        value(id: number) {
          asked.posts++;
          return store.post(id);
        },
      },
      since: {
        value(after: number, limit: number) {
          asked.rows = Math.max(asked.rows, limit);
          return store.since(after, limit);
        },
      },
    });
    return { watched, asked };
  }

  test('stays within its bounds, however slowly the file is taken (inOut.readAhead, pagePosts)', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await Promise.all(Array.from({ length: 60 }, () => store.append(captured())));
    const { watched, asked } = watch(store);
    const reading = readPosts(watched, await selectPosts(watched, {}));
    await reading.next();
    expect(asked.posts).toBe(limits.inOut.readAhead);
    await reading.next();
    expect(asked.posts).toBe(limits.inOut.readAhead + 1);
    expect(asked.rows).toBe(limits.inOut.pagePosts);
    await reading.return(undefined);
  });

  test('passes over posts that were deleted meanwhile', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await Promise.all(Array.from({ length: 60 }, () => store.append(captured())));
    const reading = readPosts(store, await selectPosts(store, {}));
    await reading.next();
    await store.deleteIds([59, 60]);
    const rest = await gather(reading);
    expect(rest.map(({ post }) => post.id)).toEqual(Array.from({ length: 57 }, (_, at) => at + 2));
  });
});

test('an import waits for each batch before it reads on (inOut.batchPosts, batchBytes)', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const line = { receivedAt: '2026-11-01T12:00:00.000Z', method: 'POST', target: '/x', headers: [] };
  const large = Buffer.alloc(limits.inOut.batchBytes / 2).toString('base64');
  const stored: number[] = [];
  async function* source() {
    yield Buffer.from('{"tapline":"posts","version":1,"masked":false}\n');
    for (let i = 0; i < limits.inOut.batchPosts; i++)
      yield Buffer.from(`${JSON.stringify({ ...line, target: `/${i}`, body: '' })}\n`);
    stored.push(store.total);
    for (let i = 0; i < 2; i++) yield Buffer.from(`${JSON.stringify({ ...line, target: `/l${i}`, body: large })}\n`);
    stored.push(store.total);
    yield Buffer.from(JSON.stringify({ ...line, target: '/last', body: '' }));
  }
  const result = await inOutOf(store).importFile(source());
  expect(result.imported).toBe(limits.inOut.batchPosts + 3);
  expect(stored).toEqual([limits.inOut.batchPosts, limits.inOut.batchPosts + 2]);
});

test('two imports of a file at once take in each post once', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const inOut = inOutOf(store);
  const line = '{"receivedAt":"2026-11-01T12:00:00.000Z","method":"POST","target":"/x","headers":[],"body":""}';
  const text = `{"tapline":"posts","version":1,"masked":false}\n${line}\n`;
  const results = await Promise.all([inOut.importFile(inPieces(text)), inOut.importFile(inPieces(text))]);
  expect(results.map(({ imported }) => imported)).toEqual([1, 0]);
});

test('a file that is held in memory is bounded (inOut.windowBytes); its pieces have a size (inOut.pieceBytes)', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const body = Buffer.alloc(limits.inOut.pieceBytes, 'x');
  await Promise.all([1, 2, 3].map(() => store.append(captured({ body }))));
  const open = () => inOutOf(store).exportFile({ format: 'ndjson', reveal: true });
  const pieces = await gather((await open()).pieces);
  expect(pieces).toHaveLength(4);
  expect((await wholeFile(await open(), Buffer.byteLength(pieces.join('')))).size).toBe(
    Buffer.byteLength(pieces.join('')),
  );
  await expect(wholeFile(await open(), 1000)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(limits.inOut.windowBytes).toBe(256 * 1024 * 1024);
});
