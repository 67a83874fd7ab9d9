import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery, Endpoint } from '../../contract/index.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';
import { answers, startTarget } from '../helpers/target.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

/** Goes to a screen by its place in the address. */
async function show(page: Page, view: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, view);
}

/** A line that a file ends with many times; each `#` in it becomes a number. The page makes them: sending them there takes longer. */
interface Repeated {
  line: string;
  times: number;
}

/** Drops a file on the window, with everything a browser tells of it on the way. */
async function drop(
  page: Page,
  name: string,
  text: string,
  repeated: Repeated = { line: '', times: 0 },
): Promise<void> {
  const moved = await page.evaluateHandle(
    ({ name, text, repeated: { line, times } }) => {
      const lines = Array.from({ length: times }, (_, nth) => line.replaceAll('#', String(nth)));
      const transfer = new DataTransfer();
      transfer.items.add(new File([text, ...lines], name, { type: 'application/x-ndjson' }));
      return transfer;
    },
    { name, text, repeated },
  );
  const said = page.getByText('Drop the file to import its posts');
  // A window that is only just drawn may not listen yet.
  await expect
    .poll(async () => {
      await page.dispatchEvent('body', 'dragenter', { dataTransfer: moved });
      return said.isVisible();
    })
    .toBe(true);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: moved });
  await page.dispatchEvent('body', 'drop', { dataTransfer: moved });
  await said.waitFor({ state: 'hidden' });
}

