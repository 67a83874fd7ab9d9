import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const boxOf = (page: Page) => page.getByRole('searchbox', { name: 'Search posts' });
const addressOf = (page: Page) => new URL(page.url()).hash;

/** Three callbacks and three statuses, two of them "sent". */
async function sendSix(inspector: OpenInspector): Promise<void> {
  for (const message of ['join please', 'Olé, JOIN us', 'stop']) {
    await inspector.post('/callback', form({ code: '12345', phone: '13125550142', keyword: 'K', message }));
  }
  for (const [ticket, status] of [
    ['T-1', 'sent'],
    ['T-2', 'queued'],
    ['T-3', 'sent'],
  ] as const) {
    await inspector.post('/status', form({ code: '12345', sendTo: '17735550117', status, ticket }));
  }
  await expect.poll(() => inspector.rows.count()).toBe(6);
}

describe.skipIf(launched.browser === null)('search', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('completes filters and values by the keyboard, and never takes an Enter that is not its own', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await sendSix(inspector);
    const box = boxOf(page);
    const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
    await page.keyboard.press('/');
    await page.getByText('How to search').waitFor();
    await box.pressSequentially('stat');
    await expect.poll(() => options.allInnerTexts()).toHaveLength(1);
    await page.keyboard.press('Tab');
    await expect.poll(() => box.inputValue()).toBe('status:');
    await options.filter({ hasText: 'sent' }).filter({ hasText: '2' }).waitFor();
    // A filter without its value is no error yet, and does not empty the list.
    expect(await page.getByRole('alert').count()).toBe(0);
    await expect.poll(() => rows.count()).toBe(6);
    await page.keyboard.press('Enter');
    await expect.poll(() => box.inputValue()).toBe('status:');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const chosen = (await options.and(page.locator('[aria-selected=true]')).innerText()).split('\n')[0];
    await page.keyboard.press('Enter');
    await expect.poll(() => box.inputValue()).toBe(`${chosen} `);
    await expect.poll(() => rows.count()).toBe(chosen === 'status:sent' ? 2 : 1);
    // The first Escape closes the list, the second leaves the box.
    await box.pressSequentially('-ki');
    await options.first().waitFor();
    await page.keyboard.press('Escape');
    await options.first().waitFor({ state: 'detached' });
    await expect.poll(() => box.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => box.evaluate((element) => element === document.activeElement)).toBe(false);
    await expect.poll(() => box.inputValue()).toBe(`${chosen} -ki`);
    expect(inspector.problems).toEqual([]);
  });

  it('underlines what is wrong, also in a term that stays half typed', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await sendSix(inspector);
    await boxOf(page).fill('join colour:red x');
    await page.getByRole('alert').filter({ hasText: 'There is no filter "colour:"' }).waitFor();
    await expect.poll(() => page.getByTestId('wrong-place').innerText()).toBe('colour:red');
    await boxOf(page).fill('join "please');
    await page.getByRole('alert').filter({ hasText: 'quotation mark' }).waitFor();
    await expect.poll(() => page.getByTestId('wrong-place').innerText()).toBe('"please');
    await boxOf(page).fill('join ');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('filters by menus with counts, replaces, excludes, and takes away again', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await sendSix(inspector);
    const filters = page.getByRole('group', { name: 'Filters' });
    const value = (name: RegExp) => page.getByRole('menuitemcheckbox', { name });
    await filters.getByRole('button', { name: 'status' }).click();
    expect((await value(/^sent/).innerText()).replace(/\s+/g, ' ')).toBe('sent 2');
    await value(/^sent/).click();
    await expect.poll(() => rows.count()).toBe(2);
    await expect.poll(() => boxOf(page).inputValue()).toBe('status:sent');
    await filters.getByRole('button', { name: 'status: sent' }).click();
    await expect.poll(() => value(/^sent/).getAttribute('aria-checked')).toBe('true');
    await value(/^queued/).click();
    await expect.poll(() => boxOf(page).inputValue()).toBe('status:queued');
    await expect.poll(() => rows.count()).toBe(1);
    await filters.getByRole('button', { name: 'status: queued' }).click();
    await value(/^Exclude queued/).click();
    await expect.poll(() => boxOf(page).inputValue()).toBe('-status:queued');
    await expect.poll(() => rows.count()).toBe(5);
    await value(/^queued/).click({ modifiers: ['Alt'] });
    await expect.poll(() => boxOf(page).inputValue()).toBe('');
    await expect.poll(() => rows.count()).toBe(6);
    expect(inspector.problems).toEqual([]);
  });

  it('marks what was searched for, in the list and in the open post', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await sendSix(inspector);
    await boxOf(page).fill('"ole join"');
    await expect.poll(() => rows.count()).toBe(1);
    await expect.poll(() => rows.locator('mark').allInnerTexts()).toEqual(['Olé, JOIN']);
    await page.keyboard.press('Enter');
    await rows.first().click();
    await expect.poll(() => page.getByRole('tabpanel').locator('mark').allInnerTexts()).toContain('Olé, JOIN');
    await boxOf(page).fill('jo');
    await expect.poll(() => rows.count()).toBe(2);
    await expect.poll(() => rows.locator('mark').allInnerTexts()).toEqual(['JOIN', 'join']);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: /^Body/ }).click();
    await expect.poll(() => page.getByRole('tabpanel').locator('mark').allInnerTexts()).toContain('JOIN');
  });

  it('keeps each search in the address, so that it can be linked and gone back to', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await sendSix(inspector);
    await boxOf(page).pressSequentially('join');
    await page.keyboard.press('Enter');
    await expect.poll(() => addressOf(page)).toBe('#/inbox?q=join');
    await boxOf(page).fill('kind:status');
    await page.keyboard.press('Enter');
    await expect.poll(() => addressOf(page)).toBe('#/inbox?q=kind%3Astatus');
    await rows.first().click();
    await expect.poll(() => addressOf(page)).toMatch(/^#\/inbox\/\d+\?q=kind%3Astatus$/);
    await page.goBack();
    await expect.poll(() => boxOf(page).inputValue()).toBe('join');
    await expect.poll(() => rows.count()).toBe(2);
    await page.goForward();
    await expect.poll(() => boxOf(page).inputValue()).toBe('kind:status');
    await page.reload();
    await expect.poll(() => boxOf(page).inputValue()).toBe('kind:status');
    await expect.poll(() => rows.count()).toBe(3);
  });

  it('remembers searches, and keeps those that get a name', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await sendSix(inspector);
    const box = boxOf(page);
    await box.fill('status:sent');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Saved searches' }).click();
    const dialog = page.getByRole('dialog', { name: 'Saved searches' });
    await dialog.getByRole('textbox', { name: 'Name of this search' }).fill('Went out');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('button', { name: 'Rename Went out' }).click();
    await dialog.getByRole('textbox', { name: 'New name' }).fill('Sent ones');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.getByText('Sent ones').waitFor();
    const saved = async () => (await tapline.call<{ savedSearches: unknown }>('GET', '/settings')).savedSearches;
    await expect.poll(saved).toEqual([{ name: 'Sent ones', query: 'status:sent' }]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear search' }).click();
    await page.keyboard.press('ArrowDown');
    const list = page.getByRole('listbox', { name: 'Suggestions' });
    await list.getByRole('group', { name: 'Recent' }).getByRole('option', { name: 'status:sent' }).waitFor();
    await list
      .getByRole('group', { name: 'Saved' })
      .getByRole('option', { name: /Sent ones/ })
      .click();
    await expect.poll(() => box.inputValue()).toBe('status:sent');
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await dialog.getByRole('button', { name: 'Delete Sent ones' }).click();
    await expect.poll(saved).toEqual([]);
    // What another window saved meanwhile stays.
    await tapline.call('PUT', '/settings', { savedSearches: [{ name: 'Stops', query: 'keyword:STOP' }] });
    await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
    const both = [
      { name: 'Sent ones', query: 'status:sent' },
      { name: 'Stops', query: 'keyword:STOP' },
    ];
    await expect.poll(saved).toEqual(both);
    expect(inspector.problems).toEqual([]);
  });

  it('says what to do when nothing matches', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await sendSix(inspector);
    await boxOf(page).fill('kind:status nonesuch status:sent');
    await page.getByText('No post matches').waitFor();
    await page.getByRole('button', { name: 'Remove nonesuch' }).click();
    await expect.poll(() => boxOf(page).inputValue()).toBe('kind:status status:sent');
    await expect.poll(() => rows.count()).toBe(2);
  });

  it('counts, and chooses times by menu, by dragging over the traffic, and by keys', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await sendSix(inspector);
    await page.getByText('6 posts', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'time', exact: true }).click();
    await page.getByRole('button', { name: 'Yesterday' }).click();
    await expect.poll(() => boxOf(page).inputValue()).toMatch(/^after:\d{4}-\d\d-\d\d before:\d{4}-\d\d-\d\d$/);
    await page.getByText('No post matches').waitFor();
    await page.getByRole('button', { name: 'Clear search' }).last().click();
    await expect.poll(() => rows.count()).toBe(6);

    const traffic = page.getByRole('slider', { name: /^Traffic, last 30 min: 6 posts/ });
    await traffic.waitFor();
    const { x, y, width } = (await traffic.boundingBox()) ?? { x: 0, y: 0, width: 0 };
    await page.mouse.move(x + width * 0.1, y + 10);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.5, y + 10, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => boxOf(page).inputValue()).toMatch(/^after:\S+ before:\S+$/);
    await page.getByText('No post matches').waitFor();

    await traffic.focus();
    await page.keyboard.press('End');
    for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => traffic.getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d:\d\d, 0 posts$/);
    await page.keyboard.press('Enter');
    await expect.poll(() => rows.count()).toBe(6);
    expect(inspector.problems).toEqual([]);
  });

  it('has a place for everything from 900 to 2560 pixels, and moves nothing when a query is wrong', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await sendSix(inspector);
    const pause = page.getByRole('button', { name: 'Pause' });
    const grid = page.getByRole('grid', { name: 'Posts' });
    for (const width of [900, 1280, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(async () => (await page.locator('body').boundingBox())?.width).toBe(width);
      const before = [await pause.boundingBox(), await grid.boundingBox()];
      expect((before[0]?.x ?? width) + (before[0]?.width ?? 0)).toBeLessThanOrEqual(width);
      await boxOf(page).fill('colour:red');
      await page.getByRole('alert').waitFor();
      expect([await pause.boundingBox(), await grid.boundingBox()]).toEqual(before);
      await boxOf(page).fill('');
      await page.getByRole('alert').waitFor({ state: 'detached' });
    }
  });
});
