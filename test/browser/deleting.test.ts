import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Count } from '../../contract/index.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';
import { startLoad } from '../helpers/load.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

/** So many that deleting them takes longer than to look at it. */
const posts = 12_000;

describe.skipIf(launched.browser === null)('deleting that lasts', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('says how far it is, and ends when it is told to; the rest stays', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    const left = () => tapline.call<Count>('GET', '/posts/count?query=kind:status');
    await page.clock.install();
    await page.reload();
    const load = startLoad({ port: Number(new URL(tapline.receiver).port), name: 'old', posts });
    await expect.poll(() => load.answered.length, { timeout: 90_000 }).toBe(posts);
    await load.stop();
    await expect.poll(left).toEqual({ count: posts, exact: true });

    await page.getByRole('searchbox', { name: 'Search posts' }).fill('kind:status');
    await page.getByRole('button', { name: 'List', exact: true }).click();
    await page.getByRole('menuitem', { name: /Delete all that match/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete 12,000 posts' }).click();
    await page.getByText('12,000 posts deleted').waitFor();
    // While posts come, deleting rests between its steps.
    const others = new AbortController();
    const coming = (async () => {
      while (!others.signal.aborted) await inspector.post('/callback', 'message=another');
    })();
    // A test that failed before it waits for this says why it did.
    coming.catch(() => {});

    const messages = page.getByRole('region', { name: 'Messages' });
    const said = messages.getByText(/^Deleting: [\d,]+ of 12,000 posts gone$/);
    // The time to undo, and then the moment until a word is said; either may take one more look.
    await page.clock.fastForward(8000);
    await expect
      .poll(async () => {
        await page.clock.fastForward(1000);
        return said.count();
      })
      .toBe(1);
    await messages.getByRole('progressbar', { name: /^Deleting: / }).waitFor();
    await messages.getByRole('button', { name: 'Stop' }).click();
    await messages.getByText('Deleting was stopped. The posts that were still there stay.').waitFor();
    await said.waitFor({ state: 'detached' });
    others.abort();
    await coming;

    const { count } = await left();
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(posts);
    // What was deleted is the oldest; the newest are shown again, and go on being there.
    await page.locator(`#post-${posts}`).waitFor();
    expect(await left()).toEqual({ count, exact: true });
    expect(inspector.problems).toEqual([]);
  });
});
