import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';
import { startLocaltunnelServer } from '../helpers/localtunnel-server.ts';
import { startTarget } from '../helpers/target.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const callback = {
  title: 'Offers',
  code: '12345',
  shortcode: '12345',
  message: 'join please',
  phone: '13125550142',
  carrier: 'Acme',
  keyword: 'JOIN',
  group: '7',
  custom_ticket: '99182',
  default_keyword: 'JOIN',
};
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

describe.skipIf(launched.browser === null)('the inspector', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('explains itself on the first run, with URLs to copy', async () => {
    await using server = await startLocaltunnelServer();
    const args = ['--tunnel', 'localtunnel', '--tunnel-host', server.host, '--subdomain', 'calm-fox-2'];
    await using inspector = await openInspector(browser, { args });
    const { page } = inspector;
    const url = `http://calm-fox-2.lt.test:${server.port}`;
    await page
      .getByRole('status', { name: /^Tunnel/ })
      .filter({ hasText: 'Online' })
      .waitFor();
    const main = page.getByRole('main');
    await main.getByText(`${url}/callback`).waitFor();
    await main.getByText(`${url}/status`).waitFor();
    await expect.poll(() => main.innerText()).toMatch(/callback_url[\s\S]*status_url/);

    await page.getByRole('button', { name: 'Copy callback URL' }).first().click();
    await expect.poll(inspector.clipboard).toBe(`${url}/callback`);
    await page.getByRole('button', { name: 'Copy status URL' }).first().click();
    await expect.poll(inspector.clipboard).toBe(`${url}/status`);
    // The token does not stay in the address, and is not needed again.
    expect(page.url()).not.toContain('token');
    await page.reload();
    await main.getByText(`${url}/callback`).waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('shows a test post as it arrives, with all fields and what they mean', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await page.getByRole('button', { name: 'Send test post', exact: true }).first().click();
    await expect.poll(() => rows.count()).toBe(1);
    await rows.first().click();
    await page.getByRole('tab', { name: /^Fields/ }).waitFor();
    const panel = page.getByRole('tabpanel');
    for (const name of [...Object.keys(callback), 'user_name', 'password', 'api_key']) {
      expect(await panel.getByText(name, { exact: true }).count(), name).toBeGreaterThan(0);
    }
    await expect.poll(() => panel.innerText()).toContain('not documented');
    await expect
      .poll(() => panel.innerText())
      .toContain('Only passed if the company has webservice credentials defined.');
    expect(inspector.problems).toEqual([]);
  });

  it('shows posts live, their findings on the row and in the detail', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    await inspector.post('/callback', form({ ...callback, message: '0' }).replace('&carrier=Acme', ''));
    await expect.poll(() => rows.count()).toBe(1);
    await inspector.post(
      '/status',
      form({ code: '12345', sendTo: '13125550142', status: 'sent', ticket: 'T-7', custom_ticket: '' }),
    );
    await expect.poll(() => rows.count()).toBe(2);
    const inbox = page.getByRole('navigation').getByRole('link', { name: /Inbox/ });
    await expect.poll(() => inbox.innerText()).toMatch(/2/);
    // Newest first.
    await expect.poll(() => rows.nth(0).innerText()).toContain('sent');
    await expect.poll(() => rows.nth(1).innerText()).toContain('13125550142');
    await page.getByText('2 posts', { exact: true }).waitFor();
    await rows
      .nth(1)
      .getByText(/2 findings/)
      .waitFor({ state: 'attached' });
    await rows.nth(1).click();
    // Opening a post is reading it.
    await expect.poll(() => inbox.innerText()).toMatch(/1/);
    await page
      .getByText(/"carrier" did not come/)
      .first()
      .waitFor();
    await page
      .getByText(/!?empty\(\)/)
      .first()
      .waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it("replays into a target and shows the target's answer", async () => {
    await using target = await startTarget((socket) => {
      socket.write(
        'HTTP/1.1 418 Teapot\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"seen":"join"}',
      );
    });
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const { page, rows } = inspector;
    await inspector.post('/callback', form(callback));
    await rows.first().click();
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByRole('tab', { name: /^Deliveries/, selected: true }).waitFor();
    const panel = page.getByRole('tabpanel');
    await panel.getByText('418').first().waitFor();
    await panel.getByText('"seen"').waitFor();
    expect((await target.first()).body.toString()).toBe(form(callback));

    await target[Symbol.asyncDispose]();
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await panel
      .getByText(/Nothing listens/)
      .first()
      .waitFor();
    await panel.getByText('ECONNREFUSED').first().waitFor();
  });

  it('asks for a target when there is none, and remembers it', async () => {
    await using target = await startTarget();
    await using inspector = await openInspector(browser);
    const { page, rows, tapline } = inspector;
    await inspector.post('/callback', form(callback));
    await rows.first().click();
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /Target URL/ }).fill(target.url);
    const remember = dialog.getByRole('checkbox', { name: /Remember as default/ });
    if (!(await remember.isChecked())) await remember.check();
    await dialog.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('tab', { name: /^Deliveries/, selected: true }).waitFor();
    await target.first();
    await expect.poll(async () => (await tapline.call<{ target: string }>('GET', '/settings')).target).toBe(target.url);
  });

  it('masks credentials everywhere until they are revealed', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    const secret = 'correct horse battery';
    await inspector.post(
      '/callback?api_key=k-5f2c9e7ab1',
      form({ ...callback, user_name: '13125550100', password: secret }),
      {
        Authorization: 'Bearer hush-hush',
      },
    );
    await rows.first().click();
    const shown = async () => page.locator('body').innerText();
    await page.getByRole('button', { name: 'Reveal password' }).waitFor();
    for (const tab of ['Fields', 'Body', 'Headers']) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
      await page.getByRole('tabpanel').getByText('••••••').first().waitFor();
      const text = await shown();
      for (const hidden of [secret, 'correct+horse', 'k-5f2c9e7ab1', 'hush-hush'])
        expect(text, tab).not.toContain(hidden);
    }
    await page.getByRole('button', { name: 'Copy as cURL' }).click();
    await expect.poll(inspector.clipboard).toContain('curl ');
    expect(await inspector.clipboard()).not.toMatch(/correct|k-5f2c9e7ab1|hush/);

    await page.getByRole('tab', { name: /^Fields/ }).click();
    await page.getByRole('button', { name: 'Reveal password' }).click();
    await page.getByRole('tabpanel').getByText(secret).waitFor();
    expect(await shown()).not.toContain('k-5f2c9e7ab1');
    await page.getByRole('button', { name: 'Hide password' }).click();
    await expect.poll(shown).not.toContain(secret);
  });

  it('searches while typing, filters by kind, and says where a query is wrong', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    for (let i = 0; i < 5; i++) await inspector.post('/callback', form({ ...callback, message: `number ${i} tango` }));
    await inspector.post(
      '/status',
      form({ code: '1', sendTo: '13125550142', status: 'sent', ticket: 'T-7', custom_ticket: 'c' }),
    );
    await expect.poll(() => rows.count()).toBe(6);
    const search = page.getByRole('searchbox', { name: 'Search posts' });
    await page.keyboard.press('/');
    await expect.poll(() => search.evaluate((element) => element === document.activeElement)).toBe(true);
    await search.pressSequentially('tang');
    await expect.poll(() => rows.count()).toBe(5);
    await search.fill('ticket:T-7');
    await expect.poll(() => rows.count()).toBe(1);
    await search.fill('colour:red');
    await page.getByText(/There is no filter "colour:"/).waitFor();
    await search.fill('');
    await expect.poll(() => rows.count()).toBe(6);
    await page.getByRole('button', { name: 'kind', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: /^status/ }).click();
    await expect.poll(() => rows.count()).toBe(1);
  });

  it('is driven by the keyboard', async () => {
    await using inspector = await openInspector(browser);
    const { page, rows } = inspector;
    for (const message of ['first', 'second', 'third'])
      await inspector.post('/callback', form({ ...callback, message }));
    await expect.poll(() => rows.count()).toBe(3);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect.poll(() => rows.nth(1).getAttribute('aria-selected')).toBe('true');
    await page.getByRole('tabpanel').getByText('second').waitFor();
    await page.keyboard.press('k');
    await expect.poll(() => rows.nth(0).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('c');
    await expect.poll(inspector.clipboard).toContain('message=third');
    await page.keyboard.press('?');
    await page
      .getByRole('dialog')
      .getByText(/shortcuts/i)
      .first()
      .waitFor();
  });
});
