import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { AppStatus, Endpoint } from '../../contract/index.ts';
import { startAnswering } from '../helpers/answering.ts';
import { startApp } from '../helpers/app.ts';
import { type Desktop, runtimes } from './launch.ts';
import { clickMenu, hashOf, isVisible, lookAway, watchShell } from './watch.ts';

const all = await runtimes();
afterAll(async () => {
  for (const runtime of all) await runtime[Symbol.asyncDispose]();
});

const patience = { timeout: 15_000 };
const post = { code: '12345', shortcode: '12345', message: 'join please', phone: '13125550142', keyword: 'JOIN' };
const status = { code: '12345', sendTo: '13125550142', status: 'sent', ticket: 'T-7', custom_ticket: '' };

/** What macOS does with a link or a file. */
function systemOpens(desktop: Desktop, event: 'open-url' | 'open-file', what: string): Promise<boolean> {
  return desktop.evaluate(({ app }, [name, text]) => app.emit(name, { preventDefault() {} }, text), [
    event,
    what,
  ] as const);
}

describe.each(all)('the shell $title', (runtime) => {
  const it = test.skipIf(runtime.missing);

  it('the tray tells the state, copies the URLs, shows the window and quits', async () => {
    await using desktop = await runtime.launch();
    const shell = await watchShell(desktop);
    await lookAway(desktop);
    // The receiver's own address leads here, so a probe through it comes back.
    await desktop.call('PUT', '/tunnel', { provider: 'url', url: desktop.receiver });
    await expect.poll(async () => (await shell.seen()).menu[0]?.label, patience).toBe(`Online  ${desktop.receiver}`);
    const { menu, tooltip } = await shell.seen();
    expect(menu).toEqual([
      { label: `Online  ${desktop.receiver}`, enabled: false },
      { label: null, enabled: true },
      { label: 'Copy callback URL', enabled: true },
      { label: 'Copy status URL', enabled: true },
      { label: null, enabled: true },
      { label: 'Pause forwarding', enabled: false, checked: false },
      { label: null, enabled: true },
      { label: 'Show Tapline', enabled: true },
      { label: 'Quit Tapline', enabled: true },
    ]);
    expect(tooltip).toBe('Tapline: Online');
    await shell.clickTray('Copy status URL');
    expect(await desktop.evaluate(({ clipboard }) => clipboard.readText())).toBe(`${desktop.receiver}/status`);
    await shell.clickTray('Copy callback URL');
    expect(await desktop.evaluate(({ clipboard }) => clipboard.readText())).toBe(`${desktop.receiver}/callback`);
    await shell.clickTray('Show Tapline');
    expect(await isVisible(desktop)).toBe(true);
    void shell.clickTray('Quit Tapline').catch(() => {});
    expect(await desktop.exited).toBe(0);
  });

  it('posts that come while nobody looks are one notification, which leads to them', async () => {
    await using desktop = await runtime.launch();
    const shell = await watchShell(desktop);
    await lookAway(desktop);
    // At once: what comes a second apart is not one burst.
    await Promise.all([
      desktop.post('/callback', post),
      desktop.post('/callback', post),
      desktop.post('/status', status),
    ]);
    await expect
      .poll(async () => (await shell.seen()).notifications, patience)
      .toEqual([{ title: '3 new posts', body: '2 callbacks, 1 status post' }]);
    const badge = await desktop.evaluate(({ app, BrowserWindow }) => [
      process.platform === 'win32' ? 3 : app.getBadgeCount(),
      BrowserWindow.getAllWindows()[0]?.getTitle(),
    ]);
    // Only some of Linux's desktops have a place for the number; real Electron says 0 elsewhere.
    expect(runtime.isReal ? [3, badge[1]] : badge).toEqual([3, '(3) Tapline']);
    await shell.clickNotification();
    await expect.poll(() => hashOf(desktop), patience).toBe('#/inbox');
    expect(await isVisible(desktop)).toBe(true);
    // Looked at: the next post is a burst of its own, told at once and by its number.
    await lookAway(desktop);
    await desktop.post('/callback', post);
    await expect
      .poll(async () => (await shell.seen()).notifications[1], patience)
      .toEqual({
        title: 'New callback',
        body: '13125550142: join please',
      });
    await shell.clickNotification();
    await expect.poll(() => hashOf(desktop), patience).toBe('#/inbox/4');
  });

  it('says nothing of posts while the user looks, or does not want it', async () => {
    await using desktop = await runtime.launch();
    const shell = await watchShell(desktop);
    await desktop.call('PUT', '/settings', { notifyPosts: false });
    await lookAway(desktop);
    await desktop.post('/callback', post);
    await expect.poll(async () => (await shell.seen()).tooltip, patience).toContain('1 unread post');
    await desktop.call('PUT', '/settings', { notifyPosts: true });
    await desktop.post('/status', status);
    // Only what came after the change is told: a wrong one would be part of it.
    await expect.poll(async () => (await shell.seen()).notifications.length, patience).toBe(1);
    expect((await shell.seen()).notifications[0]?.title).toBe('New status post');
  });

  it('a changed public URL is told, and its notification leads to the Tunnel screen', async () => {
    await using desktop = await runtime.launch();
    const shell = await watchShell(desktop);
    await desktop.call('PUT', '/tunnel', { provider: 'url', url: desktop.receiver });
    await expect.poll(async () => (await shell.seen()).tooltip, patience).toContain('Online');
    const other = desktop.receiver.replace('127.0.0.1', 'localhost');
    await desktop.call('PUT', '/tunnel', { provider: 'url', url: other });
    await expect
      .poll(async () => (await shell.seen()).notifications.map(({ title }) => title), patience)
      .toEqual(['The public URL has changed']);
    expect((await shell.seen()).notifications[0]?.body).toContain(`It was ${desktop.receiver} and is now ${other}.`);
    await shell.clickNotification();
    await expect.poll(() => hashOf(desktop), patience).toBe('#/tunnel');
  });

  it('a link leads to its post, also in a start; what is no such link leads nowhere', async () => {
    await using desktop = await runtime.launch({ args: ['tapline://post/7'] });
    await expect.poll(() => hashOf(desktop), patience).toBe('#/inbox/7');
    for (const link of ['tapline://post/9/../../x', 'tapline://settings', 'https://example.com/post/9']) {
      await systemOpens(desktop, 'open-url', link);
    }
    expect(await hashOf(desktop)).toBe('#/inbox/7');
    await systemOpens(desktop, 'open-url', 'tapline://post/8');
    await expect.poll(() => hashOf(desktop), patience).toBe('#/inbox/8');
  });

  it('a file of Tapline is imported once the user agrees, however the system has it opened', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapline-opened-'));
    try {
      const file = join(folder, 'posts of today.tapline.ndjson');
      {
        await using source = await startApp();
        await source.post('/callback', 'message=out+of+a+file');
        await writeFile(file, (await source.api('GET', '/export?reveal=true')).bytes);
      }
      await using desktop = await runtime.launch({ args: [file] });
      const page = await desktop.page();
      const dialog = page.getByRole('dialog', { name: 'Import posts' });
      const status = () => desktop.call<AppStatus>('GET', '/status');
      // In the arguments of the start.
      await dialog.getByText('Import the posts in posts of today.tapline.ndjson?').waitFor();
      expect(await status()).toMatchObject({ posts: 0, openedFiles: [{ name: 'posts of today.tapline.ndjson' }] });
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await dialog.getByText('1 post imported.').waitFor();
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await dialog.waitFor({ state: 'hidden' });
      await page.getByRole('grid', { name: 'Posts' }).getByText('out of a file').first().waitFor();
      await expect.poll(status, patience).toMatchObject({ posts: 1, openedFiles: [] });

      // By a second start, which Windows and Linux make of a double click.
      await lookAway(desktop);
      expect(await desktop.startAgain([file])).toBe(0);
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await dialog.getByText('0 posts imported. 1 post was here already.').waitFor();
      expect(await isVisible(desktop)).toBe(true);
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await dialog.waitFor({ state: 'hidden' });

      // By macOS; two of them, of which the first is gone meanwhile.
      for (const name of ['gone', 'posts of today']) {
        await systemOpens(desktop, 'open-file', join(folder, `${name}.tapline.ndjson`));
      }
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await dialog.getByRole('alert').getByText('gone.tapline.ndjson cannot be read').waitFor();
      await dialog.getByRole('button', { name: 'Not now' }).click();
      await dialog.getByText('Import the posts in posts of today.tapline.ndjson?').waitFor();
      await dialog.getByRole('button', { name: 'Not now' }).click();
      await expect.poll(status, patience).toMatchObject({ posts: 1, openedFiles: [] });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('the tray pauses forwarding, also over a restart; the window resumes it and nothing is lost', async () => {
    await using target = await startAnswering();
    const folder = await mkdtemp(join(tmpdir(), 'tapline-paused-'));
    const paused = { label: 'Pause forwarding', enabled: true, checked: true };
    try {
      {
        await using desktop = await runtime.launch({ dataFolder: folder });
        const shell = await watchShell(desktop);
        const endpoints = await desktop.call<Endpoint[]>('GET', '/endpoints');
        const forwarding = endpoints.map((one) => ({
          ...one,
          forward: { ...one.forward, mode: 'queue', target: target.url },
        }));
        await desktop.call('PUT', '/endpoints', forwarding);
        const item = async () => (await shell.seen()).menu.find(({ label }) => label === paused.label);
        await expect.poll(item, patience).toEqual({ ...paused, checked: false });
        await shell.clickTray(paused.label);
        await expect.poll(item, patience).toEqual(paused);
        expect((await shell.seen()).tooltip).toContain('Forwarding is paused');
        await desktop.post('/callback', post);
        const page = await desktop.page();
        await page.getByText('Forwarding is paused. 1 post waits until it is resumed.').waitFor();
        void desktop.evaluate(({ app }) => app.quit()).catch(() => {});
        expect(await desktop.exited).toBe(0);
      }
      await using desktop = await runtime.launch({ dataFolder: folder });
      const shell = await watchShell(desktop);
      await desktop.post('/status', status);
      await expect.poll(async () => (await shell.seen()).tooltip, patience).toContain('Forwarding is paused');
      const page = await desktop.page();
      await page.getByText('Forwarding is paused. 2 posts wait until it is resumed.').waitFor();
      expect(target.posts).toEqual([]);
      await page.getByRole('button', { name: 'Resume forwarding' }).click();
      await expect.poll(() => target.posts.toSorted((a, b) => a - b), patience).toEqual([1, 2]);
      await page.getByText('Forwarding is paused.').waitFor({ state: 'hidden' });
      await expect
        .poll(async () => (await shell.seen()).menu.find(({ label }) => label === paused.label), patience)
        .toEqual({ ...paused, checked: false });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('closed to the tray, it goes on; quitting still quits', async () => {
    await using desktop = await runtime.launch();
    const page = await desktop.page();
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('switch', { name: 'Keep running in the tray' }).click({ force: true });
    await expect
      .poll(() => desktop.call<{ closeToTray: boolean }>('GET', '/settings'), patience)
      .toMatchObject({ closeToTray: true });
    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await isVisible(desktop)).toBe(false);
    expect(await desktop.post('/callback', post)).toBe(200);
    expect(await desktop.startAgain()).toBe(0);
    await expect.poll(() => isVisible(desktop), patience).toBe(true);
    void desktop.evaluate(({ app }) => app.quit()).catch(() => {});
    expect(await desktop.exited).toBe(0);
  });

  test.skipIf(runtime.missing || process.platform === 'darwin')(
    'without that setting, closing the window quits',
    async () => {
      await using desktop = await runtime.launch();
      void desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => {});
      expect(await desktop.exited).toBe(0);
    },
  );

  it('the menu leads to the screens, copies, and tells about Tapline', async () => {
    await using desktop = await runtime.launch();
    await desktop.page();
    for (const [label, hash] of [
      ['Targets', '#/targets'],
      ['Tunnel', '#/tunnel'],
      ['Settings…', '#/settings'],
      ['Inbox', '#/inbox'],
    ] as const) {
      expect(await clickMenu(desktop, label)).toBe(true);
      await expect.poll(() => hashOf(desktop), patience).toBe(hash);
    }
    // Without a public URL there is nothing to copy: the Tunnel screen says why.
    await clickMenu(desktop, 'Copy callback URL');
    await expect.poll(() => hashOf(desktop), patience).toBe('#/tunnel');
    const about = await desktop.evaluate(({ app }) => {
      let shown = 0;
      app.showAboutPanel = () => {
        shown += 1;
      };
      Object.assign(globalThis, { aboutShown: () => shown });
      return app.getVersion();
    });
    expect(about).toMatch(/^\d+\.\d+\.\d+/);
    await clickMenu(desktop, 'About Tapline');
    expect(await desktop.evaluate(() => (Reflect.get(globalThis, 'aboutShown') as () => number)())).toBe(1);
  });

  // Elsewhere the system's own list of login items would be changed.
  test.skipIf(runtime.missing || process.platform !== 'linux')(
    'starts at login when that is set, and no longer when not',
    async () => {
      await using desktop = await runtime.launch();
      const file = join(desktop.dataFolder, 'config', 'autostart', 'tapline.desktop');
      await desktop.call('PUT', '/settings', { launchAtLogin: true });
      expect(readFileSync(file, 'utf8')).toContain(`"--data" "${desktop.dataFolder}"`);
      await desktop.call('PUT', '/settings', { launchAtLogin: false });
      expect(existsSync(file)).toBe(false);
    },
  );

  it('looks at the tunnel at once when the machine wakes up', async () => {
    await using desktop = await runtime.launch();
    await desktop.call('PUT', '/tunnel', { provider: 'url', url: desktop.receiver });
    const lastProbe = () =>
      desktop
        .call<{ lastProbe: { at: string } | null }>('GET', '/tunnel')
        .then((tunnel) => tunnel.lastProbe?.at ?? null);
    await expect.poll(lastProbe, patience).not.toBeNull();
    const before = await lastProbe();
    await desktop.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    // Without it, the next probe is 15 s away.
    await expect.poll(lastProbe, { timeout: 8000 }).not.toBe(before);
  });
});
