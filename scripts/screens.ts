import type { Page } from 'playwright-core';
import type { Cli } from '../test/helpers/cli.ts';
import type { LocaltunnelServer } from '../test/helpers/localtunnel-server.ts';

/** The open inspector, full of posts, and how a picture of it is kept. */
export interface Studio {
  page: Page;
  tapline: Cli;
  server: LocaltunnelServer;
  save(name: string): Promise<void>;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
}

/** Every further screen and dialog, for the eye. The tunnel is down and Tapline has ended when this is over. */
export async function moreScreens(studio: Studio): Promise<void> {
  await listAndSearch(studio);
  await dialogs(studio);
  await otherScreens(studio);
  await troubles(studio);
}

async function listAndSearch({ page, save }: Studio): Promise<void> {
  const search = page.getByRole('searchbox', { name: 'Search posts' });
  await goTo(page, '#/inbox');
  await search.fill('nothing like this');
  await page.getByText('No post matches').waitFor();
  await page.keyboard.press('Escape');
  await save('no-result');
  await search.fill('colour:red');
  await page.getByRole('alert').first().waitFor();
  await save('wrong-query');
  await button(page, 'Clear search').click();
  await search.click();
  await page.getByText('How to search').waitFor();
  await save('search-help');
  await search.fill('phone:1');
  await page.getByRole('listbox', { name: 'Suggestions' }).waitFor();
  await save('search-suggestions');
  await search.fill('');
  await page.keyboard.press('Escape');
  for (const filter of ['status', 'time']) {
    await page.getByRole('group', { name: 'Filters' }).getByRole('button').filter({ hasText: filter }).first().click();
    await save(`filter-${filter}`);
    await page.keyboard.press('Escape');
  }
  const rows = page.locator('[role="row"][id^="post-"]');
  await rows.nth(1).click();
  await rows.nth(5).click({ modifiers: ['Shift'] });
  await page.getByRole('toolbar', { name: 'Selected posts' }).waitFor();
  await save('selection');
  await page.keyboard.press('Escape');
  await rows.nth(2).click({ button: 'right' });
  await page.getByRole('menu').waitFor();
  await save('row-menu');
  await page.keyboard.press('Escape');
}

async function dialogs({ page, save }: Studio): Promise<void> {
  const dialog = page.getByRole('dialog');
  const close = async () => {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  const rows = page.locator('[role="row"][id^="post-"]');
  await rows.first().click();
  for (const tab of ['Timeline', 'Code']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
    await save(`post-${tab.toLowerCase()}`);
  }
  await button(page, 'Edit and replay').click();
  await dialog.getByText('What you do not change').waitFor();
  await save('edit-fields');
  await dialog.getByText('Raw request', { exact: true }).click();
  await save('edit-raw');
  await close();
  for (const command of [
    'Send test post…',
    'Replay all posts…',
    'Export all posts…',
    'Import posts…',
    'Choose columns…',
  ]) {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByPlaceholder('What do you want to do?').fill(command);
    if (command === 'Send test post…') await save('palette');
    await page.keyboard.press('Enter');
    await dialog.filter({ has: page.getByRole('heading') }).waitFor();
    await save(
      `dialog-${command
        .toLowerCase()
        .replaceAll(/[^a-z]+/g, '-')
        .replace(/-$/, '')}`,
    );
    await close();
  }
  await page.keyboard.press('?');
  await dialog.waitFor();
  await save('shortcuts');
  await close();
}

async function otherScreens({ page, tapline, save }: Studio): Promise<void> {
  const { posts } = await tapline.call<{ posts: { id: number }[] }>('GET', '/posts?query=kind:callback&limit=3');
  await goTo(page, `#/compare/${posts[2]?.id}/${posts[1]?.id}`);
  await page.getByRole('table', { name: 'Fields' }).waitFor();
  await page.locator('.cm-content').first().waitFor();
  await save('compare');
  await goTo(page, '#/conversations');
  await page.getByRole('list', { name: 'Conversations' }).getByRole('link').first().click();
  await page.getByRole('log').waitFor();
  await save('conversation');
  await goTo(page, '#/targets');
  await page.getByRole('heading', { name: 'Targets', exact: true }).waitFor();
  await save('targets-none');
  await tapline.call('PUT', '/targets', [
    { name: 'php on 8080', url: 'http://127.0.0.1:8080/cb.php', expect: { status: '2xx' } },
    { name: 'staging', url: 'https://staging.example.com', headers: [['X-Team', 'sms']] },
  ]);
  await page.reload();
  await page.getByText('staging', { exact: true }).first().waitFor();
  await save('targets');
  await button(page, 'Add target').first().click();
  await page.getByRole('dialog').waitFor();
  await save('target-form');
  await page.keyboard.press('Escape');
  await goTo(page, '#/settings');
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
  const { height, width } = page.viewportSize() ?? { height: 900, width: 1440 };
  await page.setViewportSize({ width, height: 2600 });
  await save('settings');
  await page.setViewportSize({ width, height });
  await goTo(page, '#/incidents');
  await page.getByText('No incidents').first().waitFor();
  await save('incidents-none');
  await fetch(`${tapline.receiver}/callback`, { method: 'POST', body: 'x'.repeat(11 * 1024 * 1024) }).catch(() => {});
  await page
    .getByText(/larger than|announced with/)
    .first()
    .waitFor();
  await page.locator('.cm-content').waitFor();
  await save('incidents');
}

async function troubles({ page, tapline, server, save }: Studio): Promise<void> {
  await goTo(page, '#/tunnel');
  await button(page, 'Test it now').click();
  await page.getByText(/It works/).waitFor();
  await save('tunnel');
  await button(page, 'Change…').click();
  await save('tunnel-change');
  await button(page, 'QR code').click();
  await page.getByRole('img', { name: /QR code of/ }).waitFor();
  await save('tunnel-qr');
  await page.keyboard.press('Escape');
  await server.kill();
  await button(page, 'Test it now').click();
  await page.getByText(/It does not work/).waitFor();
  await save('tunnel-down');
  await goTo(page, '#/inbox');
  await tapline.end('SIGTERM');
  await page.getByText(/Connection to Tapline lost/).waitFor();
  await save('connection-lost');
}
