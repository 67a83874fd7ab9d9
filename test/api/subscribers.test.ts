import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { expect, test } from 'vitest';
import type { AppStatus, Contract, Tunnel } from '../../contract/index.ts';
import { startInspector } from '../../main/api/http.ts';
import { serveMessagePort } from '../../main/api/message-port.ts';
import { type ApiParts, createRouter } from '../../main/api/router.ts';
import { createFeed, type Feed } from '../../main/feed/feed.ts';
import { openStore } from '../../main/store/store.ts';
import { readFeed } from './events.ts';

/** What a feed begins with; what it says does not matter here. */
const tunnel: Tunnel = {
  state: 'off',
  url: null,
  callbackUrl: null,
  statusUrl: null,
  provider: 'off',
  choice: { provider: 'off' },
  name: null,
  retryAt: null,
  since: '2026-11-01T00:00:00.000Z',
  lastProbe: null,
  reason: null,
  urlChange: null,
};
const status: AppStatus = {
  version: '1',
  receiver: { url: 'http://127.0.0.1:1', port: 1, portTaken: null },
  dataFolder: '/',
  target: null,
  posts: 0,
  unread: 0,
  storage: { ok: true, reason: null, since: null, refused: 0 },
  notices: [],
  openedFiles: [],
};

/** The API over a real store and feed, with the subscriptions of the feed counted. */
async function startCounted() {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-subscribers-'));
  const store = await openStore({ folder, onHealth() {}, onRetained() {}, onFault() {} });
  const feed = createFeed(store, () => {});
  let open = 0;
  const counted: Feed = {
    ...feed,
    async *subscribe(signal) {
      open++;
      try {
        yield* feed.subscribe(signal);
      } finally {
        open--;
      }
    },
  };
  // The live feed asks for nothing else.
  const parts = {
    store,
    feed: counted,
    tunnel: { snapshot: () => tunnel },
    status: () => status,
  } as unknown as ApiParts;
  const router = createRouter(parts);
  return {
    router,
    feed,
    folder,
    open: () => open,
    async [Symbol.asyncDispose]() {
      feed.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test('a view that goes away over HTTP leaves no subscription behind', async () => {
  await using world = await startCounted();
  const token = 't'.repeat(43);
  const rendererFolder = join(world.folder, 'none');
  const faults: unknown[] = [];
  const onFault = (error: unknown) => faults.push(error);
  const inspector = await startInspector({ router: world.router, port: 0, token, rendererFolder, onFault });
  await using _inspector = { [Symbol.asyncDispose]: () => inspector.close() };
  const views = await Promise.all([1, 2, 3].map(() => readFeed({ inspector: inspector.url, token })));
  await expect.poll(world.open).toBe(3);
  views[0]?.[Symbol.dispose]();
  await expect.poll(world.open).toBe(2);
  for (const view of views) view[Symbol.dispose]();
  await expect.poll(world.open).toBe(0);
});

test.each(['leaves the feed', 'is closed'])('a window that %s leaves none behind', async (how) => {
  await using world = await startCounted();
  const { port1, port2 } = new MessageChannel();
  serveMessagePort(world.router, port1);
  port2.start();
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 }));
  const leave = new AbortController();
  const reading = client
    .events(undefined, { signal: leave.signal })
    .then(async (events) => {
      for await (const event of events) void event;
    })
    .catch(() => {});
  await expect.poll(world.open).toBe(1);
  if (how === 'is closed') port2.close();
  else leave.abort();
  await expect.poll(world.open).toBe(0);
  port2.close();
  leave.abort();
  await reading;
});
