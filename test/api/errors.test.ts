import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultEndpoints, defaultResponse, type ErrorCode, errorCodes } from '../../contract/index.ts';
import { startApp } from '../helpers/app.ts';

const root = join(import.meta.dirname, '..', '..');
const endpoint = (path: string, change: object = {}) => ({ ...defaultEndpoints[0], path, ...change });
const answering = (headers: [string, string][]) => ({ response: { ...defaultResponse, headers } });

const wrong: [what: string, method: string, path: string, body: unknown, code: ErrorCode, says: string][] = [
  ['unknown route', 'GET', '/nothing', undefined, 'NOT_FOUND', '/api/openapi.json'],
  ['known path, unknown method', 'PUT', '/posts', {}, 'NOT_FOUND', 'PUT /api/posts'],
  ['an id that is no number', 'GET', '/posts/abc', undefined, 'BAD_REQUEST', '"id"'],
  ['the id 0', 'GET', '/posts/0', undefined, 'BAD_REQUEST', '"id"'],
  ['an id that is no whole number', 'GET', '/posts/1.5', undefined, 'BAD_REQUEST', '"id"'],
  ['no such post', 'GET', '/posts/99', undefined, 'POST_NOT_FOUND', '99'],
  ['no such post: body', 'GET', '/posts/99/body', undefined, 'POST_NOT_FOUND', '99'],
  ['no such post: timeline', 'GET', '/posts/99/timeline', undefined, 'POST_NOT_FOUND', '99'],
  ['no such post: deliveries', 'GET', '/posts/99/deliveries', undefined, 'POST_NOT_FOUND', '99'],
  ['no such post: curl', 'GET', '/posts/99/curl', undefined, 'POST_NOT_FOUND', '99'],
  ['no such post: marks', 'PATCH', '/posts/99', { pinned: true }, 'POST_NOT_FOUND', '99'],
  ['no such post: replay', 'POST', '/posts/99/replay', { target: 'http://127.0.0.1:9' }, 'POST_NOT_FOUND', '99'],
  ['a limit too large', 'GET', '/posts?limit=1001', undefined, 'BAD_REQUEST', '"limit"'],
  ['a limit too small', 'GET', '/posts?limit=0', undefined, 'BAD_REQUEST', '"limit"'],
  ['a page that never was', 'GET', '/posts?before=x', undefined, 'BAD_REQUEST', '"before"'],
  ['a query that breaks off', 'GET', '/posts?query=%22a', undefined, 'BAD_QUERY', 'quotation mark'],
  ['a filter there is not', 'GET', '/posts?query=colour:red', undefined, 'BAD_QUERY', '"colour:"'],
  ['a query of 2,001 characters', 'GET', `/posts?query=${'a'.repeat(2001)}`, undefined, 'BAD_REQUEST', '"query"'],
  ['a delete without a query', 'DELETE', '/posts', undefined, 'BAD_REQUEST', '"query"'],
  ['a delete with a wrong one', 'DELETE', '/posts?query=is:nice', undefined, 'BAD_QUERY', 'nice'],
  ['a note of 10,001 characters', 'PATCH', '/posts/1', { note: 'a'.repeat(10_001) }, 'BAD_REQUEST', '"note"'],
  ['a replay without a target', 'POST', '/posts/1/replay', {}, 'TARGET_MISSING', 'http://localhost:8080'],
  ['a replay to no URL', 'POST', '/posts/1/replay', { target: 'localhost:8080' }, 'TARGET_INVALID', 'localhost:8080'],
  ['a test post of no dialect', 'POST', '/test-posts', { dialect: 'morse' }, 'DIALECT_UNKNOWN', 'morse'],
  ['a test post of no kind', 'POST', '/test-posts', { kind: 'other' }, 'BAD_REQUEST', '"kind"'],
  ['a test post without a target', 'POST', '/test-posts', { via: 'target' }, 'TARGET_MISSING', 'target'],
  ['a test post to no URL', 'POST', '/test-posts', { via: 'target', target: 'ftp://x' }, 'TARGET_INVALID', 'ftp'],
  ['a test post through no tunnel', 'POST', '/test-posts', { via: 'tunnel' }, 'TUNNEL_OFF', 'tunnel'],
  ['a body limit too small', 'PUT', '/settings', { bodyLimit: 1023 }, 'BAD_REQUEST', '"bodyLimit"'],
  ['a body limit above all bounds', 'PUT', '/settings', { bodyLimit: 2 ** 27 + 1 }, 'BAD_REQUEST', '"bodyLimit"'],
  ['a time that no clock has', 'GET', '/posts/histogram?to=9007199254740991', undefined, 'BAD_REQUEST', '"to"'],
  ['a time that ends before it begins', 'GET', '/posts/histogram?from=5&to=1', undefined, 'BAD_REQUEST', '"to"'],
  ['more JSON than is read', 'PUT', '/endpoints', 'x'.repeat(33 * 1024 * 1024), 'BAD_REQUEST', '32 MB'],
  ['a theme there is not', 'PUT', '/settings', { theme: 'pink' }, 'BAD_REQUEST', '"theme"'],
  ['a negative retention', 'PUT', '/settings', { keepDays: -1 }, 'BAD_REQUEST', '"keepDays"'],
  ['a default target that is no URL', 'PUT', '/settings', { target: 'ftp://x' }, 'TARGET_INVALID', 'ftp'],
  ['no endpoints', 'PUT', '/endpoints', [], 'BAD_REQUEST', '1'],
  ['a path without a slash', 'PUT', '/endpoints', [endpoint('cb')], 'BAD_REQUEST', 'starts with "/"'],
  ['a path twice', 'PUT', '/endpoints', [endpoint('/a'), endpoint('/a/')], 'BAD_REQUEST', 'twice'],
  ['a path with a query', 'PUT', '/endpoints', [endpoint('/a?b')], 'BAD_REQUEST', 'query'],
  ['a path that does not travel', 'PUT', '/endpoints', [endpoint('/café')], 'BAD_REQUEST', '/caf%C3%A9'],
  ['a path of the probes', 'PUT', '/endpoints', [endpoint('/.tapline/probe/x')], 'BAD_REQUEST', 'probes'],
  [
    'a status there is not',
    'PUT',
    '/endpoints',
    [endpoint('/a', { response: { ...defaultResponse, status: 101 } })],
    'BAD_REQUEST',
    'status',
  ],
  [
    'a header with a line end',
    'PUT',
    '/endpoints',
    [endpoint('/a', answering([['X', 'a\r\nb']]))],
    'BAD_REQUEST',
    '"X"',
  ],
  [
    'a header that announces more',
    'PUT',
    '/endpoints',
    [endpoint('/a', answering([['trailer', 'Expires']]))],
    'BAD_REQUEST',
    'behind the body',
  ],
  ['a header without a name', 'PUT', '/endpoints', [endpoint('/a', answering([['', 'a']]))], 'BAD_REQUEST', 'header'],
  [
    'an endpoint of no dialect',
    'PUT',
    '/endpoints',
    [endpoint('/a', { dialect: 'morse' })],
    'DIALECT_UNKNOWN',
    'morse',
  ],
  ['an endpoint with no target', 'PUT', '/endpoints', [endpoint('/a', { target: 'x' })], 'TARGET_INVALID', 'x'],
];

