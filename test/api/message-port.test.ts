import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { describe, expect, test } from 'vitest';
import type { Contract, FeedEvent } from '../../contract/index.ts';
import { serveMessagePort } from '../../main/api/message-port.ts';
import { startApp } from '../helpers/app.ts';

/** A Tapline and a client of its API on the other end of a channel, as the desktop window is. */
async function startWindow() {
  const world = await startApp();
  const { port1, port2 } = new MessageChannel();
  const faults: unknown[] = [];
  const close = serveMessagePort(world.app.router, port1, (error) => faults.push(error));
  port2.start();
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 }));
  return {
    world,
    client,
    faults,
    async [Symbol.asyncDispose]() {
      close();
      port2.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

describe('the API over a MessagePort', () => {
  test('answers like the one over HTTP', async () => {
    await using window = await startWindow();
    const { world, client } = window;
    await world.post('/callback', 'message=hello');
    expect(await client.posts.list({})).toEqual((await world.api('GET', '/posts')).body);
    expect(await client.posts.get({ id: 1 })).toEqual((await world.api('GET', '/posts/1')).body);
    expect(await client.posts.delete({ query: { query: '' } })).toEqual({ deleted: 1 });
    expect(window.faults).toEqual([]);
  });

  test('carries bodies byte for byte', async () => {
    await using window = await startWindow();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await fetch(`${window.world.receiver}/callback`, { method: 'POST', body: bytes });
    const file = await window.client.posts.body({ id: 1 });
    expect(file.type).toBe('application/octet-stream');
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('refuses with the same codes', async () => {
    await using window = await startWindow();
    await expect(window.client.posts.get({ id: 9 })).rejects.toMatchObject({ code: 'POST_NOT_FOUND' });
    await expect(window.client.posts.list({ query: 'nope:x' })).rejects.toMatchObject({ code: 'BAD_QUERY' });
    await expect(window.client.posts.get({ id: -1 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('"id"'),
    });
    expect(window.faults).toEqual([]);
  });

  test('tells what happens, until the window leaves', async () => {
    await using window = await startWindow();
    const { world, client } = window;
    const leave = new AbortController();
    const types: FeedEvent['type'][] = [];
    const reading = (async () => {
      for await (const event of await client.events(undefined, { signal: leave.signal })) {
        types.push(event.type);
        if (event.type === 'tunnel') await world.post('/callback', 'message=1');
        if (event.type === 'posts') break;
      }
    })();
    await reading;
    expect(types).toEqual(['status', 'tunnel', 'posts']);
    leave.abort();
    await world.post('/callback', 'message=2');
    expect((await client.status()).posts).toBe(2);
    expect(types).toHaveLength(3);
  });
});
