import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

/** Values that would run, style, link or reorder the page if it took them for anything but text. */
const hostile = [
  '<script>window.pwned = 1</script>',
  '<img src=x onerror="window.pwned = 1">',
  '"><svg onload=window.pwned=1>',
  'javascript:window.pwned=1',
  '<style>body{display:none}</style>',
  '</textarea><iframe srcdoc="<script>parent.pwned=1</script>">',
  '{{constructor.constructor("window.pwned=1")()}}',
  '\u202Egnp.exe\u2066 abc',
  'شكرا جزيلا',
  `nul\u0000 bell\u0007 escape\u001b[31m`,
];

describe.skipIf(launched.browser === null)('hostile posts', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('are shown as text in the list, in every tab, and run nothing', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    for (const value of hostile) {
      const body = new URLSearchParams({
        message: value,
        [value]: 'as a name',
        phone: value,
        keyword: value,
        status: value,
      });
      await inspector.post(`/callback?${new URLSearchParams({ q: value })}`, body.toString(), {
        'X-Note': '<script>window.pwned=1</script>',
        'Content-Type': 'application/x-www-form-urlencoded',
      });
    }
    await expect.poll(() => rows.count()).toBe(hostile.length);
    for (let i = 0; i < hostile.length; i++) {
      await rows.nth(i).click();
      for (const tab of ['Body', 'Headers', 'Deliveries', 'Fields']) {
        await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
        await page.getByRole('tabpanel').waitFor();
      }
    }
    // The list is newest first: the last row is the first value, found as text.
    await rows.nth(hostile.length - 1).click();
    await expect.poll(() => page.getByRole('tabpanel').innerText()).toContain(hostile[0]);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(await page.locator('iframe, svg[onload], img[src="x"], a[href^="javascript:"]').count()).toBe(0);
    expect(await page.locator('body').isVisible()).toBe(true);
    expect(inspector.problems).toEqual([]);
  });

  it('of a megabyte in one value leave the inspector usable', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await inspector.post('/callback', `phone=13125550142&message=${'m'.repeat(1024 * 1024)}`);
    await inspector.post('/callback', `phone=13125550117&message=short`);
    await expect.poll(() => rows.count()).toBe(2);
    await rows.nth(1).click();
    await page
      .getByText(/Show all/)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: /^Body/ }).click();
    await page.getByRole('tabpanel').waitFor();
    await rows.nth(0).click();
    await page.getByRole('tab', { name: /^Fields/ }).click();
    await page.getByRole('tabpanel').getByText('short', { exact: true }).waitFor();
    // Nothing pushed the page wider than its window.
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(inspector.problems).toEqual([]);
  });
});
