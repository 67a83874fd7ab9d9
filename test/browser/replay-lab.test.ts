import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint, ForwardState, Target as NamedTarget, ReplayJob } from '../../contract/index.ts';
import { type Audit, audit, prepareAudit } from '../helpers/audit.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { type OpenInspector, openInspector } from '../helpers/inspector.ts';
import { answers, startTarget } from '../helpers/target.ts';

const launched = await launchBrowser();
if (launched.browser === null) console.warn(`Browser tests are skipped: ${launched.reason}`);

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const failing = answers.raw('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops');

function named(name: string, url: string, part: Partial<NamedTarget> = {}): NamedTarget {
  return { name, url, headers: [], timeoutMs: 30_000, expect: null, ...part };
}

/** Goes to a screen by its place in the address. */
async function show(page: Page, view: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, view);
}

async function command(page: Page, title: string): Promise<void> {
  await button(page, 'Command palette').click();
  const box = page.getByPlaceholder('What do you want to do?');
  await box.fill(title);
  await page.getByRole('button', { name: title }).first().waitFor();
  await box.press('Enter');
}

/** The first endpoint with some of it changed. */
async function changeEndpoint({ tapline }: OpenInspector, part: Partial<Endpoint>): Promise<void> {
  const [first, ...others] = await tapline.call<Endpoint[]>('GET', '/endpoints');
  await tapline.call('PUT', '/endpoints', [{ ...first, ...part }, ...others]);
}

