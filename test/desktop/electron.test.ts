import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { installedElectron } from '../../main/electron-runtime.ts';

const root = dirname(dirname(import.meta.dirname));
const runtime = runtimeHere();
const title = 'reason' in runtime ? `the real window (skipped: ${runtime.reason})` : 'the real window';

/** Nothing is fetched for a test: `npx install-electron` brings the runtime. */
function runtimeHere(): { path: string } | { reason: string } {
  if (process.platform === 'linux') {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return { reason: 'there is no display' };
    if (process.getuid?.() === 0) return { reason: "running as root, where Chromium's sandbox cannot work" };
  }
  if (!existsSync(join(root, 'out', 'main', 'desktop.js'))) return { reason: 'not built, run "npm run build"' };
  return installedElectron({ env: process.env });
}

async function openWindow() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tapline-desktop-'));
  const app = await _electron.launch({
    executablePath: 'path' in runtime ? runtime.path : '',
    args: [root, '--data', dataFolder, '--tunnel', 'off', '--receiver-port', '0'],
    cwd: root,
  });
  const page = await app.firstWindow();
  return {
    app,
    page,
    dataFolder,
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

describe.skipIf('reason' in runtime)(title, () => {
  test('shows the inspector, connected over its port, with nothing of Node in reach', async () => {
    await using world = await openWindow();
    const { page } = world;
    expect(page.url()).toBe('app://tapline/');
    await page.getByRole('button', { name: 'Send test post' }).first().waitFor();
    const globals = await page.evaluate(() => [
      typeof Reflect.get(globalThis, 'require'),
      Object.keys(window.tapline ?? {}).sort(),
    ]);
    expect(globals).toEqual(['undefined', ['connect', 'openExternal', 'platform']]);
  });

  test('goes nowhere else and opens no other window', async () => {
    await using world = await openWindow();
    const { app, page } = world;
    await page.evaluate(() => {
      window.location.href = 'https://example.com/';
    });
    expect(await page.evaluate(() => window.open('about:blank') === null)).toBe(true);
    expect(page.url()).toBe('app://tapline/');
    expect(app.windows()).toHaveLength(1);
  });

  test('quits with a clean close and remembers its place', async () => {
    await using world = await openWindow();
    const exited = new Promise<number | null>((resolve) => world.app.process().once('exit', resolve));
    await world.app.evaluate(({ app }) => app.quit());
    expect(await exited).toBe(0);
    expect(existsSync(join(world.dataFolder, 'window.json'))).toBe(true);
    // A clean close leaves no write-ahead log behind.
    expect(existsSync(join(world.dataFolder, 'tapline.db-wal'))).toBe(false);
  });
});
