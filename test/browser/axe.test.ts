import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Audit, audit, prepareAudit } from '../helpers/audit.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';
import { startLocaltunnelServer } from '../helpers/localtunnel-server.ts';
import { startTarget } from '../helpers/target.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const callback = {
  title: 'Offers',
  code: '12345',
  shortcode: '12345',
  message: 'join please',
  phone: '13125550142',
  carrier: 'Acme',
  keyword: 'JOIN',
  group: '7',
  custom_ticket: 'order-1',
  default_keyword: 'JOIN',
  password: 'correct horse',
};
const status = (value: string) =>
  form({ code: '12345', sendTo: '13125550142', status: value, ticket: 't-1', custom_ticket: 'order-1' });

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = (page: Page) => page.getByRole('dialog');

/** Opens the inspector ready to be looked at, and gathers what is found. */
async function openAudited(browser: Browser, args: string[] = []) {
  const inspector = await openInspector(browser, { args });
  const { page } = inspector;
  await prepareAudit(page);
  await page.reload();
  const found: Audit = { failures: [], remarks: [] };
  return Object.assign(inspector, {
    async look(state: string) {
      const { failures, remarks } = await audit(page, state);
      found.failures.push(...failures);
      found.remarks.push(...remarks);
    },
    async goTo(hash: string) {
      await page.evaluate((to) => {
        window.location.hash = to;
      }, hash);
    },
    expectNone() {
      if (process.env.TAPLINE_AUDIT_REMARKS) console.warn(found.remarks.join('\n'));
      expect(found.failures).toEqual([]);
      expect(inspector.problems).toEqual([]);
    },
  });
}

/** One post of each sort that looks different: 1 callback, 2 and 3 statuses, 4 JSON, 5 parts, 6 bytes. */
async function sendSix(inspector: OpenInspector): Promise<void> {
  await inspector.post('/callback', `${form(callback)}&message=again&odd=%FF`);
  await inspector.post('/status', status('DELIVRD'));
  await inspector.post('/status', status('UNDELIV'));
  await inspector.post('/hooks/other', '{"event":"ping","list":[1,true,null],"deep":{"a":"b"}}', {
    'Content-Type': 'application/json',
  });
  const part = '--x\r\nContent-Disposition: form-data; name="message"\r\n\r\nhello\r\n--x--\r\n';
  await inspector.post('/callback', part, { 'Content-Type': 'multipart/form-data; boundary=x' });
  await inspector.post(
    '/callback',
    Uint8Array.from({ length: 200 }, (_, i) => i),
    {
      'Content-Type': 'application/octet-stream',
    },
  );
  await expect.poll(() => inspector.rows.count()).toBe(6);
}

