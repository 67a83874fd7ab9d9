import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Cli, startCli } from './cli.ts';

/** The built inspector in a real page, over a Tapline process of its own. */
export interface OpenInspector extends AsyncDisposable {
  tapline: Cli;
  page: Page;
  /** Rows of the grid "Posts" that are on screen, newest first, without the header row. */
  rows: Locator;
  /** What the page threw or its policy blocked. */
  problems: string[];
  /** What is on the clipboard. */
  clipboard(): Promise<string>;
  /** Posts a form to the receiver. */
  post(path: string, body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
}

/**
 * Opens the inspector.
 * @param args flags of Tapline besides free ports and `--tunnel off`
 */
export async function openInspector(
  browser: Browser,
  options: { args?: string[]; context?: BrowserContextOptions } = {},
): Promise<OpenInspector> {
  const tapline = await startCli(options.args);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options.context,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(tapline.inspector);
  // The window is drawn a moment after its page has loaded.
  await page.locator('#root > *').first().waitFor({ state: 'attached' });
  return {
    tapline,
    page,
    rows: page
      .getByRole('grid', { name: 'Posts' })
      .getByRole('row')
      .filter({ has: page.getByRole('gridcell') }),
    problems,
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    post: (path, body, headers = {}) =>
      fetch(tapline.receiver + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
        body,
      }),
    async [Symbol.asyncDispose]() {
      await context.close();
      await tapline[Symbol.asyncDispose]();
    },
  };
}
