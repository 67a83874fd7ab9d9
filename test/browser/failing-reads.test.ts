import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';
import { startLoad } from '../helpers/load.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const posts = 3000;

/** Opens a list that goes on below what is read at once. */
async function openLong(browser: Browser): Promise<OpenInspector> {
  const inspector = await openInspector(browser);
  const { page, tapline } = inspector;
  const load = startLoad({ port: Number(new URL(tapline.receiver).port), name: 'old', posts });
  await expect.poll(() => load.answered.length).toBe(posts);
  await load.stop();
  await page.reload();
  await page.locator(`#post-${posts}`).waitFor();
  return inspector;
}

/** Counts what the list asks. */
function countReads(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (/\/api\/posts\?/.test(request.url())) count++;
  });
  return () => count;
}

/** Lets the page draw often, so that what would ask again with each drawing does. */
async function drawOften(page: Page): Promise<void> {
  for (let n = 0; n < 100; n++) {
    await page.evaluate(() => fetch('/api/status').then((answer) => answer.text()));
  }
}

const toEnd = (page: Page) =>
  page.getByRole('grid', { name: 'Posts' }).evaluate((grid) => grid.scrollTo({ top: grid.scrollHeight }));

describe.skipIf(launched.browser === null)('a list that cannot be read', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('is not asked for again and again, but when the user says so', async () => {
    await using inspector = await openLong(browser);
    const { page } = inspector;
    let broken = true;
    await page.route(/\/api\/posts\?.*before=/, (route) => (broken ? route.abort() : route.continue()));
    const reads = countReads(page);
    const failed = page.getByRole('alert').filter({ hasText: 'Older posts could not be read.' });
    await expect
      .poll(async () => {
        await toEnd(page);
        return failed.count();
      })
      .toBe(1);
    await drawOften(page);
    expect(reads()).toBeLessThan(5);

    broken = false;
    await failed.getByRole('button', { name: 'Try again' }).click();
    await failed.waitFor({ state: 'detached' });
    await expect
      .poll(async () => {
        await toEnd(page);
        return Number((await inspector.rows.last().getAttribute('id'))?.slice('post-'.length));
      })
      .toBeLessThan(posts - 300);
    expect(inspector.problems).toEqual([]);
  });

  it('does not ask without end when the address has a search that cannot be read', async () => {
    await using inspector = await openLong(browser);
    const { page } = inspector;
    const reads = countReads(page);
    await page.evaluate(() => {
      location.hash = '#/inbox/5?q=%22unbalanced';
    });
    await page.getByRole('region', { name: 'Post 5' }).waitFor();
    await page.locator('#query-fault').waitFor();
    await drawOften(page);
    expect(reads()).toBeLessThan(10);
    // What was on screen stays there until there is something else to show.
    await page.locator(`#post-${posts}`).waitFor();
    expect(inspector.problems).toEqual([]);
  });
});