describe.skipIf(launched.browser === null)('no serious violation of WCAG 2.2 AA', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('in an open post, on each tab', async () => {
    await using target = await startTarget();
    await using inspector = await openAudited(browser, ['--target', target.url]);
    const { page, look, goTo } = inspector;
    await sendSix(inspector);
    await inspector.tapline.call('PUT', '/status-labels', {
      dialect: 'txtwire',
      status: 'DELIVRD',
      meaning: 'delivered',
      label: null,
      colour: null,
    });
    await goTo('#/inbox/1');
    const tab = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
    await page.getByRole('table', { name: 'Fields of the post' }).waitFor();
    await button(page, 'Details of message').first().click();
    await look('fields');
    await tab('Body').click();
    for (const [id, views] of [
      [1, ['Form', 'Text', 'Hex']],
      [4, ['Tree', 'Pretty']],
      [5, ['Parts']],
    ] as const) {
      await goTo(`#/inbox/${id}`);
      await page.getByRole('region', { name: `Post ${id}` }).waitFor();
      await tab('Body').click();
      for (const view of views) {
        await page.getByRole('radiogroup', { name: 'View of the body' }).getByText(view, { exact: true }).click();
        await look(`body, ${view}`);
      }
    }
    await goTo('#/inbox/2');
    await tab('Headers').click();
    await look('headers');
    await tab('Timeline').click();
    await page.getByRole('list', { name: 'Timeline of the ticket' }).waitFor();
    await look('timeline');
    await tab('Code').click();
    await page.locator('.cm-content').first().waitFor();
    await look('code');
    await button(page, 'Replay').first().click();
    await page.getByRole('list', { name: 'Deliveries of the post' }).waitFor();
    await look('deliveries');
    inspector.expectNone();
  });

  it('in the list, its menus and its search', async () => {
    await using inspector = await openAudited(browser);
    const { page, look, goTo } = inspector;
    await look('first run');
    await sendSix(inspector);
    await look('list');
    const search = page.getByRole('searchbox', { name: 'Search posts' });
    await search.click();
    await page.getByText('How to search').waitFor();
    await look('help in the search box');
    await search.fill('kind:');
    await page.getByRole('listbox', { name: 'Suggestions' }).waitFor();
    // Rows of the search before are dimmed as long as the next one is being read.
    await page.waitForURL(/kind/);
    await page.locator('[role="grid"][aria-busy="true"]').waitFor({ state: 'detached' });
    await look('suggestions');
    await search.fill('nosuchword');
    await page.getByText('No post matches').waitFor();
    await page.keyboard.press('Escape');
    await look('no result');
    await search.fill('colour:red');
    await page.getByRole('alert').waitFor();
    await look('wrong query');
    await button(page, 'Clear search').click();
    await page.keyboard.press('Escape');
    await expect.poll(() => inspector.rows.count()).toBe(6);
    for (const menu of [/^Filter by status|^status/, /^time|^Filter by time/]) {
      await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: menu }).click();
      await look(`filter ${menu.source}`);
      await page.keyboard.press('Escape');
    }
    await button(page, 'Saved searches').click();
    await look('saved searches');
    await page.keyboard.press('Escape');
    await page.locator('#post-5').click();
    await page.locator('#post-3').click({ modifiers: ['Shift'] });
    await page.getByRole('toolbar', { name: 'Selected posts' }).waitFor();
    await look('selection');
    await page.keyboard.press('Escape');
    await page.locator('#post-3').click({ button: 'right' });
    await page.getByRole('menu', { name: 'Post 3' }).waitFor();
    await look('menu of a row');
    await page.keyboard.press('Escape');
    await goTo('#/compare/2/3');
    await page.getByRole('table', { name: 'Fields' }).waitFor();
    await look('compare');
    await goTo('#/conversations');
    await page.getByRole('list', { name: 'Conversations' }).getByRole('link').first().click();
    await page.getByRole('log').getByText('DELIVRD').waitFor();
    await look('conversation');
    inspector.expectNone();
  });

  it('in the dialogs', async () => {
    await using target = await startTarget();
    await using inspector = await openAudited(browser, ['--target', target.url]);
    const { page, look, goTo } = inspector;
    await sendSix(inspector);
    const close = async () => {
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
    };
    await goTo('#/inbox/1');
    await button(page, 'Edit and replay').click();
    await dialog(page).getByText('What you do not change').waitFor();
    await look('edit fields');
    await dialog(page).getByText('Raw request', { exact: true }).click();
    await look('edit raw');
    await close();
    for (const item of ['Choose columns…', 'Delete all posts…']) {
      await button(page, 'List').click();
      await page.getByRole('menuitem', { name: item }).click();
      await dialog(page).waitFor();
      await look(item);
      await close();
    }
    for (const command of ['Replay all posts…', 'Export all posts…', 'Import posts…']) {
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByPlaceholder('What do you want to do?').fill(command);
      await page.keyboard.press('Enter');
      await dialog(page)
        .filter({ has: page.getByRole('heading') })
        .waitFor();
      await look(command);
      await close();
    }
    await button(page, 'Test post options').first().click();
    await look('test post menu');
    await page.getByRole('menuitem', { name: 'Send test post…' }).click();
    await dialog(page).getByRole('tab', { name: 'Samples' }).waitFor();
    await look('composer');
    await dialog(page).getByRole('tab', { name: 'Samples' }).click();
    await look('samples');
    await close();
    await page.keyboard.press('?');
    await dialog(page).waitFor();
    await look('shortcuts');
    await close();
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByPlaceholder('What do you want to do?').waitFor();
    await look('palette');
    inspector.expectNone();
  });

  it('on the other screens, with the tunnel up and down', async () => {
    await using server = await startLocaltunnelServer();
    const args = ['--tunnel', 'localtunnel', '--tunnel-host', server.host, '--subdomain', 'calm-fox-9'];
    await using inspector = await openAudited(browser, args);
    const { page, look, goTo } = inspector;
    await page.getByRole('status', { name: 'Tunnel Online', exact: true }).waitFor();
    await inspector.tapline.call('PUT', '/targets', [{ name: 'php', url: 'http://127.0.0.1:9/' }]);
    await goTo('#/tunnel');
    await button(page, 'Test it now').click();
    await page.getByText(/It works/).waitFor();
    await look('tunnel online');
    await button(page, 'Change…').click();
    await look('change of the tunnel');
    await button(page, 'QR code').click();
    await page.getByRole('img', { name: /QR code of/ }).waitFor();
    await look('QR code');
    await page.keyboard.press('Escape');
    await goTo('#/targets');
    await page.getByRole('heading', { name: 'Targets', exact: true }).waitFor();
    await look('targets');
    await button(page, 'Add target').first().click();
    await dialog(page).waitFor();
    await look('target dialog');
    await page.keyboard.press('Escape');
    await goTo('#/settings');
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Largest body' }).waitFor();
    await look('settings');
    await goTo('#/incidents');
    await look('incidents, none');
    await fetch(`${inspector.tapline.receiver}/callback`, { method: 'POST', body: 'x'.repeat(11 * 1024 * 1024) }).catch(
      () => {},
    );
    await page
      .getByText(/larger than|announced with/)
      .first()
      .waitFor();
    await look('incidents');
    await server.kill();
    await goTo('#/tunnel');
    await button(page, 'Test it now').click();
    await page.getByText(/It does not work/).waitFor();
    await look('tunnel down');
    await inspector.tapline.end('SIGTERM');
    await page.getByText(/Connection to Tapline lost/).waitFor();
    await look('connection lost');
    inspector.expectNone();
  });
});
