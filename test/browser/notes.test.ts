import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Post } from '../../contract/index.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const field = (page: Page) => page.getByRole('textbox', { name: 'Note on this post' });
const noteOf = async ({ tapline }: OpenInspector, id: number) => (await tapline.call<Post>('GET', `/posts/${id}`)).note;

/** The inspector with two posts, the note of the newer one being edited. */
async function noting(browser: Browser): Promise<OpenInspector> {
  const inspector = await openInspector(browser);
  const { page, rows } = inspector;
  for (const message of ['first', 'second']) await inspector.post('/callback', `message=${message}`);
  await rows.nth(1).waitFor();
  await rows.first().click();
  await page.getByRole('tab', { name: /^Fields/ }).waitFor();
  await page.keyboard.press('n');
  await expect.poll(() => field(page).evaluate((each) => each === document.activeElement)).toBe(true);
  return inspector;
}

describe.skipIf(launched.browser === null)('a note', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('is saved while the user goes on in the field, who is told on leaving it', async () => {
    await using inspector = await noting(browser);
    const { page } = inspector;
    await page.keyboard.type('pull up');
    await expect.poll(() => noteOf(inspector, 2)).toBe('pull up');
    await page.keyboard.type(' now');
    await expect.poll(() => noteOf(inspector, 2)).toBe('pull up now');
    expect(await page.getByText('Note saved.').count()).toBe(0);
    // Emptied, the field stays where it is.
    await field(page).fill('');
    await expect.poll(() => noteOf(inspector, 2)).toBe(null);
    await page.keyboard.type('after all');
    await expect.poll(() => noteOf(inspector, 2)).toBe('after all');
    await page.keyboard.press('Escape');
    await page.getByText('Note saved.').waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('leaves the caret where it is when it is saved, and never goes back to what it was', async () => {
    await using inspector = await noting(browser);
    const { page, tapline } = inspector;
    await page.keyboard.type('bc');
    await page.keyboard.press('Home');
    await expect.poll(() => noteOf(inspector, 2)).toBe('bc');
    await page.keyboard.type('a');
    await expect.poll(() => noteOf(inspector, 2)).toBe('abc');
    // Saved is saved: leaving the field does not write it over what came later.
    await tapline.call('PATCH', '/posts/2', { note: 'theirs' });
    await page.keyboard.press('Escape');
    await expect.poll(() => field(page).inputValue()).toBe('theirs');
    expect(await noteOf(inspector, 2)).toBe('theirs');
    expect(inspector.problems).toEqual([]);
  });

  it.for([
    ['another post is opened', (page: Page) => page.evaluate('location.hash = "#/posts/1"')],
    ['the post is closed', (page: Page) => page.getByRole('button', { name: 'Close the post' }).click()],
    ['the user goes back', (page: Page) => page.goBack()],
    ['the page is loaded again', (page: Page) => page.reload()],
    ['the page is closed', (page: Page) => page.close()],
  ] as const)('is kept when at once %s', async ([, leave]) => {
    await using inspector = await noting(browser);
    const { page } = inspector;
    await field(page).fill('not yet saved');
    await leave(page);
    await expect.poll(() => noteOf(inspector, 2)).toBe('not yet saved');
    expect(await noteOf(inspector, 1)).toBe(null);
    expect(inspector.problems).toEqual([]);
  });

  it('that is changed elsewhere is seen, unless the user is at it', async () => {
    await using inspector = await noting(browser);
    const { page, tapline } = inspector;
    await tapline.call('PATCH', '/posts/2', { note: 'from elsewhere' });
    await expect.poll(() => field(page).inputValue()).toBe('from elsewhere');
    await tapline.call('PATCH', '/posts/2', { note: null });
    await expect.poll(() => field(page).inputValue()).toBe('');
    await page.route('**/api/posts/2', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    await field(page).fill('mine');
    await page.getByText('Not saved yet: Tapline does not answer.').waitFor();
    await tapline.call('PATCH', '/posts/2', { note: 'theirs' });
    await page.locator('#post-2').getByRole('img', { name: 'Has a note' }).waitFor();
    expect(await field(page).inputValue()).toBe('mine');
    await page.unroute('**/api/posts/2');
    // It is tried again without a key.
    await expect.poll(() => noteOf(inspector, 2)).toBe('mine');
    await page.getByText('Not saved yet').waitFor({ state: 'detached' });
    expect(inspector.problems).toEqual([]);
  });

  it('that could not be saved is still there when the post is opened again', async () => {
    await using inspector = await noting(browser);
    const { page, rows } = inspector;
    await page.route('**/api/posts/2', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    await field(page).fill('keep me');
    await rows.nth(1).click();
    await page.getByRole('region', { name: 'Post 1' }).waitFor();
    await page.getByText('Tapline does not answer. Check that it is still running.').waitFor();
    await page.unroute('**/api/posts/2');
    await rows.first().click();
    await page.getByRole('tab', { name: /^Fields/ }).waitFor();
    await page.keyboard.press('n');
    await expect.poll(() => field(page).inputValue()).toBe('keep me');
    await expect.poll(() => noteOf(inspector, 2)).toBe('keep me');
    expect(inspector.problems).toEqual([]);
  });
});
