import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';
import { type LocaltunnelServer, startLocaltunnelServer } from '../helpers/localtunnel-server.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const throughTunnel = (server: LocaltunnelServer, name: string) => [
  '--tunnel',
  'localtunnel',
  '--tunnel-host',
  server.host,
  '--subdomain',
  name,
];
const state = (page: Page, word: string) => page.getByRole('status', { name: `Tunnel ${word}`, exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe.skipIf(launched.browser === null)('the tunnel on screen', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('shows an outage where it happened, in the inbox and on the Tunnel screen', async () => {
    await using server = await startLocaltunnelServer();
    await using inspector = await openInspector(browser, { args: throughTunnel(server, 'calm-fox-3') });
    const { page, rows, tapline } = inspector;
    const grid = page.getByRole('grid', { name: 'Posts' });
    const gap = rows.filter({ hasText: 'public URL unreachable' });
    await state(page, 'Online').waitFor();
    await inspector.post('/callback', 'message=first');
    await inspector.post('/callback', 'message=second');
    await expect.poll(() => rows.count()).toBe(2);

    await server.kill();
    await gap.filter({ hasText: /unreachable since \d/ }).waitFor();
    await expect.poll(() => rows.nth(0).innerText()).toContain('public URL unreachable since');
    await expect.poll(() => rows.nth(0).getAttribute('aria-rowindex')).toBe('1');
    await expect.poll(() => rows.nth(0).getAttribute('title')).toMatch(/reached|lost|answers/);
    await expect.poll(() => rows.nth(1).getAttribute('aria-rowindex')).toBe('2');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('3');
    // What comes over other ways meanwhile stands below it.
    await inspector.post('/callback', 'message=meanwhile');
    await expect.poll(() => rows.nth(1).innerText()).toContain('meanwhile');
    await page.keyboard.press('j');
    await expect.poll(() => rows.nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('k');
    expect(await gap.getAttribute('aria-selected')).toBeNull();
    await page.keyboard.press('Escape');

    await server.restart();
    await page
      .getByRole('banner')
      .getByRole('link', { name: /Tunnel/ })
      .click();
    await page.getByRole('heading', { name: 'Tunnel', exact: true }).waitFor();
    await state(page, 'Online').waitFor();
    const table = page.getByRole('table', { name: 'Outages' });
    await table.getByText('still going on').waitFor({ state: 'hidden' });
    await expect.poll(() => table.getByRole('row').count()).toBe(2);
    await expect.poll(() => table.getByRole('row').nth(1).innerText()).toMatch(/localtunnel/);
    await page.getByText('TxtWire').waitFor();
    await page.getByText('not documented', { exact: true }).waitFor();

    await page.getByRole('navigation').getByText('Inbox').click();
    await inspector.post('/callback', 'message=after');
    await expect.poll(() => rows.count()).toBe(5);
    await expect.poll(() => rows.nth(0).innerText()).toContain('after');
    await expect.poll(() => rows.nth(1).innerText()).toMatch(/unreachable \d[\d:]+–\d[\d:]+ · \d/);
    await expect.poll(() => rows.nth(2).innerText()).toContain('meanwhile');

    // Posts that match a query are no record of time.
    await page.getByRole('searchbox', { name: 'Search posts' }).fill('message');
    await expect.poll(() => rows.count()).toBe(4);
    expect(await gap.count()).toBe(0);
    await button(page, 'Clear search').click();
    await expect.poll(() => gap.count()).toBe(1);
    expect(inspector.problems).toEqual([]);
    expect(tapline.events.filter((event) => event.event === 'post')).toHaveLength(4);
  });

  it('keeps what is being read in its place when an outage begins', async () => {
    await using server = await startLocaltunnelServer();
    await using inspector = await openInspector(browser, { args: throughTunnel(server, 'calm-fox-4') });
    const { page, rows } = inspector;
    const scroller = page.getByRole('grid', { name: 'Posts' });
    await state(page, 'Online').waitFor();
    for (let index = 0; index < 60; index++) await inspector.post('/callback', `message=post+${index}`);
    await expect.poll(() => page.getByText('60 posts', { exact: true }).count()).toBe(1);
    await scroller.evaluate((element) => element.scrollTo({ top: 615 }));
    const read = rows.filter({ hasText: 'post 30' });
    const before = await read.boundingBox();
    expect(before).not.toBeNull();

    await server.kill();
    await state(page, 'Online').waitFor({ state: 'hidden' });
    await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(645);
    // The bar that tells the reason may push the whole list down; within it the post stays where it was.
    const top = async () => ((await read.boundingBox())?.y ?? 0) - ((await scroller.boundingBox())?.y ?? 0);
    await expect.poll(() => read.getAttribute('aria-rowindex')).toBe('31');
    expect(await top()).toBe(30 * 30 - 645);
    expect(inspector.problems).toEqual([]);
  });

  it('tests the public URL on demand and says what came of it', async () => {
    await using server = await startLocaltunnelServer();
    await using inspector = await openInspector(browser, { args: throughTunnel(server, 'calm-fox-5') });
    const { page } = inspector;
    const url = `http://calm-fox-5.lt.test:${server.port}`;
    await page.goto(new URL('/#/tunnel', inspector.tapline.inspector).href);
    await state(page, 'Online').waitFor();
    await button(page, 'Test it now').click();
    await page.getByText(new RegExp(`It works: a probe sent to ${url} came back in [\\d.]+ (ms|s)`)).waitFor();
    await page.getByText(/\d probes?, none missed/).waitFor();
    await page.locator('.uplot canvas').waitFor();
    await page.getByRole('img', { name: /^State over the span: Online \d/ }).waitFor();

    await button(page, 'QR code').click();
    await page.getByRole('img', { name: `QR code of ${url}` }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('img', { name: /QR code of/ }).waitFor({ state: 'hidden' });

    await server.kill();
    await button(page, 'Test it now').click();
    await page.getByText(/It does not work: .*\./).waitFor();
    await page.getByText(/It works/).waitFor({ state: 'hidden' });
    await page.getByText(/next try in \d+ s/).waitFor();
    await server.restart();
    await button(page, 'Restart').click();
    await state(page, 'Online').waitFor();
    await page.getByText(/^As a list/).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: /Reconnecting|Offline/ })
      .first()
      .waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('changes the name, and says that the platform has to be told', async () => {
    await using server = await startLocaltunnelServer();
    await using inspector = await openInspector(browser, { args: throughTunnel(server, 'calm-fox-6') });
    const { page } = inspector;
    await page.goto(new URL('/#/tunnel', inspector.tapline.inspector).href);
    await state(page, 'Online').waitFor();
    await button(page, 'Change…').click();
    const name = page.getByRole('textbox', { name: 'Name' });
    await expect.poll(() => name.inputValue()).toBe('calm-fox-6');
    await name.fill('calm-fox-7');
    await button(page, 'Use it').click();
    const alarm = page.getByRole('alert').filter({ hasText: 'The public URL changed' });
    await alarm.waitFor();
    await name.waitFor({ state: 'hidden' });
    const said = await alarm.innerText();
    expect(said).toContain(`http://calm-fox-6.lt.test:${server.port}`);
    expect(said).toContain(`http://calm-fox-7.lt.test:${server.port}`);
    expect(said).toMatch(/callback_url.*status_url/);
    await button(page, 'Copy new callback URL').click();
    await expect.poll(inspector.clipboard).toBe(`http://calm-fox-7.lt.test:${server.port}/callback`);
    await button(page, 'Done, I updated the platform').click();
    await alarm.waitFor({ state: 'hidden' });
    await state(page, 'Online').waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('goes over to another provider, and keeps what was typed when that fails', async () => {
    await using server = await startLocaltunnelServer();
    await using inspector = await openInspector(browser);
    const { page } = inspector;
    await page.goto(new URL('/#/tunnel', inspector.tapline.inspector).href);
    await state(page, 'Off').waitFor();
    await expect.poll(() => button(page, 'Test it now').isDisabled()).toBe(true);
    await button(page, 'Change…').click();
    const form = page.getByRole('form', { name: 'Change the tunnel' });
    await expect.poll(() => form.getByRole('radio', { name: 'Off' }).isChecked()).toBe(true);

    await form.getByRole('radio', { name: 'Own URL' }).check();
    await form.getByRole('textbox', { name: 'URL' }).fill('ftp://nowhere');
    await button(page, 'Use it').click();
    await expect.poll(() => form.getByRole('alert').innerText()).toMatch(/http.*\./);
    await expect.poll(() => form.getByRole('textbox', { name: 'URL' }).inputValue()).toBe('ftp://nowhere');

    await form.getByRole('radio', { name: 'localtunnel' }).check();
    await form.getByRole('textbox', { name: 'Server' }).fill(server.host);
    await form.getByRole('textbox', { name: 'Name' }).fill('calm-fox-8');
    await form.getByRole('radio', { name: 'Own URL' }).check();
    await expect.poll(() => form.getByRole('textbox', { name: 'URL' }).inputValue()).toBe('ftp://nowhere');
    await form.getByRole('radio', { name: 'localtunnel' }).check();
    await button(page, 'Use it').click();
    await state(page, 'Online').waitFor();
    await form.waitFor({ state: 'hidden' });
    await expect
      .poll(() => inspector.tapline.call<{ choice: unknown }>('GET', '/tunnel'))
      .toMatchObject({ choice: { provider: 'localtunnel', host: server.host, name: 'calm-fox-8' } });
    await button(page, 'Change…').click();
    await form.getByRole('radio', { name: 'Off' }).check();
    await button(page, 'Use it').click();
    await state(page, 'Off').waitFor();
    expect(inspector.problems).toEqual([]);
  });
});
