import { describe, expect, test } from 'vitest';
import {
  type DeadLetter,
  type Delivery,
  defaultEndpoints,
  type Endpoint,
  type ForwardState,
  forwardRuleSchema,
} from '../../contract/index.ts';
import { startAnswering } from '../helpers/answering.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { captured, tempFolder, testStore } from '../helpers/store.ts';

/** The endpoints of a new folder, with another rule for /callback. */
function endpoints(rule: Partial<Endpoint['forward']>): Endpoint[] {
  return defaultEndpoints.map((one) =>
    one.path === '/callback' ? { ...one, forward: forwardRuleSchema.parse(rule) } : one,
  );
}

async function use(app: TestApp, rule: Partial<Endpoint['forward']>): Promise<void> {
  expect((await app.api('PUT', '/endpoints', endpoints(rule))).status).toBe(200);
}

async function state(app: TestApp): Promise<ForwardState | undefined> {
  return (await app.api<ForwardState[]>('GET', '/forwards')).body.find((one) => one.path === '/callback');
}

const fill = async (app: TestApp, count: number): Promise<void> => {
  for (let i = 1; i <= count; i++) expect(await app.post('/callback', `message=m${i}`)).toBe(200);
};

describe('the queue', () => {
  test('posts that came since forwarding is on reach the target, in order, once each', async () => {
    await using target = await startAnswering();
    await using app = await startApp();
    await fill(app, 3);
    await use(app, { mode: 'queue', target: target.url });
    await fill(app, 20);
    await app.post('/status', 'status=sent');
    await expect.poll(() => target.posts, { timeout: 10_000 }).toEqual(Array.from({ length: 20 }, (_, i) => i + 4));
    await expect.poll(() => state(app)).toMatchObject({ mode: 'queue', queued: 0, dead: 0, sent: 20, reason: null });
    expect(target.handled[0]?.body).toBe('message=m1');
    const { body } = await app.api<Delivery[]>('GET', '/posts/4/deliveries');
    expect(body).toMatchObject([{ origin: 'forward', postId: 4, response: { status: 200 } }]);
  });

  test('a target that is down costs no tries; the posts go out in order when it is there', async () => {
    await using gone = await startAnswering();
    await gone.stop();
    await using app = await startApp();
    await use(app, { mode: 'queue', target: gone.url, attempts: 1 });
    await fill(app, 5);
    await expect
      .poll(() => state(app), { timeout: 10_000 })
      .toMatchObject({
        queued: 5,
        dead: 0,
        sent: 0,
        reason: expect.stringContaining('Nothing listens'),
        retryAt: expect.any(String),
      });
    await using target = await startAnswering(gone.port);
    await expect.poll(() => target.posts, { timeout: 15_000 }).toEqual([1, 2, 3, 4, 5]);
    await expect.poll(() => state(app)).toMatchObject({ queued: 0, sent: 5, reason: null, retryAt: null });
  });

  test('an answer outside what counts is tried again, then becomes a dead letter, and the next go on', async () => {
    await using target = await startAnswering();
    target.answer = ({ body }, response) => {
      response.statusCode = body === 'message=m1' ? 500 : 204;
      response.end();
    };
    await using app = await startApp();
    await use(app, { mode: 'queue', target: target.url, attempts: 2 });
    await fill(app, 3);
    await expect.poll(() => target.posts, { timeout: 15_000 }).toEqual([1, 1, 2, 3]);
    await expect.poll(() => state(app)).toMatchObject({ queued: 0, dead: 1, sent: 2 });
    const dead = await app.api<DeadLetter[]>('GET', '/forwards/dead-letters');
    expect(dead.body).toMatchObject([
      { postId: 1, path: '/callback', attempts: 2, target: target.url, reason: expect.stringContaining('500') },
    ]);
    expect((await app.api<Delivery[]>('GET', '/posts/1/deliveries')).body).toHaveLength(2);

    target.answer = (_one, response) => void response.end();
    expect((await app.api('POST', '/forwards/retry', {})).body).toEqual({ queued: 1 });
    await expect.poll(() => target.posts, { timeout: 10_000 }).toEqual([1, 1, 2, 3, 1]);
    await expect.poll(() => state(app)).toMatchObject({ queued: 0, dead: 0, sent: 3 });
  });

  test('paused, nothing goes out, also after a restart; discarding empties the queue', async () => {
    await using target = await startAnswering();
    using folder = tempFolder();
    {
      await using app = await startApp({ dataFolder: folder.path });
      await use(app, { mode: 'queue', target: target.url });
      await app.api('POST', '/forwards/pause', { paused: true });
      await fill(app, 3);
      await expect.poll(() => state(app)).toMatchObject({ queued: 3, paused: true, reason: 'Forwarding is paused.' });
    }
    await using app = await startApp({ dataFolder: folder.path });
    expect(await state(app)).toMatchObject({ queued: 3, paused: true });
    expect((await app.api('POST', '/forwards/discard', { path: '/callback', dead: false })).body).toEqual({
      discarded: 3,
    });
    await app.api('POST', '/forwards/pause', { paused: false });
    await fill(app, 1);
    await expect.poll(() => target.posts, { timeout: 10_000 }).toEqual([4]);
  });

  test('a pause holds the queues of all endpoints and is told to the views; pass-through goes on', async () => {
    await using target = await startAnswering();
    await using app = await startApp();
    const through = {
      path: '/through',
      forward: forwardRuleSchema.parse({ mode: 'pass-through', target: target.url }),
    };
    const queued = { forward: forwardRuleSchema.parse({ mode: 'queue', target: target.url }) };
    const [first] = defaultEndpoints;
    const all = [...defaultEndpoints.map((one) => ({ ...one, ...queued })), { ...first, ...through }];
    expect((await app.api('PUT', '/endpoints', all)).status).toBe(200);
    const stop = new AbortController();
    const told: ForwardState[][] = [];
    const following = (async () => {
      for await (const event of app.app.events(stop.signal)) if (event.type === 'forwards') told.push(event.forwards);
    })();

    const answer = await app.api<ForwardState[]>('POST', '/forwards/pause', { paused: true });
    const pausedOf = (states: ForwardState[] | undefined) => states?.map(({ path, paused }) => [path, paused]);
    const held = [
      ['/callback', true],
      ['/status', true],
      ['/through', false],
    ];
    expect(pausedOf(answer.body)).toEqual(held);
    await expect.poll(() => pausedOf(told.at(-1))).toEqual(held);
    await app.post('/callback', 'message=1');
    await app.post('/status', 'status=sent');
    await app.post('/through', 'message=3');
    const counts = async () =>
      (await app.api<ForwardState[]>('GET', '/forwards')).body.map(({ queued, sent }) => [queued, sent]);
    await expect.poll(counts).toEqual([
      [1, 0],
      [1, 0],
      [0, 0],
    ]);
    expect(target.posts).toEqual([3]);

    await app.api('POST', '/forwards/pause', { paused: false });
    await expect.poll(() => target.posts.toSorted((a, b) => a - b), { timeout: 10_000 }).toEqual([1, 2, 3]);
    stop.abort();
    await following;
  });

  test('posts that came while it was off are queued by a query, those of other endpoints are not', async () => {
    await using target = await startAnswering();
    await using app = await startApp();
    await fill(app, 3);
    await app.post('/status', 'status=sent');
    const refused = await app.api('POST', '/forwards/enqueue', { path: '/callback', query: '' });
    expect(refused.body).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('/callback') });
    await use(app, { mode: 'queue', target: target.url });
    const asked = { path: '/callback', query: '' };
    expect((await app.api('POST', '/forwards/enqueue', asked)).body).toEqual({ queued: 3 });
    await expect.poll(() => target.posts, { timeout: 10_000 }).toEqual([1, 2, 3]);
    // By the search, what a target got is known: by hand, and by forwarding.
    const found = async (query: string) =>
      (await app.api<{ posts: { id: number }[] }>('GET', `/posts?query=${encodeURIComponent(query)}`)).body.posts.map(
        ({ id }) => id,
      );
    await expect.poll(() => found('is:forwarded'), { timeout: 10_000 }).toEqual([3, 2, 1]);
    expect(await found('is:replayed')).toEqual([]);
    expect((await app.api('POST', '/posts/4/replay', { target: target.url })).status).toBe(200);
    expect(await found('is:replayed')).toEqual([4]);
    expect(await found('-is:forwarded -is:replayed')).toEqual([]);
    await use(app, { mode: 'off' });
    await fill(app, 1);
    await use(app, { mode: 'queue', target: target.url });
    const missed = { path: '/callback', query: '-is:forwarded -is:replayed' };
    expect((await app.api('POST', '/forwards/enqueue', missed)).body).toEqual({ queued: 1 });
    await expect.poll(() => target.posts, { timeout: 10_000 }).toEqual([1, 2, 3, 4, 5]);
  });

  test('a named target’s time limit and headers hold; a name that is gone is said and waited for', async () => {
    await using target = await startAnswering();
    await using app = await startApp();
    const named = [{ name: 'Dev', url: target.url, headers: [['X-Env', 'dev']] }];
    await app.api('PUT', '/targets', named);
    await use(app, { mode: 'queue', target: 'dev' });
    await fill(app, 1);
    await expect.poll(() => target.handled[0]?.request.headers['x-env'], { timeout: 10_000 }).toBe('dev');
    await app.api('PUT', '/targets', []);
    await fill(app, 1);
    await expect
      .poll(() => state(app), { timeout: 10_000 })
      .toMatchObject({ queued: 1, reason: expect.stringContaining('There is no target named "dev"') });
    await app.api('PUT', '/targets', named);
    await expect.poll(() => target.posts, { timeout: 10_000 }).toEqual([1, 2]);
  });

  test('a post that was deleted while it waited is skipped', async () => {
    await using target = await startAnswering();
    await using app = await startApp();
    await use(app, { mode: 'queue', target: target.url });
    await app.api('POST', '/forwards/pause', { paused: true });
    await fill(app, 2);
    await expect.poll(() => state(app)).toMatchObject({ queued: 2 });
    await app.api('DELETE', '/posts?ids=1');
    await app.api('POST', '/forwards/pause', { paused: false });
    await expect.poll(() => state(app), { timeout: 10_000 }).toMatchObject({ queued: 0, sent: 1 });
    expect(target.posts).toEqual([2]);
  });
});

