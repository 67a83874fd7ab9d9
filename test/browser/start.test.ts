import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { startCli } from '../helpers/cli.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const first = ['/api/posts?limit=100', '/api/settings'];

describe.skipIf(launched.browser === null)('the start of the window', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('asks for the first posts once, before its script has run, and for all else when they are on screen', async () => {
    await using tapline = await startCli();
    await fetch(`${tapline.receiver}/callback`, { method: 'POST', body: 'message=here' });
    const page = await browser.newPage();
    const { origin } = new URL(tapline.inspector);
    const asked: string[] = [];
    page.on('request', (request) => {
      const url = request.url();
      if (url.startsWith(`${origin}/api/`)) asked.push(url.slice(origin.length));
    });
    // The script comes when these were asked for.
    await page.route('**/assets/index-*.js', async (route) => {
      await expect.poll(() => asked.toSorted()).toEqual(first);
      await route.continue();
    });
    // What the window itself asks for, and whether a frame with a row began before that.
    await page.addInitScript(() => {
      const calls: [path: string, isDrawn: boolean][] = [];
      let isDrawn = false;
      const watch = new MutationObserver(() => {
        if (!document.querySelector('#root [role="gridcell"]')) return;
        watch.disconnect();
        requestAnimationFrame(() => {
          isDrawn = true;
        });
      });
      watch.observe(document, { childList: true, subtree: true });
      const { fetch } = window;
      window.fetch = (what, init) => {
        const url = new URL(what instanceof Request ? what.url : what, location.href);
        calls.push([url.pathname + url.search, isDrawn]);
        return fetch(what, init);
      };
      Object.assign(window, { calls });
    });
    await page.goto(tapline.inspector);
    await page.locator('#post-1').waitFor();
    await expect.poll(() => asked).toContain('/api/status');
    const calls = await page.evaluate(() => (window as unknown as { calls: [string, boolean][] }).calls);
    expect(calls.slice(0, 2).map(([path]) => path)).toEqual(first);
    expect(calls.slice(2).filter(([path, isDrawn]) => !isDrawn || first.includes(path))).toEqual([]);
    expect(calls.length).toBeGreaterThan(2);
    await page.close();
  });

  it('another screen asks for what it shows', async () => {
    await using tapline = await startCli();
    const page = await browser.newPage();
    const { origin, search } = new URL(tapline.inspector);
    const lists: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(`${origin}/api/posts?`)) lists.push(request.url());
    });
    await page.goto(`${origin}/${search}#/settings`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(lists).toEqual([]);
    await page.close();
  });
});
