import { expect, test } from 'vitest';
import {
  type Conversation,
  type Count,
  type Delivery,
  defaultEndpoints,
  type Endpoint,
  type ForwardState,
  forwardRuleSchema,
  type Histogram,
  type Post,
  type PostSummary,
} from '../../contract/index.ts';
import { readOpening } from '../../main/desktop/openings.ts';
import { countedName, watermarkName } from '../../main/store/indexer.ts';
import { openForWriting } from '../../main/store/open.ts';
import { writeValue } from '../../main/store/values.ts';
import { startAnswering } from '../helpers/answering.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { lookInto, tempFolder, until, untilExact } from '../helpers/store.ts';

/** A database in which so many posts were stored and deleted again. */
function usedUpTo(file: string, lastId: number): void {
  const { db } = openForWriting(file);
  for (const name of ['last-id', 'removed', watermarkName, countedName]) writeValue(db, name, String(lastId));
  db.close();
}

const ids = (posts: readonly PostSummary[]) => posts.map(({ id }) => id);

async function find(app: TestApp, query: string): Promise<number[]> {
  const { body } = await app.api<{ posts: PostSummary[] }>('GET', `/posts?query=${encodeURIComponent(query)}`);
  return ids(body.posts);
}

test.each([
  ['2^31', 2 ** 31 - 2],
  ['2^32', 2 ** 32 - 2],
  ['2^40', 2 ** 40],
])('posts beyond number %s are stored, listed, found, marked, replayed, forwarded and deleted', async (_name, last) => {
  using folder = tempFolder();
  usedUpTo(folder.file, last);
  const [a, b, c] = [last + 1, last + 2, last + 3];
  await using target = await startAnswering();
  {
    await using app = await startApp({ dataFolder: folder.path });
    const get = async <T>(path: string) => (await app.api<T>('GET', path)).body;
    const told: number[] = [];
    app.app.onPost((post) => told.push(post.id));
    expect(app.app.status().posts).toBe(0);
    const forward = forwardRuleSchema.parse({ mode: 'queue', target: target.url });
    const endpoints: Endpoint[] = defaultEndpoints.map((one) => ({ ...one, forward }));
    expect((await app.api('PUT', '/endpoints', endpoints)).status).toBe(200);
    const same = 'sendTo=13125550142&code=12345&status=sent&ticket=77&message=first';
    for (const body of [same, 'sendTo=13125550142&code=12345&status=sent&ticket=77&message=other', same]) {
      expect(await app.post('/status', body)).toBe(200);
    }

    // At once, through the tail, and through the index.
    for (const isIndexed of [false, true]) {
      if (isIndexed) {
        await until('the index has them', () => {
          using db = lookInto(folder.file);
          return Number(db.prepare('SELECT value FROM app_values WHERE name = ?').pluck().get(watermarkName)) === c;
        });
      }
      expect(await find(app, '')).toEqual([c, b, a]);
      expect(await find(app, 'first')).toEqual([c, a]);
      expect(await find(app, 'ticket:77 -other')).toEqual([c, a]);
      expect(await find(app, `id:${b}`)).toEqual([b]);
      expect(await find(app, 'finding:duplicate-post')).toEqual([c]);
      expect((await untilExact(() => get<Count>('/posts/count?query=phone:13125550142'))).count).toBe(3);
    }
    await until('all are told', () => told.length === 3);
    expect(told).toEqual([a, b, c]);
    const page = await get<{ posts: PostSummary[]; next: string }>('/posts?limit=2');
    expect([ids(page.posts), page.next]).toEqual([[c, b], String(b)]);
    expect(ids((await get<{ posts: PostSummary[] }>(`/posts?limit=2&before=${page.next}`)).posts)).toEqual([a]);
    expect(ids(await get<PostSummary[]>(`/posts/${b}/timeline`))).toEqual([a, b, c]);
    expect(await get<Conversation[]>('/conversations')).toMatchObject({
      conversations: [{ posts: 3, last: { id: c } }],
    });
    const { counts } = await untilExact(() => get<Histogram>('/posts/histogram'));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);

    const post = await get<Post>(`/posts/${c}`);
    expect(post).toMatchObject({ id: c, ticket: '77', unread: true });
    expect(post.findings).toContainEqual(expect.objectContaining({ code: 'duplicate-post', postId: a }));
    expect(
      (await app.ask(`/api/posts/${c}/body`, { headers: { authorization: `Bearer ${app.token}` } })).bytes,
    ).toEqual(Buffer.from(same));
    expect((await app.api('PATCH', `/posts/${b}`, { pinned: true, unread: false })).body).toMatchObject({ id: b });
    expect([await find(app, 'is:pinned'), await find(app, 'is:unread')]).toEqual([[b], [c, a]]);

    await until('they are forwarded', () => target.posts.length === 3);
    expect(target.posts).toEqual([a, b, c]);
    const replayed = await app.api<Delivery>('POST', `/posts/${c}/replay`, { target: target.url });
    expect(replayed.body).toMatchObject({ postId: c, response: { status: 200 } });
    expect(target.posts.at(-1)).toBe(c);
    await until('the deliveries are kept', async () => {
      const deliveries = await get<Delivery[]>(`/posts/${c}/deliveries`);
      return (
        deliveries
          .map(({ origin }) => origin)
          .sort()
          .join() === 'forward,replay'
      );
    });
    const [, state] = await get<ForwardState[]>('/forwards');
    expect(state).toMatchObject({ queued: 0, dead: 0 });

    expect(readOpening(`tapline://post/${c}`)).toEqual({ type: 'post', id: c });

    const lines = (await app.ask('/api/export?format=ndjson', { headers: { authorization: `Bearer ${app.token}` } }))
      .bytes;
    // The first says what the file is.
    expect(lines.toString().trim().split('\n')).toHaveLength(1 + 3);
    expect((await app.api('DELETE', `/posts?ids=${b}`)).body).toEqual({ deleted: 1 });
    expect((await app.api('DELETE', `/posts?query=id:${a}`)).body).toEqual({ deleted: 1 });
    expect(app.app.status().posts).toBe(1);
  }
  await using app = await startApp({ dataFolder: folder.path });
  expect(app.app.status().posts).toBe(1);
  expect(await app.post('/callback', 'message=next')).toBe(200);
  expect(await find(app, '')).toEqual([last + 4, c]);
  const sent = await app.api<{ postId: number }>('POST', '/test-posts', {
    dialect: 'txtwire',
    kind: 'callback',
    via: 'receiver',
  });
  expect(sent.body.postId).toBe(last + 5);
});
