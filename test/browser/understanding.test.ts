import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const phone = '13125550142';
const callback = {
  title: 'Offers',
  code: '12345',
  shortcode: '12345',
  message: 'join please',
  phone,
  carrier: 'Acme',
  keyword: 'JOIN',
  group: '7',
  custom_ticket: 'order-1',
  default_keyword: 'JOIN',
};
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const status = (value: string, changes: Record<string, string> = {}) =>
  form({ code: '12345', sendTo: phone, status: value, ticket: 't-1', custom_ticket: 'order-1', ...changes });

/** Goes to an address inside the inspector. */
const goTo = ({ page }: OpenInspector, hash: string) =>
  page.evaluate((to) => {
    window.location.hash = to;
  }, hash);

describe.skipIf(launched.browser === null)('understanding posts', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('puts the posts of a ticket in order, live, and leads to each', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await inspector.post('/status', status('A'));
    await inspector.post('/status', status('B'));
    await inspector.post('/status', status('C', { ticket: 't-2', custom_ticket: 'order-2' }));
    await goTo(inspector, '#/inbox/1');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const entries = page.getByRole('list', { name: 'Timeline of the ticket' }).getByRole('listitem');
    await expect.poll(() => entries.count()).toBe(2);
    await expect.poll(() => entries.nth(0).getAttribute('aria-current')).toBe('true');
    await expect.poll(() => entries.nth(1).innerText()).toMatch(/\+ \d/);

    await inspector.post('/status', status('A'));
    await expect.poll(() => entries.count()).toBe(3);
    await entries.nth(2).getByText('repeated').first().waitFor();
    await entries.nth(2).getByRole('link', { name: 'Open post #4' }).click();
    await page.getByRole('region', { name: 'Post 4' }).waitFor();
    await expect.poll(() => entries.nth(2).getAttribute('aria-current')).toBe('true');
    expect(inspector.problems).toEqual([]);
  });

  it('explains what a ticket is where there is none', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await inspector.post('/callback', form({ ...callback, custom_ticket: '' }));
    await goTo(inspector, '#/inbox/1');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByText('A ticket is the number').waitFor();
  });

  it('labels a status value beside it, everywhere, and takes the label away again', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows, tapline } = inspector;
    await inspector.post('/status', status('DELIVRD'));
    await expect.poll(() => rows.count()).toBe(1);
    expect(await rows.first().innerText()).not.toContain('Delivered');
    await goTo(inspector, '#/inbox/1');
    const fields = page.getByRole('table', { name: 'Fields of the post' });
    await fields.getByRole('button', { name: 'Label the status DELIVRD' }).click();
    await page.getByRole('radiogroup', { name: 'Meaning' }).getByText('Delivered').click();
    await page.getByRole('textbox', { name: 'Your own word' }).fill('arrived');
    await page.getByRole('button', { name: 'Save label' }).click();
    await fields.getByText('arrived').waitFor();
    await expect.poll(() => fields.innerText()).toContain('DELIVRD');
    await rows.first().getByText('arrived').waitFor();
    expect(await tapline.call('GET', '/status-labels')).toEqual([
      { dialect: 'txtwire', status: 'DELIVRD', meaning: 'delivered', label: 'arrived', colour: null },
    ]);

    await goTo(inspector, '#/settings');
    await page.getByRole('button', { name: 'Remove the label of DELIVRD' }).click();
    await page.getByText('No status has a label').waitFor();
    expect(await tapline.call('GET', '/status-labels')).toEqual([]);
    expect(inspector.problems).toEqual([]);
  });

  it('lists conversations and shows one as a thread that grows', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await inspector.post('/callback', form(callback));
    await inspector.post('/callback', form({ ...callback, phone: '17735550117', message: 'somebody else' }));
    await inspector.post('/status', status('SENT', { sendTo: '+1 (312) 555-0142' }));
    await inspector.post('/status', 'code=12345&status=ORPHAN&ticket=t-1');
    await page.getByRole('navigation').getByText('Conversations', { exact: true }).click();
    const list = page.getByRole('list', { name: 'Conversations' }).getByRole('link');
    await expect.poll(() => list.count()).toBe(2);
    await page.getByRole('searchbox', { name: 'Phone or short code begins with' }).fill('1312');
    await expect.poll(() => list.count()).toBe(1);
    await list.first().click();
    await expect.poll(() => page.url()).toMatch(/#\/conversations\/.+\/12345$/);

    const thread = page.getByRole('log');
    await thread.getByText('join please').waitFor();
    await thread.getByText('SENT').waitFor();
    await thread.getByText('ORPHAN').waitFor();
    await expect.poll(() => thread.getByText('by ticket').count()).toBe(1);
    expect(await thread.innerText()).not.toContain('somebody else');
    await inspector.post('/callback', form({ ...callback, message: 'one more thing' }));
    await thread.getByText('one more thing').waitFor();
    await page.reload();
    await thread.getByText('one more thing').waitFor();
    await thread.getByRole('link', { name: 'Open post #1', exact: true }).click();
    await page.getByRole('region', { name: 'Post 1' }).waitFor();
    await page.goBack();
    await thread.getByText('one more thing').waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('shows what handlers get for a field, its bytes, and keeps a masked one masked', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    const body = `${form(callback)}&group.name=x&password=hush-hush&password=second-one`;
    await inspector.post('/callback', body);
    await goTo(inspector, '#/inbox/1');
    const fields = page.getByRole('table', { name: 'Fields of the post' });
    await fields.getByRole('button', { name: 'Details of group.name' }).click();
    await fields.getByText("$_POST['group_name']").waitFor();
    await fields.getByText('Request.Form["group.name"]').waitFor();
    await fields.getByText('form["group.name"]', { exact: true }).waitFor();
    await fields.getByText('dots and blanks in names become underscores').waitFor();
    await expect
      .poll(() => fields.getByRole('region', { name: 'Bytes of group.name in hex' }).innerText())
      .toMatch(/78\s+x$/);

    await fields.getByRole('button', { name: 'Details of password' }).first().click();
    await fields.getByText('joined by commas').first().waitFor();
    expect(await page.getByRole('region', { name: 'Post 1' }).innerText()).not.toMatch(/hush-hush|second-one/);
    expect(inspector.problems).toEqual([]);
  });

  it('leads from a finding to the field, and marks it', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await inspector.post('/callback', `${form(callback)}&message=again`);
    await goTo(inspector, '#/inbox/1');
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page
      .getByRole('list', { name: 'Findings' })
      .getByRole('button', { name: /came 2 times/ })
      .click();
    const fields = page.getByRole('table', { name: 'Fields of the post' });
    await fields.locator('tr[data-marked]').filter({ hasText: 'message' }).waitFor();
    await expect.poll(() => fields.locator('tr[data-marked]').count()).toBe(1);
  });

  it('compares a post with an earlier one, with credentials masked until revealed', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    const secret = (password: string, message: string) => form({ ...callback, message, password });
    await inspector.post('/callback', secret('hush-hush', 'first'));
    await inspector.post('/callback', secret('hush-hush', 'first'));
    await inspector.post('/callback', secret('other-word', 'second'));
    await goTo(inspector, '#/inbox/2');
    await page.getByRole('link', { name: 'Compare with post 1' }).click();
    await page.getByText('Both bodies are the same').waitFor();
    await page.getByRole('button', { name: 'Close the comparison' }).click();

    await goTo(inspector, '#/inbox/3');
    await page.getByRole('button', { name: 'Compare with…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The post before it of the same ticket').waitFor();
    await dialog.getByRole('textbox').fill('1');
    await expect.poll(() => dialog.getByRole('link', { name: /^#1 / }).count()).toBe(1);
    await dialog.getByRole('link', { name: /^#1 / }).click();
    await expect.poll(() => page.url()).toMatch(/#\/compare\/1\/3$/);
    const fields = page.getByRole('table', { name: 'Fields' });
    const line = (name: string) =>
      fields.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
    await expect.poll(() => line('message').innerText()).toMatch(/first[\s\S]*second[\s\S]*changed/);
    await expect.poll(() => line('phone').innerText()).toMatch(/same/);
    await expect.poll(() => line('password').innerText()).toMatch(/changed/);
    const merged = page.locator('.cm-content');
    await expect.poll(() => merged.count()).toBe(2);
    expect(await page.getByRole('main').innerText()).not.toMatch(/hush-hush|other-word/);
    await page.getByRole('button', { name: 'Reveal credentials' }).click();
    await expect.poll(() => line('password').innerText()).toMatch(/hush-hush[\s\S]*other-word/);
    await expect.poll(() => merged.first().innerText()).toContain('hush-hush');

    await page.getByRole('switch', { name: 'Show differences only' }).click();
    await line('phone').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Swap sides' }).click();
    await expect.poll(() => page.url()).toMatch(/#\/compare\/3\/1$/);
    expect(inspector.problems).toEqual([]);
  });

  it('compares bodies that are no text by size, hash and first difference', async () => {
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    const type = { 'Content-Type': 'application/octet-stream' };
    await inspector.post('/callback', new Uint8Array([0, 1, 2, 3, 4]), type);
    await inspector.post('/callback', new Uint8Array([0, 1, 2, 9, 4, 5]), type);
    await goTo(inspector, '#/compare/1/2');
    await page.getByText('The first difference is at byte 3.').waitFor();
    const body = page.getByRole('region', { name: 'Body' });
    await body.getByText('5 B', { exact: true }).waitFor();
    await body
      .getByText(/^[0-9a-f]{64}$/)
      .first()
      .waitFor();
    await expect.poll(() => body.innerText()).toMatch(/00 01 02 09 04 05/);
  });
});
