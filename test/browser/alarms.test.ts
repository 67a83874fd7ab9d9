import { execFileSync, spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

/** A limit on the size of files is the one full disk that a test can make and take away. */
const canFillDisk = spawnSync('prlimit', ['--version']).status === 0;
if (!canFillDisk) console.warn('The test of the storage alarm is skipped: there is no prlimit here.');

function limitFileSize(pid: number, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

describe.skipIf(launched.browser === null)('alarms', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('asks for the token when the page has none', async () => {
    await using inspector = await openInspector(browser);
    const stranger = await browser.newContext();
    const page = await stranger.newPage();
    await page.goto(new URL('/', inspector.tapline.inspector).href);
    await page.getByText(/needs its token/).waitFor();
    await stranger.close();
  });

  it('tells that the connection to Tapline is lost', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await page.getByRole('button', { name: 'Send test post', exact: true }).first().waitFor();
    expect(await tapline.end('SIGTERM')).toBe(0);
    await page.getByText(/Connection to Tapline lost/).waitFor();
    await page.getByRole('status', { name: 'Tunnel Unknown' }).waitFor();
  });

  it('shows bytes that never became a post', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await fetch(`${tapline.receiver}/callback`, { method: 'POST', body: 'x'.repeat(11 * 1024 * 1024) }).then(
      (answer) => expect(answer.status).toBe(413),
      () => {},
    );
    await page.getByRole('navigation').getByText('Incidents', { exact: true }).click();
    await page
      .getByText(/larger than|announced with/)
      .first()
      .waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it.skipIf(!canFillDisk)('says that posts are not being stored, and stops saying so when they are', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows, tapline } = inspector;
    expect((await inspector.post('/callback', 'message=before')).status).toBe(200);
    await expect.poll(() => rows.count()).toBe(1);

    limitFileSize(tapline.pid, 4096);
    const refused = await inspector.post('/callback', 'message=refused');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    const alarm = page.getByRole('alert').filter({ hasText: /Posts are not being stored/ });
    await alarm.waitFor();
    await expect.poll(() => alarm.innerText()).toMatch(/1 .*refused|refused.* 1/i);

    limitFileSize(tapline.pid, 'unlimited');
    await alarm.waitFor({ state: 'hidden' });
    expect((await inspector.post('/callback', 'message=after')).status).toBe(200);
    await expect.poll(() => rows.count()).toBe(2);
    const { posts } = await tapline.call<{ posts: { id: number }[] }>('GET', '/posts');
    expect(posts.map((post) => post.id)).toEqual([2, 1]);
  });
});
