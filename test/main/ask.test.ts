import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Outage, Tunnel } from '../../contract/index.ts';
import { startApp } from '../helpers/app.ts';
import { serve } from '../tunnel/world.ts';
import { runCli } from './run-cli.ts';

test('nobody to ask: exit code 1 and what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-ask-'));
  await using cli = runCli('tunnel', ['--data', folder]);
  expect(await cli.exit).toBe(1);
  expect(cli.stderr()).toContain('No Tapline runs with the data folder');
  await rm(folder, { recursive: true });
});

test('a tunnel that is off cannot be tested', async () => {
  await using world = await startApp();
  await using test = runCli('tunnel', ['test', '--data', world.folder]);
  expect(await test.exit).toBe(1);
  expect(test.stderr()).toContain('The tunnel is off');
});

test('a tunnel is shown, tested and restarted, and its outages are listed', async () => {
  // A public URL that leads nowhere near Tapline.
  await using stranger = await serve((_, response) => response.writeHead(418).end());
  await using world = await startApp({ tunnel: { provider: 'url', url: stranger.url } });
  await using tested = runCli('tunnel', ['test', '--json', '--data', world.folder]);
  expect(await tested.exit).toBe(1);
  const tunnel = JSON.parse(tested.stdout()) as Tunnel;
  expect(tunnel).toMatchObject({ provider: 'url', url: stranger.url });
  expect(tunnel.lastProbe?.reason).toContain('418');

  await using restarted = runCli('tunnel', ['restart', '--data', world.folder]);
  expect(await restarted.exit).toBe(0);
  expect(restarted.stdout()).toContain(`Callback URL  ${stranger.url}/callback`);

  await using outages = runCli('outages', ['--json', '--data', world.folder]);
  expect(await outages.exit).toBe(0);
  expect(JSON.parse(outages.stdout()) as Outage[]).toEqual([]);
});
