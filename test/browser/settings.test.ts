import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../contract/index.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const answer = (page: Page, nth: number) => page.getByRole('textbox', { name: `Answer of endpoint ${nth}` });

async function show(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
}

/** Another window of the same Tapline, on its settings. */
async function openOther({ page }: OpenInspector): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(page.url());
  await button(other, 'Add endpoint').waitFor();
  return other;
}

const endpointsOf = ({ tapline }: OpenInspector) => tapline.call<Endpoint[]>('GET', '/endpoints');
const answersOf = async (inspector: OpenInspector) =>
  (await endpointsOf(inspector)).map(({ path, response }) => `${path} ${response.status}`);

describe.skipIf(launched.browser === null)('settings', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('keep an endpoint that another window added while the table was edited', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await show(page, '#/settings');
    await answer(page, 1).fill('201');
    const other = await openOther(inspector);
    await button(other, 'Add endpoint').click();
    await other.getByLabel('Path of endpoint 3').fill('/hooks');
    await button(other, 'Save endpoints').click();
    await other.getByText('The endpoints are in force.').waitFor();
    // What came from there shows here at once, beside what was typed.
    await expect.poll(() => page.getByLabel('Path of endpoint 3').inputValue()).toBe('/hooks');
    expect(await answer(page, 1).inputValue()).toBe('201');
    await button(page, 'Save endpoints').click();
    await expect.poll(() => answersOf(inspector)).toEqual(['/callback 201', '/status 200', '/hooks 200']);
    expect(inspector.problems).toEqual([]);
  });

  it('ask before they overwrite an endpoint that was changed elsewhere, too', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await show(page, '#/settings');
    const setElsewhere = async (status: number) => {
      const now = await endpointsOf(inspector);
      const next = now.map((each, at) => (at === 0 ? { ...each, response: { ...each.response, status } } : each));
      await tapline.call('PUT', '/endpoints', next);
    };
    await answer(page, 1).fill('201');
    await setElsewhere(404);
    await button(page, 'Save endpoints').click();
    const question = page.getByRole('dialog', { name: 'Changed elsewhere, too' });
    await question.getByText('/callback: the answer is “answers 201” here and “answers 404” there.').waitFor();
    expect(await answersOf(inspector)).toEqual(['/callback 404', '/status 200']);

    await button(page, 'Back to the table').click();
    await question.waitFor({ state: 'hidden' });
    expect(await answer(page, 1).inputValue()).toBe('201');
    await button(page, 'Save endpoints').click();
    await button(page, 'Save what is here').click();
    await expect.poll(() => answersOf(inspector)).toEqual(['/callback 201', '/status 200']);
    await button(page, 'Undo').waitFor({ state: 'hidden' });

    await answer(page, 1).fill('202');
    await answer(page, 2).fill('204');
    await setElsewhere(500);
    await button(page, 'Save endpoints').click();
    await button(page, 'Keep what is there').click();
    await expect.poll(() => answersOf(inspector)).toEqual(['/callback 500', '/status 204']);
    expect(inspector.problems).toEqual([]);
  });

  it('keep endpoints that are not saved while other screens are looked at, say so, and undo them', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await show(page, '#/settings');
    await page.getByText('Every change is saved at once, endpoints when you save them.').waitFor();
    await answer(page, 1).fill('201');
    await page.getByText('Not saved yet.').waitFor();
    await show(page, '#/inbox');
    await page.getByRole('searchbox', { name: 'Search posts' }).waitFor();
    await show(page, '#/settings');
    await page.getByText('The endpoints have changes that are not saved.').waitFor();
    expect(await answer(page, 1).inputValue()).toBe('201');
    await button(page, 'Go to the endpoints').click();
    await expect.poll(() => button(page, 'Undo').evaluate((at) => at.getBoundingClientRect().top)).toBeLessThan(900);
    await button(page, 'Undo').click();
    await expect.poll(() => answer(page, 1).inputValue()).toBe('200');
    expect(await page.getByText(/not saved/i).count()).toBe(0);
    expect(await answersOf(inspector)).toEqual(['/callback 200', '/status 200']);
    expect(inspector.problems).toEqual([]);
  });

  it('turn an answer off with one click, say what is answered then, and bring it back with another', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    const [first, ...rest] = await endpointsOf(inspector);
    const rule = { status: 202, headers: [['X-A', 'b']], body: 'Hello {{name}}', delayMs: 1, fault: { type: 'none' } };
    await tapline.call('PUT', '/endpoints', [{ ...first, response: rule }, ...rest]);
    const off = button(page, 'Turn off the answer rule of /callback');
    await off.click();
    await page.getByText('Turned off: /callback answers 200 without a body.').waitFor();
    await off.waitFor({ state: 'hidden' });
    await button(page, 'Undo').click();
    await off.waitFor();
    expect((await endpointsOf(inspector))[0]?.response).toEqual(rule);
    await page
      .getByText('Turned on again: /callback answers 202, with a body, with 1 header, after 0.001 s.')
      .waitFor();

    // What was set meanwhile is not undone with it.
    await off.click();
    await off.waitFor({ state: 'hidden' });
    await tapline.call('PUT', '/endpoints', [{ ...first, response: { ...rule, status: 404 } }, ...rest]);
    await button(page, 'Undo').click();
    await page.getByText('The answer of /callback was changed since, and stays as it is.').waitFor();
    expect(await answersOf(inspector)).toEqual(['/callback 404', '/status 200']);
    expect(inspector.problems).toEqual([]);
  });

  it.each([
    ['a target', '#/targets', 'Add target', 'URL'],
    ['an endpoint', '#/settings', 'Answer and forwarding of /callback', 'Body'],
  ])('keep what was typed of %s when Escape is pressed or something beside the dialog clicked', async (...words) => {
    const [, hash, opener, field] = words;
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await show(page, hash);
    const form = page.getByRole('dialog', { name: opener });
    const typed = form.getByRole('textbox', { name: field, exact: true });

    await button(page, opener).click();
    await typed.waitFor();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    await button(page, opener).click();
    await typed.fill('http://localhost:8080');
    await page.mouse.click(20, 450);
    await form.getByText('What you changed is not saved. Cancel throws it away.').waitFor();
    await page.keyboard.press('Escape');
    expect(await typed.inputValue()).toBe('http://localhost:8080');
    await form.getByRole('button', { name: 'Close' }).click();
    await form.waitFor({ state: 'hidden' });
    expect(inspector.problems).toEqual([]);
  });
});
