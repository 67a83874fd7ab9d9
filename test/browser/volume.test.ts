import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendSteadily } from '../../bench/inspector-load.ts';
import { watchDuring, watchPage } from '../../bench/inspector-page.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const perSecond = 500;
const seconds = 2;

/** Opens a list of 300 posts, and watches the page from its first moment. */
async function openWatched(browser: Browser): Promise<OpenInspector> {
  const inspector = await openInspector(browser);
  const { page } = inspector;
  await Promise.all(Array.from({ length: 300 }, (_, n) => inspector.post('/callback', `message=before-${n}`)));
  await watchPage(page);
  await page.reload();
  await page.locator('#post-300').waitFor();
  // What the window still learns about itself after its first posts moves things, too.
  await page.getByRole('navigation').getByText(/^v\d/).waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return inspector;
}

const selected = (page: Page) =>
  page.locator('[role="row"][aria-selected="true"]').evaluateAll((rows) => rows.map((row) => row.id));

describe.skipIf(launched.browser === null)('five hundred posts a second', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('come in at the top without a shift of the layout, and leave the selection alone', async () => {
    await using inspector = await openWatched(browser);
    const { page, tapline } = inspector;
    await page.locator('#post-300').click();
    await page.getByRole('region', { name: 'Post 300' }).waitFor();
    const bar = await page.getByRole('searchbox', { name: 'Search posts' }).boundingBox();
    const { shift, visible } = await watchDuring(page, async () => {
      const sent = await sendSteadily({ receiver: tapline.receiver, perSecond, seconds });
      expect(sent.answered).toBe(perSecond * seconds);
      await page.locator(`#post-${300 + sent.answered}`).waitFor();
    });
    expect(shift).toBe(0);
    expect(visible.length).toBeGreaterThan(0);
    await page.getByText('1,300 posts', { exact: true }).waitFor();
    expect(await page.getByRole('searchbox', { name: 'Search posts' }).boundingBox()).toEqual(bar);
    await page.getByRole('region', { name: 'Post 300' }).waitFor();
    expect(page.url()).toMatch(/#\/inbox\/300$/);
    await page.keyboard.press('j');
    await expect.poll(() => selected(page)).toEqual(['post-299']);
    expect(inspector.problems).toEqual([]);
  });

  it('shift nothing when each looks unlike the one whose row it takes', async () => {
    await using inspector = await openWatched(browser);
    const { page, tapline } = inspector;
    await tapline.call('PUT', '/status-labels', {
      dialect: 'txtwire',
      status: 'DELIVRD',
      meaning: 'delivered',
      label: 'Reached',
      colour: null,
    });
    const looks = [
      ['/callback', 'phone=13125550142&keyword=JOIN&message=short'],
      ['/callback', `phone=447700900123&message=${encodeURIComponent('שלום עולם')}`],
      ['/status', 'sendTo=13125550117&status=DELIVRD&ticket=T-7&code=12345'],
      ['/callback', `phone=5&keyword=${encodeURIComponent('مرحبا')}&message=${'long '.repeat(400)}`],
      ['/callback', `keyword=A-MUCH-LONGER-KEYWORD&message=${encodeURIComponent('  two\nlines \u200b')}`],
      ['/other', ''],
      ['/callback', `message=${'x'.repeat(70_000)}`],
    ] as const;
    let sent = 300;
    const { shift, visible } = await watchDuring(page, async () => {
      for (let burst = 0; burst < 8; burst++) {
        const posts = Array.from({ length: 37 + burst }, (_, n) => looks[(n * 5 + burst) % looks.length] ?? looks[0]);
        await Promise.all(posts.map(([path, body]) => inspector.post(path, body)));
        sent += posts.length;
        await page.locator(`#post-${sent}`).waitFor();
      }
    });
    expect(shift).toBe(0);
    expect(visible).toEqual([]);
    const order = await page.locator('[role="row"][id^="post-"]').evaluateAll((rows) => rows.map((row) => row.id));
    expect(order).toEqual(order.map((_, place) => `post-${sent - place}`));
    expect(inspector.problems).toEqual([]);
  });

  it('leave a panel alone whose post takes long to be read', async () => {
    await using inspector = await openWatched(browser);
    const { page } = inspector;
    const hold = async (url: RegExp) => {
      const { promise: held, resolve: letThrough } = Promise.withResolvers<void>();
      await page.route(url, async (route) => {
        await held;
        await route.continue();
      });
      return letThrough;
    };
    const letPost = await hold(/posts\/290$/);
    const letDialects = await hold(/dialects$/);
    await page.locator('#post-290').click();
    await page.getByRole('status', { name: 'Reading the post…' }).waitFor();
    // What follows a click within half a second is put down to it.
    await page.waitForTimeout(600);
    const { shift } = await watchDuring(page, async () => {
      letPost();
      await page.getByRole('tab', { name: /^Fields/ }).waitFor();
      await page.getByText('127.0.0.1', { exact: true }).last().waitFor();
      // What stands below the fields by now must not move.
      await page.waitForTimeout(300);
      letDialects();
      await page.getByText('missing', { exact: true }).first().waitFor();
      await page.getByText('How PHP, ASP.NET and ColdFusion see this post').waitFor();
    });
    expect(shift).toBe(0);
    expect(inspector.problems).toEqual([]);
  });

  it('take over no row that has the focus', async () => {
    await using inspector = await openWatched(browser);
    const { page } = inspector;
    const row = await page.locator('#post-298').elementHandle();
    await row?.click();
    expect(await row?.evaluate((element) => element === document.activeElement)).toBe(true);
    await Promise.all(Array.from({ length: 12 }, (_, n) => inspector.post('/callback', `message=few-${n}`)));
    await page.locator('#post-312').waitFor();
    expect(await row?.evaluate((element) => element === document.activeElement && element.id)).toBe('post-298');
    await Promise.all(Array.from({ length: 60 }, (_, n) => inspector.post('/callback', `message=many-${n}`)));
    await page.locator('#post-372').waitFor();
    expect(await row?.evaluate((element) => [element.isConnected, element.id])).toEqual([false, 'post-298']);
    expect(inspector.problems).toEqual([]);
  });

  it('move nothing that is being read further down', async () => {
    await using inspector = await openWatched(browser);
    const { page, tapline } = inspector;
    const grid = page.getByRole('grid', { name: 'Posts' });
    await page.locator('#post-290').click();
    await grid.evaluate((element) => element.scrollTo({ top: 30 * 40 }));
    const read = page.locator('#post-255');
    await read.waitFor();
    const before = await read.boundingBox();
    const { shift } = await watchDuring(page, async () => {
      const sent = await sendSteadily({ receiver: tapline.receiver, perSecond, seconds });
      await page.getByRole('button', { name: `${sent.answered.toLocaleString('en')} new` }).waitFor();
    });
    expect(shift).toBe(0);
    expect(await read.boundingBox()).toEqual(before);
    await page.getByRole('region', { name: 'Post 290' }).waitFor();
    await page.getByRole('button', { name: /1,000 new/ }).click();
    await page.locator('#post-1300').waitFor();
    expect(await grid.evaluate((element) => element.scrollTop)).toBe(0);
    expect(inspector.problems).toEqual([]);
  });
});
