import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportProgress } from '../../contract/index.ts';
import { filePart } from '../../main/in-out/file-part.ts';
import { importPosts } from '../../main/in-out/import-posts.ts';
import { linesOf } from '../../main/in-out/lines.ts';
import { readPosts, selectPosts } from '../../main/in-out/read-posts.ts';
import { wholeFile } from '../../main/in-out/whole-file.ts';
import { limits } from '../../main/limits.ts';
import type { PostParts, Store } from '../../main/store/types.ts';
import { captured, tempFolder, testStore } from '../helpers/store.ts';
import { exported, gather, inOutOf, inPieces } from './file.ts';

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
  const { readAhead, readBytes, pagePosts } = limits.inOut;

  /** A store with so many posts, and one that tells how many posts, and numbers of posts, were asked for. */
  async function watched(folder: string, posts: number) {
    const store = await testStore(folder);
    await Promise.all(Array.from({ length: posts }, () => store.append(captured())));
    const asked = { posts: [] as number[], ids: 0 };
    const watching: Store = Object.defineProperties({} as Store, {
      ...Object.getOwnPropertyDescriptors(store),
      posts: {
        value(ids: number[], parts: PostParts) {
          asked.posts.push(ids.length);
          return store.posts(ids, parts);
        },
      },
      ids: {
        value(after: number, limit: number) {
          asked.ids = Math.max(asked.ids, limit);
          return store.ids(after, limit);
        },
      },
    });
    return { store, watching, asked, [Symbol.asyncDispose]: () => store.close() };
  }

  test('stays within its bounds, however slowly the file is taken (inOut.readAhead, pagePosts)', async () => {
    using folder = tempFolder();
    await using world = await watched(folder.path, 3 * readAhead);
    const { watching, asked } = world;
    const reading = readPosts(watching, await selectPosts(watching, {}));
    for (let taken = 0; taken < readAhead; taken++) await reading.next();
    expect(asked).toEqual({ posts: [readAhead, readAhead], ids: pagePosts });
    await reading.next();
    expect(asked.posts).toHaveLength(3);
    await reading.return(undefined);
  });

  test('reads fewer at once where bodies are large (inOut.readBytes)', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    const body = Buffer.alloc(readBytes / 2 - 1, 'x');
    const ids = await Promise.all([1, 2, 3].map(() => store.append(captured({ body }))));
    expect(await store.posts(ids, 'bytes')).toHaveLength(2);
    const huge = await store.append(captured({ body: Buffer.alloc(readBytes + 1, 'x') }));
    expect((await store.posts([huge, ...ids], 'all')).map((one) => one?.post.bodySize)).toEqual([readBytes + 1]);
    const reading = readPosts(store, await selectPosts(store, {}));
    expect((await gather(reading)).map(({ request }) => request.body.length)).toEqual([
      ...ids.map(() => body.length),
      readBytes + 1,
    ]);
  });

  test('passes over posts that were deleted meanwhile', async () => {
    using folder = tempFolder();
    await using world = await watched(folder.path, 3 * readAhead);
    const { store } = world;
    const reading = readPosts(store, await selectPosts(store, {}));
    await reading.next();
    await store.deleteIds([3 * readAhead - 1, 3 * readAhead]);
    const rest = await gather(reading);
    expect(rest.map(({ post }) => post.id)).toEqual(Array.from({ length: 3 * readAhead - 3 }, (_, at) => at + 2));
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

test('an import that is stopped says what it took in, one that waits takes in nothing, and a second goes on', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const inOut = inOutOf(store);
  const many = 3 * limits.inOut.batchPosts;
  const line = { receivedAt: '2026-11-01T12:00:00.000Z', method: 'POST', headers: [], body: '' };
  const lines = Array.from({ length: many }, (_, i) => `${JSON.stringify({ ...line, target: `/${i}` })}\n`);
  const head = '{"tapline":"posts","version":1,"masked":false}\n';
  async function* stopping() {
    yield Buffer.from(head);
    for (const [i, text] of lines.entries()) {
      if (i === limits.inOut.batchPosts + 5) expect(inOut.stopImports()).toBe(2);
      yield Buffer.from(text);
    }
  }
  const results = await Promise.all([
    inOut.importFile(stopping()),
    inOut.importFile(inPieces(`${head}${lines.join('')}`)),
  ]);
  expect(results.map(({ imported, stopped }) => [imported, stopped])).toEqual([
    [limits.inOut.batchPosts, true],
    [0, true],
  ]);
  expect(store.total).toBe(limits.inOut.batchPosts);
  expect(inOut.stopImports()).toBe(0);
  expect(await inOut.importFile(inPieces(`${head}${lines.join('')}`))).toMatchObject({
    imported: many - limits.inOut.batchPosts,
    skipped: limits.inOut.batchPosts,
    stopped: false,
  });
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

test('an import tells how far it is, a few times a second (inOut.progressMs)', async () => {
  expect(limits.inOut.progressMs).toBe(100);
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const told: ImportProgress[] = [];
  let sent = 0;
  async function* source() {
    yield Buffer.from('{"tapline":"posts","version":1,"masked":false}\nno post\n');
    // Until it was told, and no longer than that can take.
    for (let i = 0; told.length === 0 && i < 100_000; i++) {
      const line = { receivedAt: '2026-11-01T12:00:00.000Z', method: 'POST', target: `/${i}`, headers: [], body: '' };
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      sent += bytes.length;
      yield bytes;
    }
  }
  const result = await importPosts({
    store,
    source: source(),
    onStored: () => {},
    onProgress: (progress) => told.push(progress),
  });
  expect(told[0]).toMatchObject({ skipped: 0, badLines: 1 });
  expect(told[0]?.imported).toBeGreaterThanOrEqual(limits.inOut.batchPosts);
  expect(told[0]?.imported).toBeLessThanOrEqual(result.imported);
  expect(told[0]?.bytes).toBeGreaterThan(sent / 2);
});

test('an import finds what is here among more posts than it looks at once (inOut.knownPosts)', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const many = limits.inOut.knownPosts + 2;
  await Promise.all(
    Array.from({ length: many }, (_, i) => store.append(captured({ target: `/${i}`, receivedAt: 1000 }))),
  );
  const text = await exported(store);
  expect(await inOutOf(store).importFile(inPieces(text))).toMatchObject({ imported: 0, skipped: many });
});
