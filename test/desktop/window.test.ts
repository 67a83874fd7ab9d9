import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Desktop, runtimes } from './launch.ts';
import { hashOf, isVisible, lookAway } from './watch.ts';

const all = await runtimes();
afterAll(async () => {
  for (const runtime of all) await runtime[Symbol.asyncDispose]();
});

const patience = { timeout: 15_000 };
const callback = { code: '12345', shortcode: '12345', message: 'join please', phone: '13125550142', keyword: 'JOIN' };

/** What the page shows, read by the main process: that works after a crash, too. */
function bodyText(desktop: Desktop): Promise<string> {
  return desktop.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0] as Electron.BrowserWindow;
    return webContents.executeJavaScript('document.body.innerText') as Promise<string>;
  });
}

describe.each(all)('the window $title', (runtime) => {
  const it = test.skipIf(runtime.missing);

  it('does the main job: a post arrives, is opened and understood', async () => {
    await using desktop = await runtime.launch();
    const page = await desktop.page();
    expect(await desktop.post('/callback', callback)).toBe(200);
    const cell = page.getByRole('grid', { name: 'Posts' }).getByText('join please').first();
    await cell.click();
    await page.getByRole('tab', { name: /^Fields/ }).waitFor();
    await page.getByRole('tabpanel').getByText('13125550142').first().waitFor();
    expect(await hashOf(desktop)).toBe('#/inbox/1');
    expect(await desktop.call('GET', '/posts/1')).toMatchObject({ id: 1, phone: '13125550142' });
    expect(desktop.stderr()).toBe('');
  });

  it('a second start brings the first window to the front and ends', async () => {
    await using desktop = await runtime.launch();
    await desktop.page();
    await desktop.post('/callback', callback);
    await lookAway(desktop);
    expect(await isVisible(desktop)).toBe(false);
    expect(await desktop.startAgain()).toBe(0);
    await expect.poll(() => isVisible(desktop), patience).toBe(true);
    // What it was asked to open is opened by the first.
    expect(await desktop.startAgain(['tapline://post/1'])).toBe(0);
    await expect.poll(() => hashOf(desktop), patience).toBe('#/inbox/1');
  });

  it('a reload and a crash of the page keep the feed', async () => {
    await using desktop = await runtime.launch();
    const page = await desktop.page();
    await desktop.post('/callback', { ...callback, message: 'before' });
    await expect.poll(() => bodyText(desktop), patience).toContain('before');
    await page.reload();
    await desktop.post('/callback', { ...callback, message: 'after the reload' });
    await expect.poll(() => bodyText(desktop), patience).toContain('after the reload');
    // The page has a title of its own, which does not take the place of the number of unread posts.
    const title = () => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
    await expect.poll(title, patience).toBe('(2) Tapline');
    await desktop.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await desktop.post('/callback', { ...callback, message: 'during the crash' });
    await expect.poll(() => bodyText(desktop).catch(() => ''), patience).toContain('during the crash');
    await desktop.post('/callback', { ...callback, message: 'after the crash' });
    await expect.poll(() => bodyText(desktop), patience).toContain('after the crash');
    expect(await bodyText(desktop)).toContain('before');
    expect(desktop.stderr()).toContain('The inspector ended');
  });

  it('quitting while posts arrive loses no post that was answered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapline-desktop-'));
    try {
      const answered: string[] = [];
      {
        await using desktop = await runtime.launch({ dataFolder: folder });
        let quitting = false;
        const sender = async (name: string) => {
          for (let number = 0; !quitting || number < 20; number += 1) {
            const ticket = `${name}-${number}`;
            const status = await desktop.post('/status', { status: 'sent', ticket }).catch(() => null);
            if (status === null) return;
            if (status === 200) answered.push(ticket);
          }
        };
        const senders = Promise.all(['a', 'b', 'c', 'd'].map(sender));
        await expect.poll(() => answered.length, patience).toBeGreaterThan(20);
        // The answer to this call may be lost: the process is on its way out.
        void desktop.evaluate(({ app }) => app.quit()).catch(() => {});
        expect(await desktop.exited).toBe(0);
        quitting = true;
        await senders;
      }
      // A clean close leaves no write-ahead log behind.
      expect(existsSync(join(folder, 'tapline.db-wal'))).toBe(false);
      expect(existsSync(join(folder, 'window.json'))).toBe(true);
      await using tapline = await runtime.launch({ dataFolder: folder });
      const stored = new Set<string | null>();
      let before: string | null = '';
      while (before !== null) {
        const path: string = `/posts?limit=1000${before ? `&before=${encodeURIComponent(before)}` : ''}`;
        const list: { posts: { ticket: string | null }[]; next: string | null } = await tapline.call('GET', path);
        for (const { ticket } of list.posts) stored.add(ticket);
        before = list.next;
      }
      expect(answered.filter((ticket) => !stored.has(ticket))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('a signal ends it as cleanly', async () => {
    await using desktop = await runtime.launch();
    process.kill(await desktop.evaluate(() => process.pid), 'SIGTERM');
    expect(await desktop.exited).toBe(0);
    expect(existsSync(join(desktop.dataFolder, 'tapline.db-wal'))).toBe(false);
  });

  it('keeps the memory for short-lived objects small', async () => {
    await using desktop = await runtime.launch();
    const [before, after] = await desktop.evaluate(() => {
      const { getHeapSpaceStatistics } = process.getBuiltinModule('node:v8');
      const size = () =>
        getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? Number.NaN;
      const first = size();
      let living: unknown[] = [];
      for (let i = 0; i < 2_000_000; i++) {
        living.push({ i, text: [i] });
        if (living.length > 100_000) living = living.slice(50_000);
      }
      return [first, size()] as const;
    });
    // By itself it would grow to sixteen times as much and more; a step that had begun may still be taken.
    expect(after).toBeLessThan(3 * before);
  });
});