/** The text of an export of this Tapline. */
async function exported({ tapline }: OpenInspector): Promise<string> {
  const url = `${new URL(tapline.inspector).origin}/api/export?format=ndjson&reveal=true`;
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${tapline.token}` } });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe.skipIf(launched.browser === null)('the replay lab, further', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('imports a file that is dropped on the window, says which lines are bad, and skips what is here', async () => {
    await using inspector = await openInspector(browser);
    const { page, problems } = inspector;
    for (const body of ['message=one', 'message=two']) await inspector.post('/callback', body);
    await expect.poll(() => inspector.rows.count()).toBe(2);
    const file = await exported(inspector);
    const line = file.split('\n')[1] as string;
    const other = line.replace(/"receivedAt":"[^"]+"/, '"receivedAt":"2026-11-01T12:00:00.000Z"');
    await drop(page, 'posts.ndjson', `${file}no line at all\n${other}\n`);
    const report = dialog(page, 'Import posts');
    await report.getByText('1 post imported. 2 posts were here already.').waitFor();
    expect(await report.getByRole('list', { name: 'Lines that could not be read' }).innerText()).toMatch(
      /Line 4\s+The line is no JSON/,
    );
    await report.getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => inspector.rows.count()).toBe(3);

    await drop(page, 'holiday.txt', 'not posts');
    await report.getByText('The file was not imported.').waitFor();
    expect(problems).toEqual([]);
  });

  it('shows how far an import is, takes live posts meanwhile, and stops with what was taken in', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline, problems } = inspector;
    // Far more than are taken in until somebody has seen it and pressed a button, on any machine.
    const times = 60_000;
    const post = {
      receivedAt: '2026-11-01T12:00:00.000Z',
      method: 'POST',
      target: '/callback?n=#',
      headers: [],
      body: '',
    };
    await drop(page, 'many.ndjson', '{"tapline":"posts","version":1,"masked":false}\n', {
      line: `${JSON.stringify(post)}\n`,
      times,
    });
    const report = dialog(page, 'Import posts');
    await report.getByText('Reading many.ndjson').waitFor();
    const bar = report.getByRole('progressbar', { name: 'Share of the file that was read' });
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    await report.getByText(/^[1-9][\d,]* posts imported so far$/).waitFor();
    expect((await inspector.post('/callback', 'message=live')).status).toBe(200);
    await report.getByRole('button', { name: 'Stop' }).click();
    const said = report.getByText('Stopped before the end of the file.');
    await said.waitFor();
    const taken = Number(/ ([\d,]+) posts? imported\./.exec(await said.innerText())?.[1]?.replaceAll(',', ''));
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(times);
    expect(await tapline.call('GET', '/posts/count')).toEqual({ count: taken + 1, exact: true });
    await report.getByText('To go on, import the file again').waitFor();
    await report.getByRole('button', { name: 'Close' }).last().click();
    await report.waitFor({ state: 'hidden' });
    const live = async () =>
      (await tapline.call<{ posts: unknown[] }>('GET', '/posts?query=live&limit=5')).posts.length;
    await expect.poll(live).toBe(1);
    expect(problems).toEqual([]);
  });

  it('tells the end of an import whose dialog was closed', async () => {
    await using inspector = await openInspector(browser);
    const { page, problems } = inspector;
    const post = {
      receivedAt: '2026-11-01T12:00:00.000Z',
      method: 'POST',
      target: '/callback?n=#',
      headers: [],
      body: '',
    };
    const times = 15_000;
    await drop(page, 'many.ndjson', '{"tapline":"posts","version":1,"masked":false}\n', {
      line: `${JSON.stringify(post)}\n`,
      times,
    });
    const report = dialog(page, 'Import posts');
    await report.getByText('Reading many.ndjson').waitFor();
    await page.keyboard.press('Escape');
    await report.waitFor({ state: 'hidden' });
    await page.getByText('The import is done: 15,000 posts imported.').waitFor();
    expect(problems).toEqual([]);
  });

  it('passes the answer of the code through to the platform, and answers itself when that is too slow', async () => {
    const answer = 'HTTP/1.1 202 Accepted\r\nX-Mine: yes\r\nContent-Length: 8\r\n\r\nfrom app';
    let silent = false;
    await using target = await startTarget((socket, request) =>
      (silent ? answers.never : answers.raw(answer))(socket, request),
    );
    await using inspector = await openInspector(browser);
    const { page, tapline, problems } = inspector;
    await show(page, '#/targets');
    await button(page, 'Answer and forwarding of /callback').click();
    const rule = dialog(page, 'Answer and forwarding of /callback');
    await rule.getByLabel('Mode').first().click();
    await page.getByRole('option', { name: /Pass/ }).click();
    await rule.getByLabel('Target').first().fill(target.url);
    await rule.getByLabel('Answer itself after, in seconds').fill('0.3');
    await rule.getByRole('button', { name: 'Save' }).click();
    await rule.waitFor({ state: 'hidden' });

    const passed = await inspector.post('/callback', 'message=hello');
    expect([passed.status, passed.headers.get('x-mine'), await passed.text()]).toEqual([202, 'yes', 'from app']);
    silent = true;
    const own = await inspector.post('/callback', 'message=slow');
    expect([own.status, await own.text()]).toEqual([200, '']);

    await show(page, '#/inbox/1');
    await page.getByRole('tab', { name: 'Deliveries' }).click();
    const shown = page.getByRole('region', { name: 'Post 1' });
    await shown.getByText('202').first().waitFor();
    await shown.getByText('from app').first().waitFor();
    const second = await tapline.call<Delivery[]>('GET', '/posts/2/deliveries');
    expect(second).toMatchObject([{ origin: 'forward', error: { code: 'ETIMEDOUT' } }]);
    expect(problems).toEqual([]);
  });

  it('sends afterwards what came while forwarding was off, and nothing twice', async () => {
    await using target = await startTarget();
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const { page, problems } = inspector;
    for (const body of ['message=1', 'message=2', 'message=3']) await inspector.post('/callback', body);
    await inspector.tapline.call('POST', '/posts/2/replay', {});
    expect(target.requests).toHaveLength(1);
    await show(page, '#/targets');
    await page.getByLabel('Forwarding of /callback').first().click();
    await page.getByRole('option', { name: /queue|order/i }).click();
    await page.getByText('Forwarding is changed.').waitFor();
    const sendStored = async () => {
      await button(page, 'More for /callback').click();
      await page.getByRole('menuitem', { name: 'Send posts that came while it was off…' }).click();
      const asked = dialog(page, 'Send stored posts of /callback');
      await asked.getByRole('button', { name: 'Put into the queue' }).click();
      await asked.waitFor({ state: 'hidden' });
    };
    await sendStored();
    await page.getByText('2 posts are in the queue.').waitFor();
    await expect.poll(() => target.requests.length).toBe(3);
    expect(target.requests.map(({ body }) => body.toString())).toEqual(['message=2', 'message=1', 'message=3']);
    await page.getByRole('table', { name: 'Forwarding by endpoint' }).getByText('2 sent').waitFor();
    await sendStored();
    await page.getByText('No post matches.').waitFor();
    expect(target.requests).toHaveLength(3);
    expect(problems).toEqual([]);
  });

  it('lists the deliveries of a replay by their outcome', async () => {
    let answered = 0;
    const missing = answers.raw('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    await using target = await startTarget((socket, request) =>
      (++answered % 2 ? answers.ok : missing)(socket, request),
    );
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const { page, tapline, problems } = inspector;
    for (let nth = 1; nth <= 4; nth++) await inspector.post('/callback', `message=${nth}`);
    await tapline.call('POST', '/replays', { query: '', target: target.url });
    await show(page, '#/targets');
    const job = page.getByRole('region', { name: 'Replay 1' });
    await job.getByText('Done').waitFor();
    // Nothing is expected, and yet an answer that speaks of an error is a failure.
    await job.getByRole('button', { name: 'Show failures' }).click();
    await expect
      .poll(() => page.getByRole('list', { name: 'Failed deliveries' }).getByRole('listitem').count())
      .toBe(2);
    await job.getByRole('button', { name: 'List 200, 2 posts' }).click();
    const good = page.getByRole('list', { name: 'Deliveries with 200' });
    await expect.poll(() => good.getByRole('link').allInnerTexts()).toEqual(['#1', '#3']);
    await job.getByRole('button', { name: 'List 404, 2 posts' }).click();
    await page.getByRole('list', { name: 'Deliveries with 404' }).getByRole('link', { name: 'Open post 4' }).click();
    await page.getByRole('region', { name: 'Post 4' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('follows what another window or a script changes', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await show(page, '#/targets');
    await page.getByRole('heading', { name: 'Forwarding', exact: true }).waitFor();
    const target = { name: 'elsewhere', url: 'http://localhost:9', headers: [], timeoutMs: 30_000, expect: null };
    await tapline.call('PUT', '/targets', [target]);
    await page.getByRole('list', { name: 'Named targets' }).getByText('elsewhere').waitFor();
    await tapline.call('PUT', '/targets', [{ ...target, url: 'http://localhost:10' }]);
    await page.getByText('http://localhost:10').first().waitFor();
    await tapline.call('PUT', '/settings', { target: 'elsewhere' });
    const forwarding = page.getByRole('table', { name: 'Forwarding by endpoint' });
    await forwarding.getByText('elsewhere').first().waitFor();
    const [first, ...others] = await tapline.call<Endpoint[]>('GET', '/endpoints');
    await tapline.call('PUT', '/endpoints', [{ ...first, path: '/renamed' }, ...others]);
    await forwarding.getByText('/renamed').waitFor();
  });

  it('changes and removes targets as they are by then, and brings a removed one back', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline, problems } = inspector;
    const named = (name: string, url: string) => ({ name, url, headers: [], timeoutMs: 30_000, expect: null });
    const [one, two, three] = [1, 2, 3].map((n) => named(`target ${n}`, `http://localhost:${n}`));
    await tapline.call('PUT', '/targets', [one, two]);
    await show(page, '#/targets');
    await page.getByRole('button', { name: 'Edit target 1' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('URL').fill('http://localhost:11');
    // Meanwhile a script writes the same target, and another one.
    await tapline.call('PUT', '/targets', [{ ...one, timeoutMs: 5000 }, two, three]);
    await page.getByRole('list', { name: 'Named targets' }).getByText('target 3').waitFor({ state: 'attached' });
    await form.getByRole('button', { name: 'Save target' }).click();
    await form.waitFor({ state: 'detached' });
    const stored = async () => (await tapline.call<{ url: string }[]>('GET', '/targets')).map(({ url }) => url);
    expect(await stored()).toEqual(['http://localhost:11', 'http://localhost:2', 'http://localhost:3']);

    await page.getByRole('button', { name: 'Remove target 2' }).click();
    await expect.poll(stored).toEqual(['http://localhost:11', 'http://localhost:3']);
    const notice = page.getByRole('alert').filter({ hasText: 'target 2 is no target any more.' });
    await notice.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(stored).toEqual(['http://localhost:11', 'http://localhost:2', 'http://localhost:3']);
    await notice.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });
});
