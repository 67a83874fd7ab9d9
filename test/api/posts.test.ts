import { describe, expect, test } from 'vitest';
import type {
  AppStatus,
  Delivery,
  DialectInfo,
  Endpoint,
  Incident,
  Post,
  PostSummary,
  Tunnel,
} from '../../contract/index.ts';
import { startApp } from '../helpers/app.ts';
import { connectRaw } from '../helpers/raw-client.ts';
import { startTarget } from '../helpers/target.ts';

interface Page {
  posts: PostSummary[];
  next: string | null;
}

const callback =
  'phone=13125550142&message=hello&keyword=JOIN&code=12345&api_key=very-secret-key&user_name=u&password=pw9';

describe('reading posts', () => {
  test('list, post, body: what came is what is shown, at once', async () => {
    await using world = await startApp();
    expect(await world.post('/callback?x=1', callback, { 'x-order': 'first' })).toBe(200);
    const { body } = await world.api<Page>('GET', '/posts');
    expect(body.next).toBeNull();
    expect(body.posts).toMatchObject([
      {
        id: 1,
        kind: 'callback',
        method: 'POST',
        path: '/callback',
        phone: '13125550142',
        responseStatus: 200,
        via: 'local',
      },
    ]);
    const post = (await world.api<Post>('GET', '/posts/1')).body;
    expect(post).toMatchObject({ id: 1, target: '/callback?x=1', httpVersion: '1.1', remoteAddress: '127.0.0.1' });
    expect(post.headers).toContainEqual(['x-order', 'first']);
    expect(post.fields.map(({ name }) => name)).toContain('message');
    const raw = await world.api('GET', '/posts/1/body');
    expect(raw.headers['content-type']).toBe('application/octet-stream');
    expect(raw.bytes.toString()).toBe(callback);
  });

  test('a body of every byte value comes back byte for byte, an empty one empty', async () => {
    await using world = await startApp();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    using client = await connectRaw(Number(new URL(world.receiver).port));
    await client.send(
      'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 256\r\n\r\n',
      bytes,
      'GET /y HTTP/1.1\r\nHost: h\r\n\r\n',
    );
    await client.answers(2);
    expect((await world.api('GET', '/posts/1/body')).bytes.equals(bytes)).toBe(true);
    const empty = await world.api('GET', '/posts/2/body');
    expect([empty.status, empty.bytes.length]).toEqual([200, 0]);
  });

  test('pages go from the newest to the oldest without gap or repetition, also while posts arrive', async () => {
    await using world = await startApp();
    for (let i = 1; i <= 7; i++) await world.post('/callback', `message=${i}`);
    const ids: number[] = [];
    let before = '';
    do {
      const { body } = await world.api<Page>(
        'GET',
        `/posts?limit=3${before && `&before=${encodeURIComponent(before)}`}`,
      );
      ids.push(...body.posts.map(({ id }) => id));
      before = body.next ?? '';
      await world.post('/callback', 'message=late');
    } while (before);
    expect(ids).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  test('a query narrows the list', async () => {
    await using world = await startApp();
    await world.post('/callback', callback);
    await world.post('/status', 'code=1&sendTo=13125550142&status=sent&ticket=t1&custom_ticket=c1');
    const find = async (query: string) =>
      (await world.api<Page>('GET', `/posts?query=${encodeURIComponent(query)}`)).body.posts.map(({ id }) => id);
    expect(await find('kind:status')).toEqual([2]);
    expect(await find('-kind:status')).toEqual([1]);
    expect(await find('hello')).toEqual([1]);
    expect(await find('ticket:t1')).toEqual([2]);
    expect(await find('nothing-has-this')).toEqual([]);
  });

  test('the timeline has the posts of a ticket', async () => {
    await using world = await startApp();
    for (const status of ['sent', 'delivered']) {
      await world.post('/status', `code=1&sendTo=13125550142&status=${status}&ticket=t7&custom_ticket=c7`);
    }
    await world.post('/status', 'code=1&sendTo=13125550142&status=sent&ticket=t8&custom_ticket=c8');
    const { body } = await world.api<PostSummary[]>('GET', '/posts/1/timeline');
    expect(body.map(({ id, status }) => [id, status])).toEqual([
      [1, 'sent'],
      [2, 'delivered'],
    ]);
  });
});

describe('changing posts', () => {
  test('marks: unread, pinned and note, each by itself', async () => {
    await using world = await startApp();
    await world.post('/callback', callback);
    const patch = (body: unknown) => world.api<PostSummary>('PATCH', '/posts/1', body);
    expect((await patch({ pinned: true })).body).toMatchObject({ unread: true, pinned: true });
    expect((await patch({ unread: false })).body).toMatchObject({ unread: false, pinned: true });
    await patch({ note: 'look here' });
    expect((await world.api<Post>('GET', '/posts/1')).body).toMatchObject({ note: 'look here', pinned: true });
    await patch({ note: null });
    expect((await world.api<Post>('GET', '/posts/1')).body.note).toBeNull();
    expect((await world.api<AppStatus>('GET', '/status')).body).toMatchObject({ posts: 1, unread: 0 });
  });

  test('delete: nothing without a query or with a wrong one, what it matches, everything with an empty one', async () => {
    await using world = await startApp();
    await world.post('/callback', callback);
    await world.post('/status', 'status=sent');
    await world.post('/stray', 'x');
    const total = async () => (await world.api<AppStatus>('GET', '/status')).body.posts;
    for (const path of [
      '/posts',
      '/posts?query=kind:',
      '/posts?query=nope:x',
      '/posts?query="a',
      '/posts?query=a&query=b',
    ]) {
      expect((await world.api('DELETE', path)).status).toBe(400);
    }
    expect((await world.api('DELETE', '/posts', { query: '' })).status).toBe(400);
    expect(await total()).toBe(3);
    expect((await world.api('DELETE', '/posts?query=kind:status')).body).toEqual({ deleted: 1 });
    expect((await world.api('GET', '/posts/2')).status).toBe(404);
    expect((await world.api('DELETE', '/posts?query=')).body).toEqual({ deleted: 2 });
    expect(await total()).toBe(0);
  });
});

describe('replays and test posts', () => {
  test('a replay goes to the target named, the endpoint’s, or the default one, and is listed', async () => {
    await using world = await startApp();
    await using named = await startTarget();
    await using byEndpoint = await startTarget();
    await using byDefault = await startTarget();
    await world.post('/callback', callback);
    const replay = async (body: unknown) => (await world.api<Delivery>('POST', '/posts/1/replay', body)).body;
    await world.api('PUT', '/settings', { target: byDefault.url });
    expect(await replay({})).toMatchObject({ postId: 1, origin: 'replay', error: null, response: { status: 200 } });
    expect(byDefault.requests[0]?.body.toString()).toBe(callback);
    const endpoints = (await world.api<Endpoint[]>('GET', '/endpoints')).body;
    await world.api(
      'PUT',
      '/endpoints',
      endpoints.map((one) => ({ ...one, target: byEndpoint.url })),
    );
    await replay({ edits: { body: 'message=edited' } });
    expect(byEndpoint.requests[0]?.body.toString()).toBe('message=edited');
    await replay({ target: named.url });
    expect(named.requests).toHaveLength(1);
    const { body } = await world.api<Delivery[]>('GET', '/posts/1/deliveries');
    expect(body.map(({ target }) => target)).toEqual([named.url, byEndpoint.url, byDefault.url]);
  });

  test('a target that is down is a delivery with an error', async () => {
    await using world = await startApp();
    await world.post('/callback', callback);
    const target = await startTarget();
    await target[Symbol.asyncDispose]();
    const { status, body } = await world.api<Delivery>('POST', '/posts/1/replay', { target: target.url });
    expect(status).toBe(200);
    expect(body).toMatchObject({ response: null, error: { code: 'ECONNREFUSED' } });
  });

  test('test posts arrive through the receiver, marked as such, or go straight to a target', async () => {
    await using world = await startApp();
    await using target = await startTarget();
    const { body } = await world.api<{ postId: number }>('POST', '/test-posts', {
      kind: 'status',
      fields: { status: 'odd', ticket: null },
    });
    expect(body).toEqual({ postId: 1 });
    const post = (await world.api<Post>('GET', '/posts/1')).body;
    expect(post).toMatchObject({ kind: 'status', via: 'test', status: 'odd', ticket: null });
    const sent = await world.api<Delivery>('POST', '/test-posts', { via: 'target', target: target.url });
    expect(sent.body).toMatchObject({ postId: null, origin: 'test', response: { status: 200 } });
    expect(target.requests[0]?.requestLine).toBe('POST /callback HTTP/1.1');
    expect((await world.api<AppStatus>('GET', '/status')).body.posts).toBe(1);
  });

  test('cURL hides credentials until they are asked for', async () => {
    await using world = await startApp();
    await world.post('/callback', callback, { authorization: 'Bearer my-own-token' });
    const curl = async (query: string) =>
      (await world.api<{ command: string; masked: number }>('GET', `/posts/1/curl${query}`)).body;
    const masked = await curl('?target=http://localhost:8080');
    for (const secret of ['very-secret-key', 'pw9', 'my-own-token']) expect(masked.command).not.toContain(secret);
    expect(masked.command).toContain('message=hello');
    expect(masked.masked).toBeGreaterThanOrEqual(4);
    const revealed = await curl('?target=http://localhost:8080&reveal=true');
    for (const secret of ['very-secret-key', 'pw9', 'my-own-token']) expect(revealed.command).toContain(secret);
    expect(revealed.masked).toBe(0);
    await world.api('PUT', '/settings', { maskedNames: ['message'] });
    expect((await curl('?target=http://localhost:8080')).command).not.toContain('hello');
  });
});

describe('the rest of the routes', () => {
  test('status, tunnel, outages, dialects', async () => {
    await using world = await startApp();
    const status = (await world.api<AppStatus>('GET', '/status')).body;
    expect(status).toMatchObject({
      receiver: { url: world.receiver, port: Number(new URL(world.receiver).port), portTaken: null },
      dataFolder: world.folder,
      posts: 0,
      storage: { ok: true, reason: null, refused: 0 },
      notices: [],
    });
    const off = { state: 'off', url: null, callbackUrl: null, provider: 'off', reason: null, urlChange: null };
    expect((await world.api<Tunnel>('GET', '/tunnel')).body).toMatchObject(off);
    expect((await world.api<Tunnel>('POST', '/tunnel/restart')).body).toMatchObject(off);
    expect((await world.api<Tunnel>('POST', '/tunnel/url-change/dismiss')).body).toMatchObject(off);
    expect((await world.api('GET', '/outages')).body).toEqual([]);
    const [dialect] = (await world.api<DialectInfo[]>('GET', '/dialects')).body;
    expect(dialect).toMatchObject({ id: 'txtwire', kinds: [{ kind: 'callback' }, { kind: 'status' }] });
  });

  test('incidents', async () => {
    await using world = await startApp();
    using client = await connectRaw(Number(new URL(world.receiver).port));
    await client.send('\x16\x03\x01\x02\x00');
    await client.closed();
    await expect
      .poll(async () => (await world.api<Incident[]>('GET', '/incidents')).body)
      .toMatchObject([
        { id: 1, code: 'tls-on-plain-port', bytes: Buffer.from('\x16\x03\x01\x02\x00').toString('base64') },
      ]);
  });
});
