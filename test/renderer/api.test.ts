import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { describe, expect, it } from 'vitest';
import { contract, defaultSettings, portMessage } from '../../contract/index.ts';
import { connect, dropToken, faultOf } from '../../renderer/api.ts';

/** As much of a browser window as the connection uses. */
function windowAt(href: string) {
  const replaced: string[] = [];
  const target = new EventTarget();
  const window = Object.assign(target, {
    location: new URL(href),
    history: { replaceState: (_data: unknown, _unused: string, url: string) => replaced.push(url) },
  });
  return { window: window as unknown as Window, target, replaced };
}

/** A server that answers every request the same way. */
async function answering(status: number, body: unknown) {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe('over HTTP', () => {
  it('reads answers of the API', async () => {
    await using server = await answering(200, defaultSettings);
    const { client } = connect({ window: windowAt(server.url).window });
    await expect(client.settings.get()).resolves.toEqual(defaultSettings);
  });

  it('hands the code and the sentence of an error on', async () => {
    await using server = await answering(400, { code: 'BAD_QUERY', message: 'There is no filter "x:".' });
    const { client } = connect({ window: windowAt(server.url).window });
    const error = await client.posts.list({ query: 'x:1', limit: 10 }).catch((caught: unknown) => caught);
    expect(faultOf(error)).toEqual({ code: 'BAD_QUERY', message: 'There is no filter "x:".' });
  });

  it('knows a refused token by its status, whatever the body says', async () => {
    await using server = await answering(401, 'no');
    const { client } = connect({ window: windowAt(server.url).window });
    const error = await client.status().catch((caught: unknown) => caught);
    expect(faultOf(error).code).toBe('UNAUTHORIZED');
  });

  it('tells a server that is gone from one that answers', async () => {
    const gone = await answering(200, {});
    await gone[Symbol.asyncDispose]();
    const { client } = connect({ window: windowAt(gone.url).window });
    const error = await client.status().catch((caught: unknown) => caught);
    expect(faultOf(error).code).toBe('CONNECTION');
  });
});

describe('over a MessagePort', () => {
  const os = implement(contract);
  const router = { settings: { get: os.settings.get.handler(() => defaultSettings) } };

  /** A window with a bridge that hands out a served port at each request. */
  function desktop() {
    const { window, target } = windowAt('app://tapline/');
    const served: MessagePort[] = [];
    const bridge = {
      platform: 'linux',
      openExternal: async () => {},
      connect() {
        const { port1, port2 } = new MessageChannel();
        served.push(port2);
        new RPCHandler(router).upgrade(port2);
        port2.start();
        const message = { data: portMessage, ports: [port1], source: window };
        queueMicrotask(() => target.dispatchEvent(Object.assign(new Event('message'), message)));
      },
    };
    Object.assign(window, { tapline: bridge });
    return {
      api: connect({ window }),
      served,
      [Symbol.dispose]() {
        for (const port of served) port.close();
      },
    };
  }

  it('asks the bridge for one port and uses it for every call', async () => {
    using world = desktop();
    await expect(world.api.client.settings.get()).resolves.toEqual(defaultSettings);
    await expect(world.api.client.settings.get()).resolves.toEqual(defaultSettings);
    expect(world.served).toHaveLength(1);
  });

  it('asks for a fresh port after the other side closed it', async () => {
    using world = desktop();
    await world.api.client.settings.get();
    world.served[0]?.close();
    await expect.poll(() => world.api.client.settings.get().then(() => world.served.length)).toBe(2);
  });
});

it('takes the token out of the address and leaves the rest', () => {
  const { window, replaced } = windowAt('http://127.0.0.1:4711/?token=secret&x=1#/inbox/4');
  dropToken(window);
  expect(replaced).toEqual(['/?x=1#/inbox/4']);
});

it('leaves an address without a token alone', () => {
  const { window, replaced } = windowAt('http://127.0.0.1:4711/#/inbox');
  dropToken(window);
  expect(replaced).toEqual([]);
});
