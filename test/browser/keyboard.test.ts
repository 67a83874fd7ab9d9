import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';
import { startTarget } from '../helpers/target.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

describe.skipIf(launched.browser === null)('the keyboard alone', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('does the whole main job: copy the URL, send a test post, find it, read it, replay it, see the delivery', async () => {
    await using target = await startTarget((socket) => {
      socket.write('HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nreceived');
    });
    await using inspector = await openInspector(browser);
    const { page, rows, tapline } = inspector;
    const { keyboard } = page;
    await page.getByRole('button', { name: 'Send test post', exact: true }).first().waitFor();
    await page.getByText('Listening on').first().waitFor();

    await keyboard.press('y');
    await expect.poll(inspector.clipboard).toBe(`${tapline.receiver}/callback`);

    // A test post is opened once it is there, which may be a moment after its row.
    for (const [at, key] of ['t', 'T'].entries()) {
      await keyboard.press(key);
      await expect.poll(() => page.evaluate(() => location.hash)).toBe(`#/inbox/${at + 1}`);
    }
    await expect.poll(() => rows.count()).toBe(2);
    await keyboard.press('/');
    await keyboard.type('kind:callback ');
    await expect.poll(() => rows.count()).toBe(1);
    // Keys are letters again while the user types, and commands once the box is left.
    await keyboard.type('t');
    await expect.poll(() => rows.count()).toBe(0);
    await keyboard.press('Backspace');
    await expect.poll(() => rows.count()).toBe(1);
    // The first Escape may only close the list of completions, which comes a moment after the last key.
    const leave = async () => {
      if ((await focused(page)) === 'Search posts') await keyboard.press('Escape');
      return await focused(page);
    };
    await expect.poll(leave).not.toBe('Search posts');

    await keyboard.press('j');
    const panel = page.getByRole('tabpanel');
    await panel.getByText('default_keyword', { exact: true }).waitFor();

    await keyboard.press('r');
    const dialog = page.getByRole('dialog');
    const url = dialog.getByRole('textbox', { name: /Target URL/ });
    await expect.poll(() => url.evaluate((box) => box === document.activeElement)).toBe(true);
    await keyboard.type(target.url);
    await keyboard.press('Enter');
    await page.getByRole('tab', { name: /^Deliveries/, selected: true }).waitFor();
    await panel.getByText('201').first().waitFor();
    await panel.getByText('received').waitFor();
    expect((await target.first()).requestLine).toMatch(/^POST \/callback /);
    expect(inspector.problems).toEqual([]);
  });

  it('marks, notes, selects, deletes and brings back', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows, tapline } = inspector;
    const { keyboard } = page;
    for (const message of ['first', 'second', 'third']) await inspector.post('/callback', `message=${message}`);
    await rows.nth(2).waitFor();
    await keyboard.press('j');
    await keyboard.press('p');
    await page.locator('#post-3').getByRole('img', { name: 'Pinned' }).waitFor();
    await keyboard.press('u');
    await page.locator('#post-3').getByRole('img', { name: 'Unread' }).waitFor();
    await keyboard.press('n');
    await expect.poll(() => focused(page)).toBe('Note on this post');
    // Neither "p" nor "u" is a command in here.
    await keyboard.type('pull up');
    await keyboard.press('Escape');
    await expect
      .poll(async () => await tapline.call<object>('GET', '/posts/3'))
      .toMatchObject({ pinned: true, unread: true, note: 'pull up', noted: true });

    await keyboard.press('ControlOrMeta+a');
    await page.getByText('3 selected').waitFor();
    await keyboard.press('Escape');
    await keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
    await keyboard.press('Delete');
    await expect.poll(() => rows.count()).toBe(1);
    await keyboard.press('ControlOrMeta+z');
    await expect.poll(() => rows.count()).toBe(3);
    await keyboard.press('U');
    await expect.poll(async () => (await tapline.call<{ unread: number }>('GET', '/status')).unread).toBe(0);
    expect(inspector.problems).toEqual([]);
  });

  it('finds commands, posts and saved searches in the palette, from anywhere', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows, tapline } = inspector;
    const { keyboard } = page;
    await tapline.call('PUT', '/settings', { savedSearches: [{ name: 'Only stops', query: 'keyword:STOP' }] });
    await page.reload();
    await inspector.post('/callback', 'keyword=STOP');
    await inspector.post('/callback', 'keyword=JOIN');
    await rows.nth(1).waitFor();
    const palette = page.getByRole('combobox', { name: 'Command palette' }).or(page.getByPlaceholder(/What do you/));
    await keyboard.press('/');
    await keyboard.press('ControlOrMeta+k');
    await palette.first().waitFor();
    await keyboard.type('Only stops');
    await page.getByRole('button', { name: 'Only stops' }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect.poll(() => rows.count()).toBe(1);

    await palette.first().waitFor({ state: 'hidden' });
    // Back in the search box, where digits are digits.
    await expect.poll(() => focused(page)).toBe('Search posts');
    for (let n = 0; n < 3 && (await focused(page)) === 'Search posts'; n++) await keyboard.press('Escape');
    await keyboard.press('ControlOrMeta+k');
    await palette.first().waitFor();
    await keyboard.type('2');
    await page.getByText('Open post 2').waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByRole('region', { name: 'Post 2' }).waitFor();

    await palette.first().waitFor({ state: 'hidden' });
    await keyboard.press('2');
    await expect.poll(() => page.url()).toMatch(/#\/conversations$/);
    expect(inspector.problems).toEqual([]);
  });

  it('keeps what is typed while the palette is still being fetched, for it alone', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows, tapline } = inspector;
    const { promise: fetched, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route(/palette-.*\.js/, async (route) => {
      await fetched;
      await route.continue();
    });
    for (const message of ['first', 'second', 'third']) await inspector.post('/callback', `message=${message}`);
    await page.reload();
    await rows.nth(2).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('region', { name: 'Post 3' }).waitFor();
    await page.keyboard.press('ControlOrMeta+k');
    // Each of these would be a command: another post, unread, another screen.
    await page.keyboard.type('ju4');
    for (let n = 0; n < 3; n++) await page.keyboard.press('Backspace');
    await page.keyboard.type('1');
    letThrough();
    await page.getByText('Open post 1').waitFor();
    expect(await page.getByRole('textbox', { name: 'Command palette' }).inputValue()).toBe('1');
    expect(new URL(page.url()).hash).toBe('#/inbox/3');
    await expect.poll(() => tapline.call<object>('GET', '/posts/3')).toMatchObject({ unread: false });
    expect(inspector.problems).toEqual([]);
  });

  it('does what was asked of a post while its panel was still being fetched', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    const { promise: fetched, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route(/post-panel-.*\.js/, async (route) => {
      await fetched;
      await route.continue();
    });
    await inspector.post('/callback', 'message=hello');
    await page.reload();
    await rows.first().waitFor();
    await page.keyboard.press('j');
    await page.getByRole('status', { name: 'Reading the post…' }).waitFor();
    await page.keyboard.press('n');
    letThrough();
    await expect.poll(() => focused(page)).toBe('Note on this post');
    expect(inspector.problems).toEqual([]);
  });

  it('is told by the sheet which keys there are, and each of them does something', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await inspector.post('/callback', 'message=hello');
    await rows.first().waitFor();
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    const keysOfPost = ['r', 'e', 'c', 'p', 'u', 'n'];
    const look = async (...more: string[]) => {
      await page.keyboard.press('?');
      await sheet.waitFor();
      const lines = await sheet.locator('dl > div').allInnerTexts();
      const keys = lines.flatMap((line) => line.split('\n').slice(1));
      for (const key of ['j', 'k', '/', '?', 'Del', ...keysOfPost, ...more]) expect(keys, key).toContain(key);
      // No two commands of one screen wait for the same key.
      const strokes = await sheet.locator('dd > span').allInnerTexts();
      expect(strokes.length).toBeGreaterThan(20);
      expect(new Set(strokes).size).toBe(strokes.length);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
    };
    await look();
    for (const key of keysOfPost) await page.keyboard.press(key);
    expect(await page.getByText('Open a post first').count()).toBe(1);
    await page.keyboard.press('j');
    await page.getByRole('tab', { name: /^Fields/ }).waitFor();
    await look('x');
    expect(inspector.problems).toEqual([]);
  });
});
