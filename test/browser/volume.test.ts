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
