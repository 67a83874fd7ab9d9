import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../contract/bridge.ts';
import { runtimes } from './launch.ts';
import { hashOf, watchShell } from './watch.ts';

const all = await runtimes();
afterAll(async () => {
  for (const runtime of all) await runtime[Symbol.asyncDispose]();
});

const bridgeKeys = { connect: true, openExternal: true, platform: true } satisfies Record<keyof Bridge, true>;

/** A server that counts who reaches it. */
async function startBait() {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('reached');
  });
  server.on('upgrade', (_request, socket) => {
    hits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits: () => hits,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.each(all)('a hostile page $title', (runtime) => {
  const it = test.skipIf(runtime.missing);

  it('finds the bridge and nothing else of the app', async () => {
    await using desktop = await runtime.launch();
    const page = await desktop.page();
    const found = await page.evaluate(() => {
      const names = [
        'require',
        'process',
        'module',
        'exports',
        'Buffer',
        'global',
        'electron',
        'ipcRenderer',
        '__dirname',
      ];
      const bridge = Object.getOwnPropertyDescriptor(window, 'tapline');
      const { tapline } = window;
      return {
        leaked: names.filter((name) => name in window),
        keys: Object.keys(tapline ?? {}).sort(),
        types: Object.values(tapline ?? {}).map((value) => typeof value),
        isFixed: bridge?.writable === false && bridge.configurable === false && Object.isFrozen(tapline),
        // Functions of the bridge are made in the page's world: their constructor leads nowhere.
        ownWorld: tapline?.connect instanceof Function,
      };
    });
    expect(found).toEqual({
      leaked: [],
      keys: Object.keys(bridgeKeys).sort(),
      types: expect.arrayContaining(['function', 'string']),
      isFixed: true,
      ownWorld: true,
    });
  });

  it('cannot put anything in the place of the bridge, nor pass anything but values', async () => {
    await using desktop = await runtime.launch();
    const shell = await watchShell(desktop);
    const page = await desktop.page();
    const tried = await page.evaluate(async () => {
      const attempt = async (run: () => unknown) => {
        try {
          await run();
          return 'done';
        } catch {
          return 'refused';
        }
      };
      const open = window.tapline?.openExternal as (...args: unknown[]) => unknown;
      return {
        replaced: await attempt(() => Object.defineProperty(window, 'tapline', { value: null })),
        patched: await attempt(() => Object.defineProperty(window.tapline, 'connect', { value: null })),
        object: await attempt(() => open({ href: 'https://example.com/' })),
        list: await attempt(() => open(['https://example.com/'])),
        symbol: await attempt(() => open(Symbol.iterator)),
        many: await attempt(() => open('https://example.com/', 'more')),
        none: await attempt(() => open()),
        file: await attempt(() => open('file:///etc/passwd')),
        script: await attempt(() => open('javascript:alert(1)')),
        disguised: await attempt(() => open('https://bank.example@evil.example/')),
      };
    });
    // The bridge passes on the first argument alone, so more of them change nothing.
    expect(tried).toEqual({ ...Object.fromEntries(Object.keys(tried).map((key) => [key, 'refused'])), many: 'done' });
    const { questions, opened } = await shell.seen();
    expect(questions).toEqual([{ message: 'Open this address in your browser?', detail: 'https://example.com/' }]);
    expect(opened).toEqual([]);
  });

  it('opens no window, goes nowhere and runs nothing that is not ours', async () => {
    await using desktop = await runtime.launch();
    const shell = await watchShell(desktop);
    const page = await desktop.page();
    const tried = await page.evaluate(async () => {
      const opened = window.open('https://example.com/away');
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      const files = await Promise.all(
        ['/..%2fmain%2fdesktop.js', '/%2e%2e/main/desktop.js', '/../package.json', '/index.html'].map(
          async (path) => (await fetch(path)).status,
        ),
      );
      return {
        opened,
        inFrame: typeof (frame.contentWindow as (Window & { tapline?: unknown }) | null)?.tapline,
        ran: 'ran' in window,
        files,
      };
    });
    expect(tried).toEqual({ opened: null, inFrame: 'undefined', ran: false, files: [404, 404, 404, 200] });
    await expect
      .poll(async () => (await shell.seen()).questions.map(({ detail }) => detail))
      .toEqual(['https://example.com/away']);
    await page.evaluate(() => {
      window.location.href = 'https://example.com/';
    });
    await page.evaluate(() => {
      window.location.href = 'file:///etc/passwd';
    });
    const { windows, url } = await desktop.evaluate(({ BrowserWindow }) => ({
      windows: BrowserWindow.getAllWindows().length,
      url: BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
    }));
    expect(windows).toBe(1);
    expect(url).toMatch(/^app:\/\/tapline\/(#.*)?$/);
    expect((await shell.seen()).opened).toEqual([]);
  });

  it('reaches no network, even without its policy', async () => {
    await using bait = await startBait();
    await using desktop = await runtime.launch({ bypassCsp: true });
    const page = await desktop.page();
    const reached = await page.evaluate(async (host) => {
      const socket = new WebSocket(`ws://${host}/`);
      const socketEnd = new Promise<string>((resolve) => {
        socket.onopen = () => socket.close();
        socket.onclose = (event) => resolve(event.code === 1000 ? 'closed by us' : 'refused');
      });
      const image = new Image();
      const imageEnd = new Promise<string>((resolve) => {
        image.onload = () => resolve('loaded');
        image.onerror = () => resolve('refused');
      });
      image.src = `http://${host}/x.png`;
      const fetched = await fetch(`http://${host}/`).then(
        () => 'reached',
        () => 'refused',
      );
      const sent = await fetch(`https://${host}/`, { method: 'POST', mode: 'no-cors' }).then(
        () => 'reached',
        () => 'refused',
      );
      return [fetched, sent, await imageEnd, await socketEnd];
    }, bait.host);
    expect(reached).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(bait.hits()).toBe(0);
  });

  it('is kept from everything else that Electron would ask about', async () => {
    await using desktop = await runtime.launch();
    const refused = await desktop.evaluate(({ app, session, BrowserWindow }) => {
      const prevented: string[] = [];
      const event = (name: string) => ({ preventDefault: () => void prevented.push(name) });
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const downloads = session.defaultSession as unknown as NodeJS.EventEmitter;
      for (const url of ['https://example.com/x', 'blob:https://example.com/1', 'data:text/plain,x']) {
        downloads.emit('will-download', event(url), { getURL: () => url });
      }
      downloads.emit('will-download', event('our own'), { getURL: () => 'blob:app://tapline/1' });
      const pages = contents as unknown as NodeJS.EventEmitter;
      pages.emit('will-attach-webview', event('webview'), {}, {});
      pages.emit('will-redirect', { ...event('redirect'), url: 'https://example.com/' });
      pages.emit('will-frame-navigate', { ...event('frame'), url: 'app://tapline/', isMainFrame: false });
      const said: unknown[] = [];
      const apps = app as unknown as NodeJS.EventEmitter;
      const trust = (is: boolean) => said.push(is);
      apps.emit('certificate-error', event('certificate'), contents, 'https://a.example', 'expired', {}, trust, true);
      const choose = (...own: unknown[]) => said.push(own.length);
      apps.emit('select-client-certificate', event('client certificate'), contents, 'https://a.example', [{}], choose);
      return { prevented, said };
    });
    expect(refused.prevented).toEqual([
      'https://example.com/x',
      'blob:https://example.com/1',
      'data:text/plain,x',
      'webview',
      'redirect',
      'frame',
      'certificate',
      'client certificate',
    ]);
    // Not trusted, and no certificate of the user's handed over.
    expect(refused.said).toEqual([false, 0]);
  });

  it('that is not ours, or says what is not in the contract, is turned away by the gate', async () => {
    await using desktop = await runtime.launch();
    const answered = await desktop.evaluate(({ BrowserWindow, ipcMain }) => {
      const ours = BrowserWindow.getAllWindows()[0]?.webContents;
      const origin = 'app://tapline';
      const tried: [string, unknown, object | null, unknown[]][] = [
        ['another origin', ours, { origin: 'https://example.com', parent: null }, []],
        ['a look-alike', ours, { origin: 'app://tapline.evil', parent: null }, []],
        ['a frame inside', ours, { origin, parent: {} }, []],
        ['a frame that is gone', ours, null, []],
        ['another window', {}, { origin, parent: null }, []],
        ['more than was asked', ours, { origin, parent: null }, [{ port: 1 }]],
        ['our page', ours, { origin, parent: null }, []],
      ];
      const got: string[] = [];
      for (const [name, sender, frame, args] of tried) {
        const senderFrame = frame && { ...frame, postMessage: () => got.push(name) };
        ipcMain.emit('tapline:connect', { sender, senderFrame } as never, ...args);
      }
      return got;
    });
    expect(answered).toEqual(['our page']);
  });

  it('gets no permission', async () => {
    await using desktop = await runtime.launch();
    const page = await desktop.page();
    const asked = await page.evaluate(async () => {
      const denied = (error: unknown) => (error as Error).name;
      return {
        location: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('given'),
            (error) => resolve(error.code),
          ),
        ),
        notifications: await Notification.requestPermission(),
        clipboard: await navigator.clipboard.readText().then(() => 'given', denied),
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'given',
          () => 'refused',
        ),
      };
    });
    expect(asked).toEqual({ location: 1, notifications: 'denied', clipboard: 'NotAllowedError', camera: 'refused' });
  });

  it('that connects again and again still has one connection, and the app goes on', async () => {
    await using desktop = await runtime.launch();
    const page = await desktop.page();
    await desktop.post('/callback', { message: 'before', phone: '13125550142', code: '1' });
    const grid = page.getByRole('grid', { name: 'Posts' });
    await grid.getByText('before').first().waitFor();
    await page.evaluate(async () => {
      let ports = 0;
      const enough = new Promise<void>((resolve) =>
        window.addEventListener('message', (event) => {
          if (event.ports.length > 0) ports += 1;
          if (ports === 50) resolve();
        }),
      );
      for (let time = 0; time < 50; time += 1) window.tapline?.connect();
      await enough;
    });
    await desktop.post('/callback', { message: 'still here', phone: '13125550142', code: '1' });
    await grid.getByText('still here').first().click();
    await expect.poll(() => hashOf(desktop)).toBe('#/inbox/2');
  });
});
