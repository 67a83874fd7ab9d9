import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';
import { startTarget, type Target } from '../helpers/target.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const button = (within: Page | Locator, name: string) => within.getByRole('button', { name, exact: true });

/** Sends a post, opens it as post 1 and "Edit and replay" on it. */
async function editPost(inspector: OpenInspector, body: string) {
  const { page } = inspector;
  await inspector.post('/callback', body);
  await page.evaluate(() => {
    window.location.hash = '#/inbox/1';
  });
  return openEdit(page);
}

async function openEdit(page: Page) {
  await button(page, 'Edit and replay').click();
  const edit = page.getByRole('dialog', { name: 'Edit and replay', exact: true });
  await edit.getByText('What you do not change').waitFor();
  return edit;
}

const bodies = (target: Target) => target.requests.map(({ body }) => body.toString());

describe.skipIf(launched.browser === null)('what was typed', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('keeps the line ends of a field that is edited', async () => {
    await using target = await startTarget();
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const edit = await editPost(inspector, 'message=line1%0D%0Aline2&a=1');
    const value = edit.getByLabel('Value of message');
    await value.press('ControlOrMeta+End');
    await value.pressSequentially('!');
    await value.press('Enter');
    await value.pressSequentially('more');
    expect(await value.inputValue()).toBe('line1\nline2!\nmore');
    await edit.getByRole('button', { name: 'Replay', exact: true }).click();
    await target.first();
    expect(bodies(target)).toEqual(['message=line1%0D%0Aline2%21%0D%0Amore&a=1']);
    expect(inspector.problems).toEqual([]);
  });

  it('is what goes out: while one way has changes the other cannot be chosen, and a field without a name is asked for', async () => {
    await using target = await startTarget();
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const edit = await editPost(inspector, 'message=hello&a=1');
    const raw = edit.getByRole('radio', { name: 'Raw request' });
    const fields = edit.getByRole('radio', { name: 'Fields' });
    expect(await raw.isDisabled()).toBe(false);
    await edit.getByLabel('Value of message').fill('bye');
    await edit.getByText('You changed fields. Undo that to edit the raw request.').waitFor();
    expect(await raw.isDisabled()).toBe(true);
    await edit.getByLabel('Value of message').press('Escape');
    await edit.getByText('Cancel throws it away.').waitFor();
    expect(await edit.getByLabel('Value of message').inputValue()).toBe('bye');
    const { page } = inspector;
    const before = page.url();
    await page.goBack();
    await expect.poll(() => page.url()).toBe(before);
    expect(await edit.getByLabel('Value of message').inputValue()).toBe('bye');
    await button(edit, 'Undo all changes').click();
    await edit.getByText('You changed fields.').waitFor({ state: 'detached' });
    expect(await edit.getByLabel('Value of message').inputValue()).toBe('hello');
    await edit.getByText('Raw request', { exact: true }).click();
    await edit.getByLabel('Body', { exact: true }).fill('message=raw');
    await edit.getByText('You changed the raw request. Undo that to edit fields.').waitFor();
    expect(await fields.isDisabled()).toBe(true);
    await button(edit, 'Undo all changes').click();
    await edit.getByText('Fields', { exact: true }).click();
    await button(edit, 'Add field').click();
    await edit.getByLabel('Value of new field 1').fill('x');
    await edit.getByText('The new field needs a name. Name it, or remove it.').waitFor();
    expect(await button(edit, 'Replay').isDisabled()).toBe(true);
    await edit.getByLabel('Name of new field 1').fill('b');
    await button(edit, 'Replay').click();
    await target.first();
    expect(bodies(target)).toEqual(['message=hello&a=1&b=x']);
    expect(inspector.problems).toEqual([]);
  });
});