test('a post that comes back to the receiver is stored, and not forwarded once more', async () => {
  await using target = await startAnswering();
  await using app = await startApp();
  await use(app, { mode: 'queue', target: app.receiver });
  await fill(app, 2);
  await expect.poll(() => state(app), { timeout: 10_000 }).toMatchObject({ queued: 0, sent: 2 });
  expect(app.app.status().posts).toBe(4);
  // Posts after them go out as ever.
  await use(app, { mode: 'queue', target: target.url });
  await fill(app, 1);
  await expect.poll(() => target.posts, { timeout: 10_000 }).toEqual([5]);
});

describe('the watermark', () => {
  test('posts that were answered and not queued yet are queued by the next start; imported ones are not', async () => {
    await using target = await startAnswering();
    using folder = tempFolder();
    {
      await using app = await startApp({ dataFolder: folder.path });
      await use(app, { mode: 'queue', target: target.url });
    }
    {
      // As if the process had ended right after the answers.
      await using store = await testStore(folder.path);
      for (const via of ['local', 'import', 'test', 'tunnel'] as const) await store.append(captured({ via }));
      await store.append(captured({ via: 'tunnel', imported: true }));
      expect(await store.forwards.counts()).toEqual([]);
    }
    await using app = await startApp({ dataFolder: folder.path });
    await expect.poll(() => target.posts, { timeout: 10_000 }).toEqual([1, 3, 4]);
    await expect.poll(() => state(app)).toMatchObject({ queued: 0, sent: 3 });
  });

  test('a change of the rules holds for posts after it', async () => {
    using folder = tempFolder();
    await using store = await testStore(folder.path);
    await store.append(captured());
    await store.putEndpoints(endpoints({ mode: 'queue' }));
    await store.append(captured());
    await store.putEndpoints(endpoints({ mode: 'off' }));
    await store.append(captured());
    await store.forwards.derive();
    expect(await store.forwards.heads('/callback', 10)).toEqual([{ postId: 2, attempts: 0 }]);
  });
});
