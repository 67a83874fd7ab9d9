import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assetHeaders, assetPath } from '../../main/desktop/assets.ts';
import { origin } from '../../main/desktop/rules.ts';
import { findBrowser, launchBrowser } from '../helpers/browser.ts';

const folder = join(dirname(dirname(import.meta.dirname)), 'out', 'renderer');
const obstacle = await whyNot();
const title = "the built inspector under the window's policy";

async function whyNot(): Promise<string | null> {
  if (!existsSync(join(folder, 'index.html'))) return 'not built, run "npm run build"';
  const found = await findBrowser();
  return 'reason' in found ? found.reason : null;
}

/** The window's files with the window's headers, over HTTP since only Electron knows the scheme. */
async function serveFiles() {
  const server = createServer(async (request, response) => {
    const file = assetPath(`${origin}${request.url}`, folder);
    if (!file || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, assetHeaders(file)).end(await readFile(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.skipIf(obstacle)(obstacle ? `${title} (skipped: ${obstacle})` : title, () => {
  let browser: Browser;
  beforeAll(async () => {
    const launched = await launchBrowser();
    if (!launched.browser) throw new Error(launched.reason);
    browser = launched.browser;
  });
  afterAll(() => browser?.close());

  /** A page that keeps a list of what the policy refused, from before its first script on. */
  async function newPage() {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const refused: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        refused.push(`${event.effectiveDirective} ${event.blockedURI}`);
      });
      Object.assign(window, { refused });
    });
    const refused = () => page.evaluate(() => Reflect.get(window, 'refused') as string[]);
    return { page, refused };
  }

  test('asks the bridge for a connection and wants nothing that is refused', async () => {
    await using files = await serveFiles();
    const { page, refused } = await newPage();
    await page.addInitScript(() => {
      const connect = () => Object.assign(window, { connected: true });
      Object.assign(window, { tapline: { connect, openExternal: async () => {}, platform: 'linux' } });
    });
    await page.goto(files.url);
    await page.waitForFunction(() => 'connected' in window);
    await page.getByRole('button', { name: 'Send test post' }).first().waitFor();
    expect(await refused()).toEqual([]);
  });

  test('refuses an inline script and a foreign address', async () => {
    await using files = await serveFiles();
    const { page, refused } = await newPage();
    await page.goto(files.url);
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      await fetch('http://127.0.0.1:1/').catch(() => {});
      return 'ran' in window;
    });
    expect(ran).toBe(false);
    await expect
      .poll(refused, { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['script-src-elem inline', 'connect-src http://127.0.0.1:1/']));
  });
});
