import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Post } from '../../contract/index.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function compose(page: Page) {
  await button(page, 'Test post options').click();
  await page.getByRole('menuitem', { name: 'Send test post…' }).click();
  const composer = dialog(page, 'Send test post');
  await composer.getByLabel('Value of message').waitFor();
  return composer;
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await dialog(page, 'Send test post').getByLabel(label, { exact: true }).first().click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe.skipIf(launched.browser === null)('composing, keeping and carrying posts', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('sends exactly the request that the preview shows', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline, problems } = inspector;
    const composer = await compose(page);
    await composer.getByLabel('Value of message').fill('café €');
    await composer.getByRole('button', { name: 'Leave out phone' }).click();
    await composer.getByRole('switch', { name: 'Send credentials' }).click();
    await choose(page, 'Charset', 'iso-8859-1');
    await composer.getByText('message has a character that iso-8859-1 does not have.').waitFor();
    await choose(page, 'Charset', 'windows-1252');
    const preview = await composer.getByRole('region', { name: 'Preview of the request' }).innerText();
    expect(preview).toContain('charset=windows-1252');
    await composer.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('region', { name: 'Post 1' }).waitFor();
    const body = (await tapline.bytes('/posts/1/body')).toString('latin1');
    expect(preview.endsWith(body)).toBe(true);
    expect(body).toContain('message=caf%E9+%80');
    expect(body).not.toMatch(/phone=|password=|api_key=/);
    expect(problems).toEqual([]);
  });

  it('keeps what was typed until it is sent or cancelled', async () => {
    await using inspector = await openInspector(browser);
    const { page, problems } = inspector;
    await page.getByRole('link', { name: 'Incidents' }).click();
    let composer = await compose(page);
    // Nothing was typed yet.
    await page.keyboard.press('Escape');
    await composer.waitFor({ state: 'detached' });
    composer = await compose(page);
    const message = composer.getByLabel('Value of message');
    await message.fill('a long story');
    await composer.getByRole('tab', { name: /Samples/ }).click();
    await composer.getByText('No request is kept yet.').waitFor();
    await composer.getByRole('tab', { name: 'Compose' }).click();
    expect(await message.inputValue()).toBe('a long story');
    await message.press('Escape');
    await composer.getByText('What you typed was not sent.').waitFor();
    const before = page.url();
    await page.goBack();
    await expect.poll(() => page.url()).toBe(before);
    expect(await message.inputValue()).toBe('a long story');
    await composer.getByRole('button', { name: 'Close', exact: true }).last().click();
    await composer.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });

  it('plays the statuses of one ticket, with values of the user', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    const composer = await compose(page);
    await choose(page, 'Scenario', 'Statuses of one ticket');
    await composer.getByText('Give at least one value.').waitFor();
    const values = composer.getByLabel('Values, in this order').first();
    for (const value of ['queued', 'delivered']) {
      await values.fill(value);
      await values.press('Enter');
    }
    await composer.getByLabel('Milliseconds between').fill('0');
    await composer.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('2 posts sent.').waitFor();
    const posts = await Promise.all([1, 2].map((id) => tapline.call<Post>('GET', `/posts/${id}`)));
    expect(posts.map(({ status }) => status)).toEqual(['queued', 'delivered']);
    expect(posts[0]?.ticket).toBe(posts[1]?.ticket);
  });

  it('sends a kept request again, and forgets it', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    const sample = {
      name: 'mine',
      method: 'PUT',
      target: '/callback?x=1',
      headers: [['X-Mine', '1']],
      body: btoa('a=1'),
    };
    await tapline.call('POST', '/samples', sample);
    const composer = await compose(page);
    await composer.getByRole('tab', { name: /Samples/ }).click();
    await composer.getByRole('button', { name: 'Send mine' }).click();
    await page.getByRole('region', { name: 'Post 1' }).waitFor();
    expect(await tapline.call('GET', '/posts/1')).toMatchObject({ method: 'PUT', target: '/callback?x=1' });
    await compose(page);
    await composer.getByRole('tab', { name: /Samples/ }).click();
    await composer.getByRole('button', { name: 'Forget mine' }).click();
    await composer.getByText('No request is kept yet.').waitFor();
    expect(await tapline.call('GET', '/samples')).toEqual([]);
    await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
    await composer.getByRole('button', { name: 'Send mine' }).waitFor();
    expect(await tapline.call('GET', '/samples')).toMatchObject([sample]);
  });

  it('exports posts and takes them in again elsewhere, with a word on every bad line', async () => {
    await using from = await openInspector(browser);
    await from.post('/callback', 'message=one&password=s3cret-word');
    await from.post('/callback', 'message=two');
    await from.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Settings' }).click();
    await button(from.page, 'Export all posts…').click();
    const exporting = dialog(from.page, 'Export posts');
    await exporting.getByText('2 posts, all that are stored.').waitFor();
    const download = from.page.waitForEvent('download');
    await exporting.getByRole('button', { name: 'Save the file' }).click();
    const file = await (await download).path();
    const lines = await readFile(file, 'utf8');
    expect(lines).not.toContain('s3cret-word');

    await using to = await openInspector(browser);
    await to.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Settings' }).click();
    await button(to.page, 'Import posts…').click();
    const importing = dialog(to.page, 'Import posts');
    const take = (text: string) =>
      to.page
        .locator('input[type=file]')
        .setInputFiles({ name: 'posts.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(text) });
    await take(`${lines}no json\n`);
    await importing.getByText('2 posts imported.').waitFor();
    await importing.getByText('1 line could not be read:').waitFor();
    await expect.poll(() => importing.getByRole('list').innerText()).toMatch(/^Line \d+/);
    await take(lines);
    await importing.getByText('2 posts were here already.').waitFor();
    expect(from.problems.concat(to.problems)).toEqual([]);
  });
});
