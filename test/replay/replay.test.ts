import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../contract/index.ts';
import { deliverySchema } from '../../contract/index.ts';
import { TaplineError } from '../../main/errors.ts';
import { limits } from '../../main/limits.ts';
import { createReplayer, type ReplayerOptions } from '../../main/replay/replay.ts';
import { freePort } from '../helpers/free-port.ts';
import { answers, startTarget } from '../helpers/target.ts';
import { bytes, storedRequest } from './stored.ts';

/** Keeps deliveries in memory; knows one post, with id 7. */
function memoryStore(): ReplayerOptions['store'] & { deliveries: Delivery[] } {
  const deliveries: Delivery[] = [];
  return {
    deliveries,
    async request(id) {
      if (id !== 7) throw new TaplineError('POST_NOT_FOUND', `There is no post ${id}.`);
      return storedRequest({ target: '/callback?a=1', body: bytes('\0\xff') });
    },
    async addDelivery(delivery) {
      const stored = { ...delivery, id: deliveries.length + 1 };
      deliveries.push(stored);
      return stored;
    },
  };
}

describe('replay', () => {
  it('sends the post and stores what was sent and what came back', async () => {
    await using target = await startTarget();
    const store = memoryStore();
    const delivery = await createReplayer({ store }).replay({ postId: 7, target: ` ${target.url} ` });

    expect(store.deliveries).toEqual([delivery]);
    expect(deliverySchema.parse(delivery)).toEqual(delivery);
    expect(delivery).toMatchObject({
      id: 1,
      postId: 7,
      target: target.url,
      origin: 'replay',
      request: {
        method: 'POST',
        target: '/callback?a=1',
        headers: [
          ['Host', `127.0.0.1:${target.port}`],
          ['Content-Length', '2'],
          ['X-Tapline-Post', '7'],
        ],
        bodySize: 2,
      },
      response: { status: 200, body: btoa('ok') },
      error: null,
    });
    expect((await target.first()).body).toEqual(bytes('\0\xff'));
  });

  it('takes edits and the origin', async () => {
    await using target = await startTarget();
    const delivery = await createReplayer({ store: memoryStore() }).replay({
      postId: 7,
      target: target.url,
      edits: { method: 'PUT', target: '/status', body: 'b=2' },
      origin: 'forward',
    });
    expect(delivery).toMatchObject({ origin: 'forward', request: { method: 'PUT', target: '/status', bodySize: 3 } });
    expect(await target.first()).toMatchObject({ requestLine: 'PUT /status HTTP/1.1', body: bytes('b=2') });
  });

  it('stores a delivery that failed', async () => {
    const store = memoryStore();
    const target = `http://localhost:${await freePort()}`;
    const delivery = await createReplayer({ store }).replay({ postId: 7, target });
    expect(delivery).toMatchObject({ postId: 7, response: null, error: { code: 'ECONNREFUSED' } });
    expect(store.deliveries).toEqual([delivery]);
  });

  it('stores a delivery that was cancelled', async () => {
    await using target = await startTarget(answers.never);
    const store = memoryStore();
    const controller = new AbortController();
    const replaying = createReplayer({ store }).replay({ postId: 7, target: target.url, signal: controller.signal });
    await target.first();
    controller.abort();
    expect((await replaying).error?.code).toBe('ABORTED');
    expect(store.deliveries).toHaveLength(1);
  });

  it.each([
    [{ postId: 8 }, 'POST_NOT_FOUND'],
    [{ target: 'localhost:8080' }, 'TARGET_INVALID'],
    [{ edits: { target: '/a b' } }, 'BAD_REQUEST'],
  ])('sends and stores nothing when it cannot be built: %j', async (wrong, code) => {
    await using target = await startTarget();
    const store = memoryStore();
    const replaying = createReplayer({ store }).replay({ postId: 7, target: target.url, ...wrong });
    await expect(replaying).rejects.toMatchObject({ code });
    expect(store.deliveries).toEqual([]);
    expect(target.requests).toEqual([]);
  });

  it('keeps limits.replay.responseBytes of the answer', async () => {
    await using target = await startTarget(answers.large(limits.replay.responseBytes + 1));
    const { response } = await createReplayer({ store: memoryStore() }).replay({ postId: 7, target: target.url });
    expect(limits.replay.responseBytes).toBe(1024 * 1024);
    expect(Buffer.from(response?.body ?? '', 'base64')).toHaveLength(limits.replay.responseBytes);
    expect(response).toMatchObject({ bodySize: limits.replay.responseBytes + 1, cut: true });
  });

  it('gives up after limits.replay.timeoutMs, 30 s, unless told otherwise', async () => {
    expect(limits.replay.timeoutMs).toBe(30_000);
    await using target = await startTarget(answers.never);
    const replayer = createReplayer({ store: memoryStore(), timeoutMs: 100 });
    const { error } = await replayer.replay({ postId: 7, target: target.url });
    expect(error).toEqual({ code: 'ETIMEDOUT', message: expect.stringContaining('within 0.1 s') });
  });

  it('runs several at once', async () => {
    await using target = await startTarget();
    const store = memoryStore();
    const replayer = createReplayer({ store });
    await Promise.all(Array.from({ length: 20 }, () => replayer.replay({ postId: 7, target: target.url })));
    expect(store.deliveries.map((delivery) => delivery.response?.status)).toEqual(Array(20).fill(200));
    expect(target.requests).toHaveLength(20);
  });
});

describe('sendTest', () => {
  it('sends a sample that is no post', async () => {
    await using target = await startTarget();
    const store = memoryStore();
    const delivery = await createReplayer({ store }).sendTest({
      request: {
        method: 'POST',
        path: '/callback',
        headers: [['Content-Type', 'application/x-www-form-urlencoded']],
        body: Buffer.from('phone=1'),
      },
      target: target.url,
    });
    expect(delivery).toMatchObject({ postId: null, origin: 'test', response: { status: 200 } });
    expect(store.deliveries).toEqual([delivery]);
    expect((await target.first()).lines).toEqual([
      `Host: 127.0.0.1:${target.port}`,
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 7',
    ]);
  });

  it('follows the target rules and reports a target that is down', async () => {
    const target = `http://localhost:${await freePort()}/cb.php`;
    const delivery = await createReplayer({ store: memoryStore() }).sendTest({
      request: { method: 'GET', path: '/status?a=1', headers: [], body: Buffer.alloc(0) },
      target,
    });
    expect(delivery).toMatchObject({ target, request: { target: '/cb.php?a=1' }, error: { code: 'ECONNREFUSED' } });
  });
});
