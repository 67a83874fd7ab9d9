import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostSummary } from '../../contract/index.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

describe.skipIf(launched.browser === null)('marks', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('are those of the core, however fast test posts are sent and opened', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows, tapline } = inspector;
    await page.getByText('Listening on').first().waitFor();
    const stored = async () => (await tapline.call<{ posts: PostSummary[] }>('GET', '/posts?limit=200')).posts;
    const unreadOnScreen = () =>
      rows.evaluateAll((all) =>
        all.filter((row) => row.querySelector('[aria-label="Unread"]')).map((row) => Number(row.id.slice(5))),
      );
    for (let round = 1; round <= 6; round++) {
      for (let n = 0; n < 4; n++) await page.keyboard.press('t', { delay: 5 * (n + round) });
      await expect.poll(async () => (await stored()).length).toBe(4 * round);
      await expect.poll(() => rows.count()).toBe(4 * round);
      // One of them is open in the end, and with that it is read.
      await expect
        .poll(async () => {
          const open = await page.evaluate(() => Number(location.hash.split('/')[2]));
          return (await stored()).find(({ id }) => id === open)?.unread;
        })
        .toBe(false);
      await expect
        .poll(async () => {
          const shown = await unreadOnScreen();
          return (await stored()).filter((post) => post.unread !== shown.includes(post.id)).map((post) => post.id);
        })
        .toEqual([]);
    }
    expect(inspector.problems).toEqual([]);
  });
});
