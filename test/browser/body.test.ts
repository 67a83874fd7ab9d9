import { readFile } from 'node:fs/promises';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const secret = 'hunter2-very-secret';
const form = `title=Offers&message=caf%C3%A9+%26+more&a=1&a=2&flag&password=${secret}`;
const formType = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** A PNG of one pixel. */
function png(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from([0, 200, 60, 60]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Posts it, opens it, and goes to its body. */
async function openBody(
  inspector: OpenInspector,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Page> {
  const { page, rows } = inspector;
  const before = await rows.count();
  await inspector.post('/callback', body, headers);
  await expect.poll(() => rows.count()).toBe(before + 1);
  await rows.first().click();
  await page.getByRole('tab', { name: /^Body/ }).click();
  return page;
}

const view = (page: Page, name: string) =>
  page.getByRole('radiogroup', { name: 'View of the body' }).getByText(name, { exact: true }).click();
const panel = (page: Page) => page.getByRole('tabpanel').innerText();

describe.skipIf(launched.browser === null)('the body of a post', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('is a table when it is a form, and its credentials are masked in every view and copy until revealed', async () => {
    await using inspector = await openInspector(browser);
    const page = await openBody(inspector, form, formType);
    const table = page.getByRole('table', { name: 'Pairs of the form' });
    await table.waitFor();
    const rows = await table.getByRole('row').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toContain('message café & more message=caf%C3%A9+%26+more');
    expect(rows.filter((row) => row.includes('repeated'))).toHaveLength(2);
    for (const name of ['Form', 'Text', 'Hex']) {
      await view(page, name);
      await expect.poll(() => panel(page)).toMatch(name === 'Hex' ? /74 69 74 6c 65/ : /Offers/);
      expect(await panel(page)).not.toContain('hunter2');
      expect(await panel(page)).not.toContain(
        Buffer.from(secret.slice(0, 4)).toString('hex').replace(/../g, '$& ').trim(),
      );
    }
    for (const [item, leak] of [
      ['Copy as text', secret],
      ['Copy as hex', Buffer.from(secret).toString('hex')],
      ['Copy as base64', Buffer.from(form).toString('base64').slice(-16)],
    ] as const) {
      await page.getByRole('button', { name: 'More ways to copy' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByText('with its credentials masked').last().waitFor();
      expect(await inspector.clipboard()).not.toContain(leak);
    }
    await page.getByRole('button', { name: 'Reveal credentials' }).click();
    await view(page, 'Text');
    await expect.poll(() => panel(page)).toContain(secret);
    await page.getByRole('button', { name: 'Copy body' }).click();
    await expect.poll(() => inspector.clipboard()).toBe(form);
    expect(inspector.problems).toEqual([]);
  });

  it('is a tree when it is JSON: numbers as they came, names that repeat, and where it is damaged', async () => {
    await using inspector = await openInspector(browser);
    const json = `{"id":9007199254740993,"a":1,"a":2,"list":[1,{"deep":true}],"password":"${secret}"}`;
    const page = await openBody(inspector, json, { 'Content-Type': 'application/json' });
    const tree = page.getByRole('tree', { name: 'JSON as a tree' });
    await tree.waitFor();
    await expect.poll(() => tree.innerText()).toContain('9007199254740993');
    expect((await tree.innerText()).match(/repeated name/g)).toHaveLength(2);
    expect(await tree.innerText()).not.toContain('hunter2');
    await tree.focus();
    for (const key of ['End', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
    await page.getByText('list[1]', { exact: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => tree.innerText()).not.toContain('deep');
    await view(page, 'Pretty');
    await expect.poll(() => panel(page)).toContain('"id": 9007199254740993');
    await openBody(inspector, '{"ok": 1,\n "bad": [1,, 2]}', { 'Content-Type': 'application/json' });
    await page.getByText('The JSON is damaged at line 2, column 12: a value is expected').waitFor();
    await page.getByRole('button', { name: 'Show where' }).click();
    await page.getByRole('document', { name: 'Body of the post' }).waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('is unpacked when it came packed; what cannot be unpacked is said in words', async () => {
    await using inspector = await openInspector(browser);
    const page = await openBody(inspector, new Uint8Array(gzipSync(form)), { ...formType, 'Content-Encoding': 'gzip' });
    await page.getByText(/Unpacked from gzip: \d+ B came, \d+ B are shown\./).waitFor();
    await page.getByRole('table', { name: 'Pairs of the form' }).getByText('café & more').waitFor();
    expect(await panel(page)).not.toContain('hunter2');
    await page.getByRole('radiogroup', { name: 'Which bytes' }).getByText('Raw', { exact: true }).click();
    await page.getByText('The whole body is masked').waitFor();
    await page.getByRole('button', { name: 'Reveal credentials' }).first().click();
    await expect.poll(() => panel(page)).toContain('1f 8b 08');
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(11 * 1024 * 1024)));
    await openBody(inspector, bomb, { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' });
    await page.getByText(/holds more than 10,485,760 bytes, too many to be unpacked/).waitFor();
    await expect.poll(() => panel(page)).toContain('1f 8b 08');
    expect(inspector.problems).toEqual([]);
  });

  it('is laid out when it is XML, with nothing expanded or fetched', async () => {
    await using inspector = await openInspector(browser);
    const requests: string[] = [];
    inspector.page.on('request', (request) => requests.push(request.url()));
    const xml =
      '<!DOCTYPE a [<!ENTITY lol "expanded"><!ENTITY x SYSTEM "http://127.0.0.1:9/xxe">]><a><b>&lol;</b><c>&x;</c></a>';
    const page = await openBody(inspector, xml, { 'Content-Type': 'text/xml' });
    await page.getByText('The document has a DOCTYPE that declares entities').waitFor();
    await expect.poll(() => panel(page)).toMatch(/<b>&lol;<\/b>\s/);
    expect(requests.filter((url) => url.includes('xxe'))).toEqual([]);
    expect(inspector.problems).toEqual([]);
  });

  it('shows the parts of a multipart body: pictures drawn, SVG not, and saved byte for byte', async () => {
    await using inspector = await openInspector(browser);
    const part = (head: string, content: string | Buffer) => [
      Buffer.from(`--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ];
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"><script>window.pwned=1</script></svg>';
    const body = Buffer.concat([
      ...part('name="message"', 'hello'),
      ...part('name="password"', secret),
      ...part('name="photo"; filename="../../photo.png"\r\nContent-Type: image/png', png()),
      ...part('name="drawing"; filename="x.svg"\r\nContent-Type: image/svg+xml', svg),
      Buffer.from('--x--\r\n'),
    ]);
    const page = await openBody(inspector, new Uint8Array(body), { 'Content-Type': 'multipart/form-data; boundary=x' });
    const parts = page.getByRole('table', { name: 'Parts of the body' });
    await expect.poll(() => parts.getByRole('row').count()).toBe(4);
    await parts.getByRole('button', { name: 'password' }).click();
    await page.getByText('The whole body is masked').waitFor();
    expect(await panel(page)).not.toContain('hunter2');
    await parts.getByRole('button', { name: 'photo' }).click();
    const picture = page.getByRole('img', { name: 'The picture in the body' });
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
    await expect.poll(() => picture.getAttribute('src')).toMatch(/^blob:/);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save part' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('photo.png');
    expect((await readFile(await saved.path())).equals(png())).toBe(true);
    await parts.getByRole('button', { name: 'drawing' }).click();
    await page.getByText('SVG is shown as text and never drawn').waitFor();
    expect(await picture.count()).toBe(0);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    // A text can be copied from the fields; the bytes of a file are saved from here.
    await page.getByRole('tab', { name: /^Fields/ }).click();
    await page.getByRole('button', { name: 'Copy value of message' }).waitFor({ state: 'attached' });
    expect(await page.getByRole('button', { name: 'Copy value of photo' }).count()).toBe(0);
    expect(inspector.problems).toEqual([]);
  });

  it('is read in the charset that is chosen, and searched with Ctrl+F', async () => {
    await using inspector = await openInspector(browser);
    const latin1 = Uint8Array.from('Gr\xfc\xdfe aus K\xf6ln', (char) => char.charCodeAt(0));
    const page = await openBody(inspector, latin1, { 'Content-Type': 'text/plain' });
    await page.getByText('3 bytes are not valid UTF-8, the first at byte 2').waitFor();
    await page.getByRole('button', { name: 'Read as windows-1252' }).click();
    await expect.poll(() => panel(page)).toContain('Grüße aus Köln');
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find', exact: true }).waitFor();
    await view(page, 'Hex');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('K');
    await page.getByText('1 of 1', { exact: true }).waitFor();
    await page.getByRole('radiogroup', { name: 'Look for' }).getByText('Hex', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Find bytes' }).fill('fc df');
    await page.getByText('1 of 1', { exact: true }).waitFor();
    expect(inspector.problems).toEqual([]);
  });

  it('of ten megabytes stays usable in every view', async () => {
    await using inspector = await openInspector(browser);
    const item = `{"id":1234567,"text":"${'some words '.repeat(8)}"},`;
    const large = `[${item.repeat(Math.floor((10 * 1024 * 1024 - 10) / item.length))}0]`;
    const page = await openBody(inspector, large, { 'Content-Type': 'application/json' });
    await page.getByText('The first 200,000 values are shown as a tree').waitFor();
    await view(page, 'Text');
    await page.getByText('The first 2 MB of 10 MB.').waitFor();
    await view(page, 'Hex');
    await page.getByRole('region', { name: 'Bytes in hex' }).focus();
    // Chromium glides there, and begins anew when it is asked again.
    const goToEnd = async () => {
      await page.keyboard.press('End');
      return await panel(page);
    };
    await expect.poll(goToEnd, { interval: 500, timeout: 40_000 }).toContain('009ff');
    await view(page, 'Pretty');
    await expect.poll(() => panel(page)).toContain('"id": 1234567');
    expect(inspector.problems).toEqual([]);
  });

  it('of which only the first part is drawn is not taken for damaged', async () => {
    await using inspector = await openInspector(browser);
    const large = `<all>${'<one>text</one>'.repeat(200_000)}</all>`;
    const page = await openBody(inspector, large, { 'Content-Type': 'application/xml' });
    await view(page, 'Pretty');
    await page.getByText('The first 2 MB of').waitFor();
    await expect.poll(() => panel(page)).toContain('<one>text</one>');
    expect(await page.getByText('is damaged').count()).toBe(0);
    expect(inspector.problems).toEqual([]);
  });

  it('that is empty, or not what its Content-Type says, is explained', async () => {
    await using inspector = await openInspector(browser);
    const page = await openBody(inspector, '', formType);
    await page.getByText('The request ended after its headers.').waitFor();
    await openBody(inspector, 'no picture', { 'Content-Type': 'image/png' });
    await page.getByText('The Content-Type says image/png, but the bytes are text.').waitFor();
    await openBody(inspector, new Uint8Array([0, 1, 2]), { 'Content-Type': 'application/x-odd' });
    await page.getByText('There is no view of its own for application/x-odd').waitFor();
    expect(inspector.problems).toEqual([]);
  });
});
