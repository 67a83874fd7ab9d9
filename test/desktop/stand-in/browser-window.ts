import { randomBytes } from 'node:crypto';
import type { BrowserContext, CDPSession, Page, Route } from 'playwright-core';
import { fromBrowser, toBrowser } from './addresses.ts';
import { makeCodec } from './clone.ts';
import type { FrameFacts, FromHost, FromMain } from './messages.ts';
import { type FromWorld, isolatedWorld, mainWorld, type ToWorld } from './page-worlds.ts';
import type { Peer } from './peer.ts';

const worldName = 'Electron Isolated Context';
const codec = makeCodec();
const codecSource = `(${makeCodec})()`;

export interface WindowOptions {
  context: BrowserContext;
  main: Peer<FromHost>;
  window: Parameters<FromMain['openWindow']>[0];
  platform: NodeJS.Platform;
  /** Gives the page that shows the window now: a new one after a crash. */
  onPage(page: Page): void;
}

/** The page behind one BrowserWindow. */
export type PageWindow = Awaited<ReturnType<typeof openPageWindow>>;

/** Opens a page in Chromium with the preload script in a world of its own, and ties both to the main process. */
export async function openPageWindow(options: WindowOptions) {
  const { context, main, window } = options;
  const { windowId } = window;
  const secret = `s${randomBytes(12).toString('hex')}`;
  let current = await open();
  let lastUrl = 'about:blank';
  let document = 0;
  /** The preload's world in the current document, once it runs. */
  let world: number | null = null;

  async function open(): Promise<{ page: Page; cdp: CDPSession }> {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    cdp.on('Runtime.executionContextCreated', ({ context: created }) => {
      const { frameId } = created.auxData as { frameId: string };
      if (created.name !== worldName || frameId !== mainFrame) return;
      world = created.id;
      document += 1;
    });
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => leave(executionContextId));
    cdp.on('Runtime.executionContextsCleared', () => world !== null && leave(world));
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === secret && executionContextId === world) void fromWorld(JSON.parse(payload) as FromWorld);
    });
    const { frameTree } = await cdp.send('Page.getFrameTree');
    const mainFrame = frameTree.frame.id;
    await cdp.send('Page.enable');
    await cdp.send('Runtime.addBinding', { name: secret, executionContextName: worldName });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${mainWorld})(${JSON.stringify(secret)}, ${codecSource})`,
    });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName,
      source: `(${isolatedWorld})(${JSON.stringify(secret)}, ${codecSource}, function (require, process, module, exports) {${window.preload}\n}, ${JSON.stringify(options.platform)})`,
    });
    await cdp.send('Runtime.enable');
    await page.route('**/*', serve);
    await page.routeWebSocket(/.*/, async (socket) => {
      await main.call('request', { url: socket.url(), method: 'GET' });
      // Cancelled or not: the stand-in reaches no network.
      await socket.close({ code: 1011 });
    });
    page.on('popup', (popup) => {
      void popup.close();
      void main.call('mayOpen', { windowId, url: fromBrowser(popup.url()) });
    });
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return;
      lastUrl = fromBrowser(frame.url());
      void main.call('navigated', { windowId, url: lastUrl, document });
    });
    page.on('domcontentloaded', async () => {
      const title = await page.title().catch(() => null);
      if (title !== null) await main.call('titleChanged', { windowId, title });
    });
    page.on('crash', () => {
      if (world !== null) leave(world);
      void main.call('crashed', windowId);
    });
    // A page asked to close says so; nothing else may hold a test.
    page.on('dialog', (dialog) => void dialog.dismiss());
    options.onPage(page);
    return { page, cdp };
  }

  function leave(context: number): void {
    if (context !== world) return;
    world = null;
    void main.call('left', { windowId, document });
  }

  async function serve(route: Route): Promise<void> {
    const request = route.request();
    const url = fromBrowser(request.url());
    const frame = request.isNavigationRequest() ? request.frame() : null;
    const isMainFrame = frame !== null && frame.parentFrame() === null;
    // What the app itself loads is asked of nobody; what the page tries is.
    if (frame && url !== loading && !(await main.call('mayNavigate', { windowId, url, isMainFrame }))) {
      return route.abort('aborted');
    }
    const answer = await main.call('request', { url, method: request.method() });
    if (!answer) return route.abort('blockedbyclient');
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(answer.body),
    });
  }

  const facts = (): FrameFacts => ({ windowId, url: lastUrl, document });

  async function fromWorld(message: FromWorld): Promise<void> {
    const frame = { ...facts(), url: fromBrowser(current.page.url()) };
    if (message.type === 'open') return void (await main.call('mayOpen', { windowId, url: fromBrowser(message.url) }));
    if (message.type === 'port') return main.call('portMessage', { port: message.port, data: message.data });
    if (message.type === 'send') return main.call('sent', { frame, channel: message.channel, data: message.data });
    const { id, channel, data } = message;
    const answer = await main.call('invoked', { frame, channel, data }).then(
      (value) => ({ ok: true, data: value }),
      (error: Error) => ({
        ok: false,
        data: codec.encode(new Error(`Error invoking remote method '${channel}': ${error.message}`)),
      }),
    );
    await toWorld({ type: 'settled', id, ...answer }, frame);
  }

  async function toWorld(message: ToWorld, frame: FrameFacts): Promise<void> {
    if (frame.document !== document || world === null) return;
    await current.cdp
      .send('Runtime.evaluate', {
        contextId: world,
        expression: `globalThis[${JSON.stringify(`${secret}receive`)}](${JSON.stringify(JSON.stringify(message))})`,
      })
      // The document may end at any time.
      .catch(() => {});
  }

  let loading: string | null = null;
  async function load(url: string): Promise<void> {
    loading = url.replace(/#.*/, '');
    try {
      await current.page.goto(toBrowser(url), { waitUntil: 'load' });
    } finally {
      loading = null;
    }
  }

  return {
    load,
    toWorld,
    /** Loads the page again, in a new page when the former one crashed. */
    async reload(crashed: boolean): Promise<void> {
      if (crashed) {
        await current.page.close().catch(() => {});
        const url = lastUrl;
        current = await open();
        return load(url);
      }
      loading = lastUrl.replace(/#.*/, '');
      await current.page.reload().finally(() => {
        loading = null;
      });
    },
    async crash(): Promise<void> {
      // The command is never answered: its page is gone.
      await current.cdp.send('Page.crash').catch(() => {});
    },
    run: (code: string): Promise<unknown> => current.page.evaluate(code),
    close: () => current.page.close(),
  };
}
