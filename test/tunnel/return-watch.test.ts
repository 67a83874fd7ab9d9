import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createLocaltunnel } from '../../main/tunnel/localtunnel.ts';
import { watchReturn } from '../../main/tunnel/return-watch.ts';
import { freePort } from '../helpers/free-port.ts';
import { serve, startWorld } from './world.ts';

test('a server that comes back is noticed once', async () => {
  const port = await freePort();
  let returns = 0;
  let connections = 0;
  const end = new AbortController();
  const watching = watchReturn({
    reach: { host: '127.0.0.1', port },
    everyMs: 20,
    signal: end.signal,
    onReturn: () => (returns += 1),
  });
  await expect(Promise.race([watching, new Promise((resolve) => setTimeout(resolve, 100, 'waiting'))])).resolves.toBe(
    'waiting',
  );
  await using _ = await serve(() => (connections += 1), port);
  await watching;
  expect(returns).toBe(1);
  expect(connections).toBe(0);
  end.abort();
});

test('a server that was there all the time is not told of', async () => {
  const end = new AbortController();
  let looks = 0;
  await using server = createServer(() => {
    looks += 1;
    if (looks === 3) end.abort();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  let returns = 0;
  const watching = watchReturn({
    reach: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    // A look has that long, too: a machine that is slow for a moment must not pass for a server that is gone.
    everyMs: 300,
    signal: end.signal,
    onReturn: () => (returns += 1),
  });
  await watching;
  expect([looks, returns]).toEqual([3, 0]);
});

test('an attempt at opening follows the return of the server at once, however rare attempts have become', async () => {
  const port = await freePort();
  const limits = { firstRetryMs: 600_000, lastRetryMs: 600_000, reachEveryMs: 20 };
  const host = `http://127.0.0.1:${port}`;
  await using world = await startWorld({ limits, provider: () => createLocaltunnel({ host, version: '0.0.0' }) });
  await world.until(({ retryAt, reason }) => retryAt !== null && (reason ?? '').includes('ECONNREFUSED'));
  await using _ = await serve((_request, response) => response.writeHead(503).end(), port);
  await world.until(({ reason }) => (reason ?? '').includes('503'));
});
