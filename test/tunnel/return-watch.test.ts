import { expect, test } from 'vitest';
import { createLocaltunnel } from '../../main/tunnel/localtunnel.ts';
import { watchReturn } from '../../main/tunnel/return-watch.ts';
import { freePort } from '../helpers/localtunnel-server.ts';
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
  await using server = await serve((_, response) => response.writeHead(503).end());
  const end = new AbortController();
  let returns = 0;
  const watching = watchReturn({
    reach: { host: '127.0.0.1', port: server.port },
    everyMs: 5,
    signal: AbortSignal.any([end.signal, AbortSignal.timeout(100)]),
    onReturn: () => (returns += 1),
  });
  await watching;
  expect(returns).toBe(0);
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