describe('wrong calls', () => {
  test('each is refused with its code, its status and a sentence, and changes nothing', async () => {
    await using world = await startApp();
    await world.post('/callback', 'message=1');
    const state = async () => [
      (await world.api('GET', '/endpoints')).body,
      (await world.api('GET', '/settings')).body,
      (await world.api('GET', '/posts')).body,
    ];
    const before = await state();
    for (const [what, method, path, body, code, says] of wrong) {
      const answer = await world.api(method, path, body);
      expect
        .soft([what, answer.status, answer.body])
        .toEqual([what, errorCodes[code].status, { code, message: expect.stringContaining(says) }]);
      expect.soft([what, answer.headers['content-type']]).toEqual([what, expect.stringMatching(/^application\/json/)]);
    }
    expect(await state()).toEqual(before);
  });

  test('a body that cannot be read is refused', async () => {
    await using world = await startApp();
    for (const [type, body] of [
      ['application/json', '{"kind":'],
      ['application/x-www-form-urlencoded', '{"kind":"status"}'],
      ['text/csv', 'a,b'],
      ['application/jsonp', '{}'],
      [null, '{"kind":"status"}'],
    ] as const) {
      const headers = { authorization: `Bearer ${world.token}`, ...(type ? { 'content-type': type } : {}) };
      const answer = await world.ask('/api/test-posts', { method: 'POST', headers, body });
      expect
        .soft([type, answer.status, answer.body])
        .toEqual([type, 400, { code: 'BAD_REQUEST', message: expect.stringMatching(/JSON|Malformed/) }]);
    }
    expect((await world.api<{ posts: number }>('GET', '/status')).body.posts).toBe(0);
  });
});

describe('settings and endpoints', () => {
  test('settings not named stay, and a new start has them', async () => {
    const world = await startApp();
    await using _cleanup = { [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
    const before = (await world.api<object>('GET', '/settings')).body;
    const changed = { ...before, theme: 'dark', keepDays: 7, target: 'http://localhost:8080' };
    const put = await world.api('PUT', '/settings', { theme: 'dark', keepDays: 7, target: 'http://localhost:8080' });
    expect(put.body).toEqual(changed);
    await world.app.close();
    await using again = await startApp({ dataFolder: world.folder });
    expect((await again.api('GET', '/settings')).body).toEqual(changed);
  });

  test('the receiver obeys new endpoints and a new body limit at once', async () => {
    await using world = await startApp();
    const response = { status: 202, headers: [['X-Rule', 'mine']], body: '' };
    await world.api('PUT', '/endpoints', [endpoint('/mine', { kind: 'status', response })]);
    expect(await world.post('/mine', 'status=sent')).toBe(202);
    expect((await world.api('GET', '/posts/1')).body).toMatchObject({
      endpoint: '/mine',
      kind: 'status',
      responseStatus: 202,
    });
    await world.api('PUT', '/settings', { bodyLimit: 1024 });
    expect(await world.post('/mine', 'x'.repeat(1025))).toBe(413);
  });
});

describe('the closed list', () => {
  test('every code is used somewhere in main/', async () => {
    const texts: string[] = [];
    for await (const file of glob('main/**/*.ts', { cwd: root })) texts.push(await readFile(join(root, file), 'utf8'));
    const all = texts.join('\n');
    expect(texts.length).toBeGreaterThan(20);
    const unused = (Object.keys(errorCodes) as ErrorCode[]).filter((code) => !all.includes(`'${code}'`));
    expect(unused).toEqual([]);
  });
});
