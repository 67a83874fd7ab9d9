import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Via } from '../../contract/index.ts';
import { createKnownPosts } from '../../main/in-out/known-posts.ts';
import { limits } from '../../main/limits.ts';
import type { CapturedPost, Store } from '../../main/store/types.ts';
import { captured, form, tempFolder, testStore } from '../helpers/store.ts';
import { exported, inOutOf, inPieces } from './file.ts';

async function fill(store: Store, posts: readonly CapturedPost[]): Promise<number[]> {
  return Promise.all(posts.map((post) => store.append(post)));
}

const importText = (store: Store, text: string, size?: number) => inOutOf(store).importFile(inPieces(text, size));

describe('what is exported and imported into an empty folder', () => {
  test('exports as the identical file, marks, gaps, twins and all', async () => {
    using from = tempFolder();
    using to = tempFolder();
    await using source = await testStore(from.path);
    const twin = captured({ receivedAt: 1000 });
    const ids = await fill(source, [
      captured(),
      twin,
      form('/status', { sendTo: '1', status: 'é "quoted"', ticket: '0' }, { via: 'tunnel', responseStatus: 500 }),
      twin,
      captured({ via: 'import', responseStatus: null, remoteAddress: '::1', receiveMs: 0.1 + 0.2, httpVersion: '1.0' }),
      captured({ rawTrailers: ['X-Sum', '\xff'], body: Buffer.from([0, 10, 13, 255]), method: 'f!oo', target: '*' }),
      captured({ receivedAt: 5, rawHeaders: ['Host', 'x', 'dup', '', 'DUP', '\x80 \t'], body: Buffer.alloc(0) }),
    ]);
    await source.markMany([ids[1] as number], { pinned: true, unread: false });
    await source.mark(ids[2] as number, { note: 'line\n"two" 😀' });
    await source.deleteIds([ids[0] as number]);
    const file = await exported(source);
    expect(file.split('\n')).toHaveLength(8);

    await using target = await testStore(to.path);
    expect(await importText(target, file, 7)).toEqual({
      imported: 6,
      skipped: 0,
      bad: [],
      badLines: 0,
      stopped: false,
    });
    expect(await exported(target)).toBe(file);
    expect(target.unread).toBe(5);
    expect(await importText(target, file)).toEqual({ imported: 0, skipped: 6, bad: [], badLines: 0, stopped: false });
    expect(await importText(source, file)).toMatchObject({ imported: 0, skipped: 6 });
  });

  test('is the same whatever bytes it is made of', async () => {
    const char = fc.integer({ min: 1, max: 255 }).filter((code) => code !== 10 && code !== 13);
    const latin1 = (minLength: number) =>
      fc.array(char, { minLength, maxLength: 12 }).map((codes) => String.fromCharCode(...codes));
    const token = fc.string({ unit: fc.constantFrom(..."abXY09-_!#$%&'*+.^`|~"), minLength: 1, maxLength: 8 });
    const lines = fc.array(fc.tuple(token, latin1(0)), { maxLength: 4 }).map((pairs) => pairs.flat());
    const post: fc.Arbitrary<CapturedPost> = fc.record({
      receivedAt: fc.integer({ min: 0, max: 4e12 }),
      receiveMs: fc.double({ min: 0, max: 1e5, noNaN: true }).map(Math.abs),
      method: token,
      target: latin1(1),
      httpVersion: fc.constantFrom('1.0', '1.1'),
      rawHeaders: lines,
      rawTrailers: lines,
      body: fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array)),
      remoteAddress: fc.constantFrom('127.0.0.1', '::1'),
      via: fc.constantFrom<Via[]>('tunnel', 'local', 'test', 'import'),
      responseStatus: fc.constantFrom(null, 200, 503),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(post, { minLength: 1, maxLength: 30 }), async (posts) => {
        using from = tempFolder();
        using to = tempFolder();
        await using source = await testStore(from.path);
        await using target = await testStore(to.path);
        await fill(source, posts);
        const file = await exported(source);
        expect(await importText(target, file)).toMatchObject({ imported: posts.length, badLines: 0 });
        expect(await exported(target)).toBe(file);
      }),
      { numRuns: 4 },
    );
  });
});