describe.skipIf(launched.browser === null)('the replay lab', () => {
  let browser: Browser;
  beforeAll(() => {
    browser = launched.browser as Browser;
  });
  afterAll(() => browser.close());

  it('names the target of the command line, which goes before that of the settings', async () => {
    await using given = await startTarget();
    await using inspector = await openInspector(browser, { args: ['--target', given.url] });
    const { page, tapline, problems } = inspector;
    await tapline.call('PUT', '/settings', { target: 'http://127.0.0.1:9/settings' });
    await inspector.post('/callback', 'message=hello');
    await show(page, '#/inbox/1');
    await page.getByRole('button', { name: `Target: ${given.url.slice('http://'.length)}` }).waitFor();
    await button(page, 'Replay').click();
    await expect.poll(() => given.requests.length).toBe(1);
    await show(page, '#/settings');
    await page.getByText(`This start was given ${given.url}, which goes before it`).waitFor();
    expect(problems).toEqual([]);
  });

  it('makes a target, tells how it is, and replays to it by name', async () => {
    await using target = await startTarget();
    await using inspector = await openInspector(browser);
    const { page, problems } = inspector;
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Targets' }).click();
    await button(page, 'Add target').click();
    const form = dialog(page, 'Add target');
    await form.getByRole('button', { name: 'Save target' }).click();
    await form.getByText('A target needs a name.').waitFor();
    await form.getByLabel('Name', { exact: true }).fill('my code');
    await form.getByLabel('URL').fill(String(target.port));
    await form.getByRole('button', { name: 'Add header' }).click();
    await form.getByLabel('Name of header 1').fill('X-Env');
    await form.getByLabel('Value of header 1').fill('dev');
    await form.getByLabel('Status').fill('404');
    await form.getByRole('button', { name: 'Save target' }).click();
    const line = page.getByRole('list', { name: 'Named targets' }).getByRole('listitem');
    await line.getByText('Listening').waitFor();
    await expect.poll(() => line.innerText()).toMatch(/http:\/\/localhost:\d+[\s\S]*1 header · expects 404/);

    await inspector.post('/callback', 'message=hello&phone=1801');
    await show(page, '#/inbox/1');
    await page.getByRole('button', { name: /^Target: / }).click();
    await page.getByRole('menuitem', { name: /my code/ }).click();
    await button(page, 'Replay').click();
    const panel = page.getByRole('region', { name: 'Post 1' });
    await panel.getByText('Not as expected').last().waitFor();
    await expect.poll(() => panel.getByRole('status').first().innerText()).toMatch(/404/);
    const { lines, body } = await target.first();
    expect(lines).toContain('X-Env: dev');
    expect(body.toString()).toBe('message=hello&phone=1801');
    expect(problems).toEqual([]);
  });

  it('asks before a post leaves this machine, and sends nothing when the answer is no', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await tapline.call('PUT', '/targets', [named('staging', 'http://staging.invalid/cb')]);
    await tapline.call('PUT', '/settings', { target: 'staging' });
    await inspector.post('/callback', 'message=hello');
    await page.reload();
    await show(page, '#/inbox/1');
    await button(page, 'Replay').click();
    const question = dialog(page, 'Send posts to another machine?');
    await question.getByText('staging.invalid is not this machine').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).last().click();
    await question.waitFor({ state: 'hidden' });
    expect(await tapline.call('GET', '/posts/1/deliveries')).toEqual([]);
    await button(page, 'Replay').click();
    await question.getByRole('button', { name: 'Send there' }).click();
    await expect.poll(async () => (await tapline.call<unknown[]>('GET', '/posts/1/deliveries')).length).toBe(1);
    // Once is enough for a host.
    await expect.poll(() => button(page, 'Replay').isEnabled()).toBe(true);
    await button(page, 'Replay').click();
    await expect.poll(async () => (await tapline.call<unknown[]>('GET', '/posts/1/deliveries')).length).toBe(2);
  });

  it('asks also when it has yet to find out where posts go, and for each place that many of them go to', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await changeEndpoint(inspector, { target: 'http://one.invalid/cb' });
    await tapline.call('PUT', '/settings', { target: 'http://two.invalid/cb' });
    await inspector.post('/callback', 'message=hello');
    await inspector.post('/status', 'status=sent');
    const { promise: held, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route(/api\/(endpoints|settings|targets|status)$/, async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await show(page, '#/inbox/1');
    await button(page, 'Replay').click();
    letThrough();
    const question = dialog(page, 'Send posts to another machine?');
    await question.getByText('one.invalid is not this machine').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).last().click();
    await question.waitFor({ state: 'hidden' });

    await command(page, 'Replay all posts…');
    const many = dialog(page, 'Replay many posts');
    await many.getByRole('button', { name: 'Replay 2 posts' }).click();
    await question.getByText('two.invalid is not this machine').waitFor();
    await question.getByRole('button', { name: 'Send there' }).click();
    await question.getByText('one.invalid is not this machine').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).last().click();
    await question.waitFor({ state: 'hidden' });
    for (const id of [1, 2]) expect(await tapline.call('GET', `/posts/${id}/deliveries`)).toEqual([]);
    expect(await tapline.call<ReplayJob[]>('GET', '/replays')).toEqual([]);
    expect(inspector.problems).toEqual([]);
  });

  it('sends once what was asked for twice before it was known where it goes', async () => {
    await using target = await startTarget();
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const { page, tapline } = inspector;
    await inspector.post('/callback', 'message=hello');
    const { promise: held, resolve: letThrough } = Promise.withResolvers<void>();
    await page.route(/api\/targets$/, async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await show(page, '#/inbox/1');
    await button(page, 'Replay').dblclick();
    letThrough();
    const deliveries = () => tapline.call<unknown[]>('GET', '/posts/1/deliveries');
    await expect.poll(async () => (await deliveries()).length).toBe(1);
    await page.getByRole('region', { name: 'Post 1' }).getByText('200').last().waitFor();
    // A second one would have gone out right behind the first.
    await button(page, 'Replay').click();
    await expect.poll(async () => (await deliveries()).length).toBe(2);
    expect(target.requests).toHaveLength(2);
    expect(inspector.problems).toEqual([]);
  });

  it('edits one field and leaves every other byte alone, keeps it as a sample, and sends raw bytes', async () => {
    await using target = await startTarget();
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const { page, problems } = inspector;
    await inspector.post('/callback', 'a=%7e1&&message=join+ple%61se&password=s3cret&b=%zz');
    await show(page, '#/inbox/1');
    await button(page, 'Edit and replay').click();
    const edit = dialog(page, 'Edit and replay');
    await edit.getByLabel('Value of message').fill('café now');
    await edit.getByRole('button', { name: 'Leave out a', exact: true }).click();
    expect(await edit.innerText()).not.toContain('s3cret');
    await edit.getByRole('button', { name: 'Save as sample…' }).click();
    await page.getByLabel('Name of the sample').fill('edited join');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The sample “edited join” is kept.').waitFor();
    await edit.getByRole('button', { name: 'Replay', exact: true }).click();
    expect((await target.first()).body.toString()).toBe('&message=caf%c3%a9+now&password=s3cret&b=%zz');

    await button(page, 'Edit and replay').click();
    await edit.getByText('Raw request').click();
    await edit.getByRole('button', { name: 'Reveal and edit' }).click();
    await edit.getByLabel('Path and query').fill('/other?x=1');
    await edit.getByText('Hex', { exact: true }).click();
    await edit.getByLabel('Body in hex').fill('00 ff 4');
    await edit.getByText('Hex is written in pairs').waitFor();
    await edit.getByLabel('Body in hex').fill('00 ff 41');
    await edit.getByRole('button', { name: 'Replay', exact: true }).click();
    await expect.poll(() => target.requests.length).toBe(2);
    expect(target.requests[1]?.requestLine).toBe('POST /other?x=1 HTTP/1.1');
    expect(target.requests[1]?.body.toString('hex')).toBe('00ff41');

    // Both deliveries side by side.
    await page.getByRole('tab', { name: 'Deliveries' }).click();
    await page.getByLabel('Compare with', { exact: true }).first().click();
    await page.getByRole('option', { name: /^#1 / }).click();
    await page
      .getByRole('region', { name: 'Deliveries side by side' })
      .getByText(/Both bodies are the same/)
      .waitFor();
    expect(problems).toEqual([]);
  });

  it('replays all that match, with outcomes and failures, and holds and ends a slow one', async () => {
    await using target = await startTarget(failing);
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const { page, tapline, problems } = inspector;
    for (let nth = 1; nth <= 6; nth++) await inspector.post(nth % 2 ? '/callback' : '/status', `ticket=${nth}`);
    await page.getByRole('searchbox', { name: 'Search posts' }).fill('kind:callback');
    await expect.poll(() => inspector.rows.count()).toBe(3);
    await command(page, 'Replay all that match…');
    const many = dialog(page, 'Replay many posts');
    await many.getByText('3 posts that match kind:callback.').waitFor();
    await many.getByRole('switch', { name: 'Check the answers' }).click();
    await many.getByRole('button', { name: 'Replay 3 posts' }).click();
    await many.getByText('3 of 3').waitFor();
    await expect.poll(() => many.innerText()).toMatch(/500 ×3[\s\S]*3 not as expected/);
    await many.getByRole('button', { name: 'Close' }).last().click();

    // Two a minute: it goes on until it is ended.
    await button(page, 'Clear search').click();
    await command(page, 'Replay all posts…');
    await many.getByText('At most', { exact: true }).click();
    await many.getByLabel('Posts a second').fill('0.03');
    await many.getByRole('button', { name: 'Replay 6 posts' }).click();
    await many.getByText('1 of 6').waitFor();
    await many.getByRole('button', { name: 'Go on in the background' }).click();
    await page.getByRole('banner').getByRole('link', { name: 'Replaying 1/6' }).click();
    const job = page.getByRole('region', { name: 'Replay 2' });
    await job.getByRole('button', { name: 'Pause' }).click();
    await job.getByRole('button', { name: 'Go on' }).waitFor();
    await job.getByRole('button', { name: 'Cancel the rest' }).click();
    await job.getByText('Cancelled').waitFor();
    await page.getByRole('region', { name: 'Replay 1' }).getByRole('button', { name: 'Show failures' }).click();
    await page.getByRole('list', { name: 'Failed deliveries' }).getByRole('link', { name: 'Open post 1' }).click();
    await page.getByRole('region', { name: 'Post 1' }).waitFor();
    expect((await tapline.call<ReplayJob[]>('GET', '/replays')).map(({ state }) => state)).toEqual([
      'cancelled',
      'done',
    ]);
    expect(problems).toEqual([]);
  });

  it('forwards, shows what was given up, and tries it again', async () => {
    let broken = true;
    await using target = await startTarget((socket, request) => (broken ? failing : answers.ok)(socket, request));
    await using inspector = await openInspector(browser, { args: ['--target', target.url] });
    const { page, tapline, problems } = inspector;
    const endpoint = (await tapline.call<Endpoint[]>('GET', '/endpoints'))[0] as Endpoint;
    await show(page, '#/targets');
    await page.getByText('None. Forwarding is off: posts are stored only.').waitFor();
    await changeEndpoint(inspector, { forward: { ...endpoint.forward, mode: 'queue', attempts: 1 } });
    await page.getByRole('heading', { name: 'Forwarding', exact: true }).waitFor();
    await inspector.post('/callback', 'message=lost');
    const dead = page.getByRole('table', { name: 'Dead letters' });
    await dead.getByText('Post 1').waitFor();
    await page.getByRole('table', { name: 'Forwarding by endpoint' }).getByText('1 dead letter').waitFor();
    broken = false;
    await button(page, 'Retry all').click();
    await dead.waitFor({ state: 'hidden' });
    await page.getByText('None: every post was sent, or waits.').waitFor();
    await page.reload();
    await button(page, 'Pause forwarding').click();
    await page.getByText('Forwarding is paused.').waitFor();
    await inspector.post('/callback', 'message=waits');
    await page.getByText('1 waiting').waitFor();
    // Every screen says so, and can end it.
    await show(page, '#/inbox');
    await page.getByText('Forwarding is paused. 1 post waits until it is resumed.').waitFor();
    await button(page, 'Resume forwarding').click();
    await page.getByText('Forwarding is paused.').waitFor({ state: 'hidden' });
    await expect
      .poll(async () =>
        (await tapline.call<ForwardState[]>('GET', '/forwards')).map(({ queued, sent }) => [queued, sent]),
      )
      .toContainEqual([0, 2]);
    expect(problems).toEqual([]);
  });

  it('answers as the rule says, says so in the top bar, and turns it off with one click', async () => {
    await using inspector = await openInspector(browser);
    const { page, problems } = inspector;
    await show(page, '#/settings');
    await button(page, 'Answer and forwarding of /callback').click();
    const rule = dialog(page, 'Answer and forwarding of /callback');
    await rule.getByLabel('Body', { exact: true }).fill('Hello {{name}}');
    await rule.getByText('may send a body to the subscriber').waitFor();
    await rule.getByLabel('Fault to test the platform with').first().click();
    await page.getByRole('option', { name: 'Fail the first posts' }).click();
    await rule.getByLabel('How many').fill('1');
    await rule.getByRole('button', { name: 'Save' }).click();
    await button(page, '/callback answers 500 to the first 1, with a body').waitFor();
    expect((await inspector.post('/callback', 'name=Ann')).status).toBe(500);
    expect(await (await inspector.post('/callback', 'name=Ann')).text()).toBe('Hello Ann');
    await button(page, 'Turn off the answer rule of /callback').click();
    await button(page, '/callback answers 200, with a body').waitFor();
    await button(page, 'Turn off the answer rule of /callback').click();
    await button(page, 'Turn off the answer rule of /callback').waitFor({ state: 'hidden' });
    expect(await (await inspector.post('/callback', 'name=Ann')).text()).toBe('');
    expect(problems).toEqual([]);
  });

  it('writes the post as code, masked until revealed, and handlers with their files', async () => {
    await using inspector = await openInspector(browser, { args: ['--target', 'http://localhost:8080'] });
    const { page, problems } = inspector;
    await inspector.post('/callback', 'message=hi&password=s3cret-word');
    await show(page, '#/inbox/1');
    await page.getByRole('tab', { name: 'Code' }).click();
    const code = page.getByRole('document', { name: 'cURL code of the post' });
    await code.waitFor();
    expect(await code.innerText()).not.toContain('s3cret-word');
    await button(page, 'Copy the code').click();
    await expect.poll(() => inspector.clipboard()).toContain('curl');
    await button(page, 'Reveal credentials').click();
    await expect.poll(() => code.innerText()).toContain('s3cret-word');
    await page.getByText('Python', { exact: true }).click();
    await page.getByRole('document', { name: 'Python code of the post' }).waitFor();
    await page.getByText('A handler for it').click();
    await page.getByText('How to run it').waitFor();
    const saved = page.waitForEvent('download');
    await page
      .getByRole('button', { name: /^Save .*\.php$/ })
      .first()
      .click();
    expect((await saved).suggestedFilename()).toMatch(/\.php$/);
    expect(problems).toEqual([]);
  });

  it('can be used by everybody: the screen Targets and its dialogs', async () => {
    await using inspector = await openInspector(browser);
    const { page, tapline } = inspector;
    await tapline.call('PUT', '/targets', [named('code', 'http://localhost:9'), named('far', 'http://far.invalid')]);
    const first = (await tapline.call<Endpoint[]>('GET', '/endpoints'))[0] as Endpoint;
    await changeEndpoint(inspector, { response: { ...first.response, status: 503 } });
    await inspector.post('/callback', 'message=hello&password=s3cret');
    await prepareAudit(page);
    await page.reload();
    const found: Audit['failures'] = [];
    const look = async (state: string) => {
      found.push(...(await audit(page, state)).failures);
    };
    await show(page, '#/targets');
    await page.getByText('Not listening').first().waitFor();
    await look('targets');
    await button(page, 'Edit code').click();
    await dialog(page, 'Edit code').waitFor();
    await look('a target');
    await page.keyboard.press('Escape');
    await button(page, 'Answer and forwarding of /callback').click();
    await dialog(page, 'Answer and forwarding of /callback').waitFor();
    await look('an endpoint');
    await page.keyboard.press('Escape');
    await show(page, '#/inbox/1');
    await button(page, 'Edit and replay').click();
    await dialog(page, 'Edit and replay').getByLabel('Value of message').waitFor();
    await look('fields to be edited');
    await page.keyboard.press('Escape');
    await button(page, 'Test post options').click();
    await page.getByRole('menuitem', { name: 'Send test post…' }).click();
    await dialog(page, 'Send test post').getByLabel('Value of message').waitFor();
    await look('a test post');
    expect(found).toEqual([]);
  });
});
