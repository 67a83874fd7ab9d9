import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playConnection } from '../corpus/play-connection.ts';
import { type ExpectedField, type ExpectedPost, readCorpus } from '../corpus/read-corpus.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const mask = '••••••';
/** Longer values are cut in the table until they are asked for. */
const collapsedChars = 240;
/** Fields that the table shows at first. */
const shownFields = 200;

/** What stands on screen for one post. */
interface Shown {
  rows: ShownRow[];
  fields: ShownField[];
  /** Which secrets stand anywhere on the page. */
  leaks: string[];
  isWide: boolean;
}

interface ShownRow {
  id: number;
  excerpt: string;
  height: number;
}

interface ShownField {
  position: number;
  name: string;
  /** What the cell of the value begins with. */
  text: string;
  /** The values in that cell: the field's own, another reading of it, the name of a file. */
  values: string[];
}

interface SentPost {
  id: number;
  expected: ExpectedPost;
  /** For the message of a failing test. */
  where: string;
  opened: boolean;
}

describe.skipIf(launched.browser === null)('the corpus on screen', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('shows each post as its row and its fields should say, runs nothing and stays in its window', async () => {
    await using inspector = await openInspector(browser, { context: { viewport: { width: 1100, height: 600 } } });
    const { page, tapline } = inspector;
    const posts = await playAll(Number(new URL(tapline.receiver).port));
    await page.locator(`#post-${posts.length}`).waitFor();
    const lines = new Map<number, ShownRow>();
    for (const { id, expected, where, opened } of posts.toReversed()) {
      // Rows around the opened one are on screen, too.
      if (!opened && lines.has(id)) continue;
      const row = page.locator(`#post-${id}`);
      const grid = page.getByRole('grid', { name: 'Posts' });
      // Only rows near those on screen exist.
      const bring = async () => {
        if ((await row.count()) === 0) await grid.evaluate((element) => element.scrollBy({ top: 200 }));
        return row.count();
      };
      await expect.poll(bring).toBe(1);
      await row.dispatchEvent('click');
      const shown = await shownPost(page, id, expected.secrets);
      for (const row of shown.rows) lines.set(row.id, row);
      checkFields(shown, expected, where);
      expect(shown.leaks, where).toEqual([]);
      expect(shown.isWide, where).toBe(false);
    }
    for (const { id, expected, where } of posts) {
      const line = expected.excerpt ?? `${expected.request.split(' ')[0]} ${expected.path}`;
      expect(lines.get(id)?.excerpt.slice(-line.length), where).toBe(line);
      expect(lines.get(id)?.height, where).toBeLessThan(40);
    }
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(await page.locator('iframe, img[src="x"], a[href^="javascript:"]').count()).toBe(0);
    expect(inspector.problems).toEqual([]);
  });
});

/** Sends the whole corpus. Opened are the first post of each case, and those whose fields do not simply show their value. */
async function playAll(port: number): Promise<SentPost[]> {
  const posts: SentPost[] = [];
  for (const one of readCorpus().filter(({ timeouts }) => timeouts === undefined)) {
    let isFirst = true;
    for (const connection of one.connections) {
      await playConnection(port, one, connection);
      for (const expected of connection.posts) {
        const opened = isFirst || expected.fields.some(isSpecial);
        posts.push({ id: posts.length + 1, expected, where: `${one.name}: ${connection.what}`, opened });
        isFirst = false;
      }
    }
  }
  return posts;
}

function isSpecial({ value, shown, other, file, secret }: ExpectedField): boolean {
  return secret || value === null || value === '' || shown !== undefined || other !== null || file !== undefined;
}

function checkFields(shown: Shown, { fields, fieldCount }: ExpectedPost, where: string): void {
  expect(shown.fields, where).toHaveLength(Math.min(fieldCount ?? fields.length, shownFields));
  for (const [at, field] of fields.entries()) {
    const position = field.position ?? at;
    if (position >= shownFields) continue;
    const found = shown.fields.find((one) => one.position === position);
    expect({ name: found?.name, values: found?.values }, where).toEqual({ name: field.name, values: valuesOf(field) });
    expect(found?.text.startsWith(beginningOf(field)), `${where} ${found?.text}`).toBe(true);
  }
}

/** Waits until the panel shows that post, and reads what is on screen. */
async function shownPost(page: Page, id: number, secrets: string[]): Promise<Shown> {
  const handle = await page.waitForFunction(
    ({ id, secrets }): Shown | null => {
      const panel = document.querySelector(`section[aria-label="Post ${id}"] [role="tabpanel"]`);
      if (!panel?.textContent) return null;
      const fields = [...panel.querySelectorAll<HTMLTableRowElement>('tr[data-key^="field-"]')].map((line) => ({
        position: Number(line.dataset.key?.slice('field-'.length)),
        name: line.cells[0]?.textContent ?? '',
        text: line.cells[1]?.textContent ?? '',
        values: [...(line.cells[1]?.querySelectorAll('bdi') ?? [])].map((value) => value.textContent ?? ''),
      }));
      return {
        rows: [...document.querySelectorAll('[role="row"][id^="post-"]')].map((row) => ({
          id: Number(row.id.slice('post-'.length)),
          excerpt: row.querySelector('[data-column="excerpt"]')?.textContent ?? '',
          height: row.getBoundingClientRect().height,
        })),
        fields,
        leaks: secrets.filter((secret) => document.documentElement.outerHTML.includes(secret)),
        isWide: document.documentElement.scrollWidth > window.innerWidth,
      };
    },
    { id, secrets },
  );
  return (await handle.jsonValue()) as Shown;
}

function valuesOf({ value, shown, secret, other, file }: ExpectedField): string[] {
  if (secret || value === null || (value === '' && !file)) return [];
  const text = typeof value === 'string' ? (shown ?? value) : null;
  const first = text === null || text.length > collapsedChars ? expect.stringMatching(/^.{240}…$/s) : text;
  return [first as string, ...(other ? [other.value] : []), ...(file ? [file.name] : [])];
}

/** What tells the states apart where there is no value to show. */
function beginningOf({ value, secret, file }: ExpectedField): string {
  if (value === null) return 'no value';
  if (value === '' && !file) return 'empty';
  return secret ? mask : '';
}
