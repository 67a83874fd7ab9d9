import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** Sends posts "message 1" to "message n"; their ids are the same numbers. */
async function fill(inspector: OpenInspector, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    await inspector.post('/callback', form({ phone: '13125550142', keyword: 'JOIN', message: `message ${n}` }));
  }
  await inspector.page.locator(`#post-${count}`).waitFor();
}

const stored = async ({ tapline }: OpenInspector) =>
  (await tapline.call<{ posts: { id: number }[] }>('GET', '/posts')).posts.map((post) => post.id);
const selected = (page: Page) =>
  page
    .locator('[role="row"][aria-selected="true"]')
    .evaluateAll((rows) => rows.map((row) => Number(row.id.slice('post-'.length))));
const row = (page: Page, id: number) => page.locator(`#post-${id}`);

describe.skipIf(launched.browser === null)('every-day comfort', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('selects many posts with the mouse, and acts on them together', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await fill(inspector, 6);
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-multiselectable')).toBe('true');
    await row(page, 5).click();
    await row(page, 3).click({ modifiers: ['Shift'] });
    await expect.poll(() => selected(page)).toEqual([5, 4, 3]);
    await row(page, 4).click({ modifiers: ['ControlOrMeta'] });
    await row(page, 1).click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(() => selected(page)).toEqual([5, 3, 1]);
    const bar = page.getByRole('toolbar', { name: 'Selected posts' });
    await bar.getByText('3 selected').waitFor();

    await bar.getByRole('button', { name: 'Pin', exact: true }).click();
    await expect
      .poll(async () => (await tapline.call<{ posts: { id: number }[] }>('GET', '/posts?query=is:pinned')).posts.length)
      .toBe(3);
    await row(page, 3).getByRole('img', { name: 'Pinned' }).waitFor();
    await bar.getByRole('button', { name: 'Copy ids' }).click();
    await expect.poll(inspector.clipboard).toBe('5\n3\n1');
    await page.keyboard.press('Escape');
    // Without a selection the open post is what looks selected.
    await expect.poll(() => selected(page)).toEqual([5]);
    expect(await bar.count()).toBe(0);
    expect(inspector.problems).toEqual([]);
  });

  it('takes deleted posts away at once and brings them back on request; the core deletes only then', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await fill(inspector, 4);
    await row(page, 4).click();
    await row(page, 3).click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('Delete');
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByText('2 posts deleted').waitFor();
    expect(await stored(inspector)).toEqual([4, 3, 2, 1]);
    // The next older post takes the place of the open one.
    await expect.poll(() => selected(page)).toEqual([2]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => rows.count()).toBe(4);
    expect(await stored(inspector)).toEqual([4, 3, 2, 1]);
    expect(inspector.problems).toEqual([]);
  });

  it('deletes for good when the time to undo is over, on other screens and in other windows too', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await page.clock.install();
    await page.reload();
    await fill(inspector, 3);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.locator('#post-2').waitFor();
    await row(page, 2).click();
    await page.keyboard.press('Delete');
    await row(page, 2).waitFor({ state: 'detached' });
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    await page.getByText('1 post deleted').waitFor();
    expect(await stored(inspector)).toEqual([3, 2, 1]);
    await expect.poll(() => other.locator('#post-2').count()).toBe(1);
    await page.clock.fastForward(9000);
    await expect.poll(() => stored(inspector)).toEqual([3, 1]);
    await other.locator('#post-2').waitFor({ state: 'detached' });
    expect(inspector.problems).toEqual([]);
  });

  it('deletes nothing when the window is closed before the time to undo is over', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await fill(inspector, 2);
    await row(page, 2).click();
    await page.keyboard.press('Delete');
    await row(page, 2).waitFor({ state: 'detached' });
    await page.reload();
    await expect.poll(() => rows.count()).toBe(2);
    expect(await stored(inspector)).toEqual([2, 1]);
  });

  it('asks with the exact number before it deletes all that match, and spares what comes later', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await page.clock.install();
    await page.reload();
    await fill(inspector, 5);
    await inspector.post('/callback', form({ keyword: 'STOP', message: 'stop' }));
    await row(page, 6).waitFor();
    const search = page.getByRole('searchbox', { name: 'Search posts' });
    await search.fill('keyword:JOIN');
    await expect.poll(() => rows.count()).toBe(5);
    await page.getByRole('button', { name: 'List', exact: true }).click();
    await page.getByRole('menuitem', { name: /Delete all that match/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Delete 5 posts?').waitFor();
    await inspector.post('/callback', form({ keyword: 'JOIN', message: 'too late for it' }));
    await row(page, 7).waitFor();
    await dialog.getByRole('button', { name: 'Delete 5 posts' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await page.clock.fastForward(9000);
    await expect.poll(() => stored(inspector)).toEqual([7, 6]);
    expect(inspector.problems).toEqual([]);
  });

  it('shows the columns that were chosen, as wide as they were made, and remembers them', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await fill(inspector, 1);
    const columns = () =>
      row(page, 1)
        .locator('[data-column]')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-column')));
    const width = async (column: string) =>
      (await row(page, 1).locator(`[data-column="${column}"]`).boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: 'List', exact: true }).click();
    await page.getByRole('menuitem', { name: /Choose columns/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Columns' });
    await dialog.getByRole('checkbox', { name: 'Show Via' }).uncheck();
    await dialog.getByRole('checkbox', { name: 'Show Id' }).check();
    await dialog.getByRole('button', { name: 'Move Phone to the left' }).click();
    await dialog.getByRole('textbox', { name: 'Width of Phone' }).fill('200');
    await page.keyboard.press('Escape');
    await expect
      .poll(columns)
      .toEqual(['time', 'phone', 'kind', 'key', 'excerpt', 'findings', 'response', 'size', 'id']);
    await expect.poll(() => width('phone')).toBe(200);

    const head = page.locator('[data-head="phone"]');
    const edge = head.locator('xpath=following-sibling::i');
    const box = await edge.boundingBox();
    if (!box) throw new Error('The head has no edge to drag.');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 60, y, { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => width('phone')).toBe(140);
    await edge.dblclick();
    await expect.poll(() => width('phone')).toBeLessThan(120);
    await page.reload();
    await row(page, 1).waitFor();
    await expect.poll(() => columns()).toContain('id');
    expect(inspector.problems).toEqual([]);
  });

  it('offers what can be done with all posts of the list, and with those that match, at its head', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await fill(inspector, 2);
    await inspector.post('/status', form({ sendTo: '13125550117', status: 'sent', ticket: 'T-7' }));
    await row(page, 3).waitFor();
    const items = page.getByRole('menu', { name: 'List' }).getByRole('menuitem');
    const openMenu = () => page.getByRole('button', { name: 'List', exact: true }).click();
    const dialogOf = async (item: string, says: RegExp) => {
      await openMenu();
      await items.filter({ hasText: item }).click();
      await page.getByRole('dialog').getByText(says).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await dialogOf('Replay all posts…', /^3 posts stored, all of them/);
    await dialogOf('Export all posts…', /^3 posts, all that are stored/);
    await dialogOf('Import posts…', /NDJSON/);
    await page.getByRole('searchbox', { name: 'Search posts' }).fill('keyword:JOIN');
    await expect.poll(() => rows.count()).toBe(2);
    await openMenu();
    expect(await items.allInnerTexts()).toEqual([
      expect.stringMatching(/^Replay all that match/),
      expect.stringMatching(/^Export all that match/),
      'Import posts…',
      'Choose columns…',
      expect.stringMatching(/^Mark all that match as read/),
      'Delete all that match…',
    ]);
    await items.first().click();
    await page
      .getByRole('dialog')
      .getByText(/^2 posts/)
      .waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('offers what can be done with a post at its row', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await fill(inspector, 2);
    await inspector.post('/status', form({ sendTo: '13125550117', status: 'sent', ticket: 'T-7' }));
    await row(page, 3).click({ button: 'right' });
    const menu = page.getByRole('menu', { name: 'Post 3' });
    await menu.getByRole('menuitem', { name: 'Copy ticket' }).click();
    await expect.poll(inspector.clipboard).toBe('T-7');
    // Nothing was opened for it.
    expect(await page.getByRole('region', { name: 'Post 3' }).count()).toBe(0);

    await row(page, 2).click();
    await row(page, 1).focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu', { name: 'Post 2' }).waitFor();
    await page.getByRole('menuitem', { name: /^Note/ }).click();
    await page.getByRole('textbox', { name: 'Note on this post' }).fill('look again');
    await page.keyboard.press('Escape');
    await row(page, 2).getByRole('img', { name: 'Has a note' }).waitFor();

    await row(page, 3).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Compare with post 2' }).click();
    await expect.poll(() => page.url()).toMatch(/#\/compare\/2\/3$/);
    await page.goBack();
    await row(page, 1).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Only keyword JOIN' }).click();
    await expect.poll(() => rows.count()).toBe(2);
    expect(inspector.problems).toEqual([]);
  });

  it('opens a link to a post far below, with its row on screen, and reads on in both directions', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await Promise.all(Array.from({ length: 700 }, (_, n) => inspector.post('/callback', `message=${n}`)));
    await page.goto(`${new URL('/', tapline.inspector).href}#/inbox/150`);
    await page.reload();
    await row(page, 150).waitFor();
    await expect.poll(() => selected(page)).toEqual([150]);
    const grid = page.getByRole('grid', { name: 'Posts' });
    await grid.hover();
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 4000);
        return row(page, 1).count();
      })
      .toBe(1);
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, -6000);
        return row(page, 700).count();
      })
      .toBe(1);
    await page.keyboard.press('Home');
    await inspector.post('/callback', 'message=new');
    await row(page, 701).waitFor({ state: 'attached' });
    expect(inspector.problems).toEqual([]);
  });

  it('shows times in UTC, and rows closer together, when the settings say so', async () => {
    await using inspector = await openInspector(browser, { context: { timezoneId: 'America/Denver' } });
    const { page, tapline } = inspector;
    await fill(inspector, 1);
    const time = row(page, 1).locator('[data-column="time"]');
    const [{ receivedAt } = { receivedAt: '' }] = (
      await tapline.call<{ posts: { receivedAt: string }[] }>('GET', '/posts')
    ).posts;
    expect(await time.innerText()).not.toContain(receivedAt.slice(11, 16));
    await expect.poll(() => time.getAttribute('title')).toContain(`${receivedAt.slice(11, 23)} UTC`);
    const height = (await row(page, 1).boundingBox())?.height ?? 0;
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('radiogroup', { name: 'Times' }).getByText('UTC').click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('radiogroup', { name: 'Rows' }).getByText('Compact').click();
    await page.getByRole('navigation').getByRole('link', { name: /Inbox/ }).click();
    await expect.poll(() => time.innerText()).toContain(receivedAt.slice(11, 23));
    await expect.poll(() => time.getAttribute('title')).toContain('local time');
    await expect.poll(async () => (await row(page, 1).boundingBox())?.height).toBeLessThan(height);
    expect(inspector.problems).toEqual([]);
  });

  it('says what a retention will delete before it does', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await fill(inspector, 5);
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    const keep = page.getByRole('textbox', { name: 'Keep at most posts' });
    await keep.fill('2');
    await keep.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete old posts?' });
    await dialog.getByText(/deletes 3 posts/).waitFor();
    await dialog.getByRole('button', { name: 'Keep as it is' }).click();
    await expect.poll(() => keep.inputValue()).toBe('');
    expect((await tapline.call<{ keepPosts: number | null }>('GET', '/settings')).keepPosts).toBeNull();
    const size = page.getByRole('textbox', { name: 'Largest body' });
    await size.fill('4000');
    await size.press('Enter');
    await page.getByText(/Not saved.*from 0.1 to 128/).waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('keeps posts back while the list is scrolled away, and has them on top when its top is reached', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await fill(inspector, 60);
    await page.reload();
    await row(page, 60).waitFor();
    const grid = page.getByRole('grid', { name: 'Posts' });
    const height = () => grid.evaluate((element) => element.scrollHeight);
    const before = await height();
    await grid.evaluate((element) => element.scrollTo({ top: 900 }));
    await row(page, 60).waitFor({ state: 'detached' });
    for (const message of ['one', 'two', 'three']) await inspector.post('/callback', form({ message }));
    await page.getByRole('button', { name: '3 new', exact: true }).waitFor();
    // They are counted, and no rows were made for them.
    expect(await height()).toBe(before);
    await grid.hover();
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, -400);
        return row(page, 63).count();
      })
      .toBe(1);
    expect(await height()).toBe(before + 3 * 30);
    await grid.evaluate((element) => element.scrollTo({ top: 0 }));
    await page.getByRole('button', { name: /new$/ }).waitFor({ state: 'detached' });
    const tops = await Promise.all([63, 62, 61, 60].map(async (id) => (await row(page, id).boundingBox())?.y ?? 0));
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    // At the top they come in by themselves again.
    await inspector.post('/callback', form({ message: 'four' }));
    await row(page, 64).waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('tells those who listen of new posts every few seconds, also while more keep coming', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await fill(inspector, 1);
    await page.clock.install();
    await page.reload();
    await row(page, 1).waitFor();
    const said = page.locator('[aria-live="polite"]').filter({ hasText: /^\d+ new posts?$/ });
    // From here on only the test moves the clock, and there are never five quiet seconds in a row.
    await page.clock.pauseAt(Date.now() + 60_000);
    for (const id of [2, 3, 4]) {
      await inspector.post('/callback', form({ message: `message ${id}` }));
      // What draws the row may wait for a timer, too.
      const look = () => page.clock.runFor(2).then(() => row(page, id).isVisible());
      await expect.poll(look).toBe(true);
      await page.clock.runFor(id < 4 ? 2000 : 1500);
    }
    await expect.poll(() => said.count()).toBe(1);
    await expect.poll(() => said.innerText()).toBe('3 new posts');
    expect(inspector.problems).toEqual([]);
  });

  it('moves nothing on screen while posts arrive', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await fill(inspector, 60);
    await page.reload();
    await row(page, 60).waitFor();
    await row(page, 50).click();
    await page.getByRole('tab', { name: /^Fields/ }).waitFor();
    await page.getByRole('grid', { name: 'Posts' }).evaluate((grid) => {
      grid.scrollTop = 300;
    });
    const top = async () => (await row(page, 45).boundingBox())?.y;
    const before = await top();
    await page.evaluate(() => {
      Object.assign(window, { shifts: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
          Object.assign(window, { shifts: (window as unknown as { shifts: number }).shifts + entry.value });
        }
      }).observe({ type: 'layout-shift' });
    });
    await Promise.all(Array.from({ length: 100 }, (_, n) => inspector.post('/callback', `message=more-${n}`)));
    await page.getByRole('button', { name: /100 new/ }).waitFor();
    expect(await top()).toBe(before);
    await expect.poll(() => selected(page)).toEqual([50]);
    expect(await page.evaluate(() => (window as unknown as { shifts: number }).shifts)).toBe(0);
    expect(inspector.problems).toEqual([]);
  });
});