describe('an import', () => {
  test('skips what is here, and takes in what differs in time or in any byte', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await fill(store, [captured()]);
    const [head = '', line = ''] = (await exported(store)).split('\n');
    const post = JSON.parse(line) as Record<string, unknown>;
    const others = [
      { ...post, receivedAt: '2026-11-01T12:00:00.001Z' },
      { ...post, trailers: [['a', 'b']] },
      { ...post, headers: [] },
      { ...post, body: 'AA==' },
    ];
    const text = [head, ...others.map((other) => JSON.stringify(other)), line].join('\n');
    expect(await importText(store, text)).toEqual({ imported: 4, skipped: 1, bad: [], badLines: 0, stopped: false });
    expect(store.total).toBe(5);
  });

  test('keeps the order of the file and takes a post once where the file has it twice and the store once', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await fill(store, [captured({ target: '/callback?a' })]);
    const [head = '', line = ''] = (await exported(store)).split('\n');
    const later = Array.from({ length: 600 }, (_, i) => line.replace('/callback?a', `/callback?${i}`));
    expect(await importText(store, [head, ...later, line, line, ''].join('\n'))).toMatchObject({
      imported: 601,
      skipped: 1,
    });
    const targets = (await exported(store)).trim().split('\n').slice(1);
    expect(targets.map((text) => (JSON.parse(text) as { target: string }).target)).toEqual([
      '/callback?a',
      ...later.map((_, i) => `/callback?${i}`),
      '/callback?a',
    ]);
  });

  test('forgets after many lines that it saw a post (inOut.twinLines)', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    const post = captured();
    await store.append(post);
    const known = createKnownPosts(store, store.lastId);
    expect(await known.check([post])).toEqual([true]);
    expect(await known.check([post])).toEqual([false]);
    const others = Array.from({ length: limits.inOut.twinLines }, (_, i) => captured({ target: `/${i}` }));
    expect(await known.check(others)).not.toContain(true);
    expect(await known.check([post])).toEqual([true]);
  });

  test('names bad lines by number with a sentence, and takes in the others', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    const good = { receivedAt: '2026-11-01T12:00:00Z', method: 'POST', target: '/x', headers: [], body: '' };
    const lines = [
      '{"tapline":"posts","version":1,"masked":false}',
      JSON.stringify(good),
      '{"receivedAt":',
      JSON.stringify({ ...good, body: '###' }),
      '',
      JSON.stringify({ ...good, target: undefined }),
      JSON.stringify({ ...good, target: 'a\nb' }),
      JSON.stringify({ ...good, headers: [['a', 'b\r\nc']] }),
      JSON.stringify({ ...good, via: 'pigeon' }),
      '[]',
      JSON.stringify({ ...good, target: '/\u{1f600}', note: 'x' }),
      JSON.stringify({ ...good, target: '/y' }),
    ];
    const result = await importText(store, lines.join('\r\n'));
    expect(result).toEqual({
      imported: 2,
      skipped: 0,
      badLines: 8,
      stopped: false,
      bad: [
        { line: 3, reason: 'The line is no JSON.' },
        { line: 4, reason: '"body" must be base64.' },
        { line: 6, reason: '"target" is missing.' },
        { line: 7, reason: '"target" holds a line end, a NUL or a character above U+00FF.' },
        { line: 8, reason: '"headers" holds a name or a value that cannot stand in a header line.' },
        { line: 9, reason: '"via" must be one of tunnel, local, test, import.' },
        { line: 10, reason: 'The line is no JSON object.' },
        { line: 11, reason: '"target" holds a line end, a NUL or a character above U+00FF.' },
      ],
    });
    expect((await store.post(1)).via).toBe('import');
  });

  test('tells of some bad lines, and counts all (inOut.badLines)', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    const result = await importText(
      store,
      `{"tapline":"posts","version":1,"masked":true}\n${'x\n'.repeat(limits.inOut.badLines + 50)}`,
    );
    expect(result.bad).toHaveLength(limits.inOut.badLines);
    expect(result.badLines).toBe(limits.inOut.badLines + 50);
  });

  test('refuses what is no export as a whole', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    const files = [
      ['', 'The file was not imported. It is empty.'],
      [
        '{"log":{}}',
        'The file was not imported. It is no export of posts: the first line must hold "tapline":"posts".',
      ],
      ['a,b,c\n1,2,3', 'It is no export of posts'],
      ['{"tapline":"posts","version":9,"masked":false}\n', 'Update Tapline.'],
    ] as const;
    for (const [text, message] of files) await expect(importText(store, text)).rejects.toThrow(message);
    expect(store.total).toBe(0);
  });

  test('of a masked export gives masked posts', async () => {
    using from = tempFolder();
    using to = tempFolder();
    await using source = await testStore(from.path);
    const rawHeaders = [
      'Host',
      'x',
      'Authorization',
      'Bearer tell-no-one',
      'Content-Type',
      'application/x-www-form-urlencoded',
    ];
    const rawTrailers = ['Cookie', 'tell-no-one'];
    await fill(source, [
      form('/callback?api_key=tell-no-one', { message: 'hi', password: 'tell-no-one' }, { rawHeaders, rawTrailers }),
    ]);
    const file = await exported(source, { reveal: false });
    expect(file).toContain('"masked":true');
    await using target = await testStore(to.path);
    await importText(target, file);
    const request = await target.request(1);
    expect(request.body.toString()).toBe('message=hi&password=MASKED');
    expect(request.target).toBe('/callback?api_key=MASKED');
    expect(JSON.stringify(request)).not.toContain('tell-no-one');
    expect(await exported(source)).toContain('Bearer tell-no-one');
  });
});

describe('an export', () => {
  test('holds what a query or ids mean, oldest first, and nothing that came meanwhile', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await fill(
      store,
      Array.from({ length: 1200 }, (_, i) => form(i % 2 ? '/callback' : '/status', { message: `m${i}`, n: 'x' })),
    );
    const count = (text: string) => text.trim().split('\n').length - 1;
    expect(count(await exported(store, { query: 'm7' }))).toBe(1);
    expect(count(await exported(store, { query: 'kind:callback' }))).toBe(600);
    const ids = (await exported(store, { ids: '3, 2,1100,9999' })).trim().split('\n').slice(1);
    const text = (line: string) => Buffer.from((JSON.parse(line) as { body: string }).body, 'base64').toString();
    expect(ids.map(text)).toEqual(['message=m1&n=x', 'message=m2&n=x', 'message=m1099&n=x']);

    const file = await inOutOf(store).exportFile({ format: 'ndjson', reveal: true });
    await store.append(captured());
    let whole = '';
    for await (const piece of file.pieces) whole += piece;
    expect(count(whole)).toBe(1200);
  });

  test('says what is wrong with a query or ids before it begins', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await expect(exported(store, { query: 'kind:nonsense' })).rejects.toMatchObject({ code: 'BAD_QUERY' });
    await expect(exported(store, { ids: '1,x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(exported(store, { ids: '1', query: 'a' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
