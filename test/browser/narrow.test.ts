import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../contract/index.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';
import { connectRaw } from '../helpers/raw-client.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

/** Everything in the window that can be used, but cannot be brought into view by scrolling as people do: up, down and in bars. */
function unreachable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const used = document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, [role="slider"]');
    const isShown = (element: HTMLElement) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    /** What of the element is cut off at the left and right by a box around it that cannot be scrolled. */
    const isCut = (element: HTMLElement) => {
      const { left, right, width } = element.getBoundingClientRect();
      if (width === 0) return false;
      if (left < -1 || right > window.innerWidth + 1) return true;
      for (let box = element.parentElement; box; box = box.parentElement) {
        const { overflowX } = getComputedStyle(box);
        if (overflowX === 'auto' || overflowX === 'scroll') return false;
        const edge = box.getBoundingClientRect();
        if (overflowX !== 'visible' && (left < edge.left - 1 || right > edge.right + 1)) return true;
      }
      return false;
    };
    return [...used]
      .filter((element) => isShown(element) && isCut(element))
      .map((element) => element.getAttribute('aria-label') ?? (element.textContent || element.outerHTML.slice(0, 120)));
  });
}

async function show(page: Page, hash: string, ready: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await page.getByRole('main').getByText(ready).filter({ visible: true }).first().waitFor();
}

/** One callback, a target and an answer that shows in the top bar: more has to find its place than at first. */
async function fill({ tapline, post, page }: OpenInspector): Promise<void> {
  const [first, ...rest] = await tapline.call<Endpoint[]>('GET', '/endpoints');
  await tapline.call('PUT', '/endpoints', [{ ...first, response: { ...first?.response, status: 201 } }, ...rest]);
  const url = 'http://localhost:8080/a/rather/long/path/of/a/handler.php';
  await tapline.call('PUT', '/targets', [{ name: 'php', url, headers: [], timeoutMs: 1000, expect: null }]);
  using raw = await connectRaw(Number(new URL(tapline.receiver).port));
  await raw.send('GET /a b c HTTP/1.1\r\n\r\n');
  await post('/callback', 'phone=13125550142&code=12345&keyword=JOIN&message=join+please&password=secret');
  await page.locator('#post-1').waitFor();
}

describe.skipIf(launched.browser === null)('a narrow window', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it.each([800, 720, 640])('cuts off nothing that can be used at %i pixels', async (width) => {
    await using inspector = await openInspector(browser, { context: { viewport: { width, height: 800 } } });
    const { page } = inspector;
    await fill(inspector);
    const found: Record<string, string[]> = {};
    const look = async (name: string) => {
      found[name] = await unreachable(page);
    };
    await look('inbox');
    await page.getByRole('searchbox', { name: 'Search posts' }).fill('join');
    await page.getByText('1 post', { exact: true }).waitFor();
    await look('search');
    await show(page, '#/inbox/1', 'Replay');
    await page.getByRole('region', { name: 'Post 1' }).waitFor();
    await look('post');
    await show(page, '#/conversations/13125550142/12345', 'join please');
    await look('conversation');
    await show(page, '#/incidents', 'Incidents');
    await look('incidents');
    await show(page, '#/targets', 'Dead letters');
    await look('targets');
    await show(page, '#/tunnel', 'Outages');
    await look('tunnel');
    await show(page, '#/settings', 'Save endpoints');
    await look('settings');
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
    expect(inspector.problems).toEqual([]);
  });
});
