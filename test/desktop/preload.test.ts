import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { resolveConfig } from 'electron-vite';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bridge, portMessage } from '../../contract/bridge.ts';

const root = dirname(dirname(import.meta.dirname));
let folder: string;
let code: string;

// The project's own build configuration, the preload part alone and with another folder to write to.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-preload-'));
  const { config } = await resolveConfig({ root, logLevel: 'silent' }, 'build', 'production');
  const preload = config?.preload;
  if (!preload) throw new Error('The build configuration has no preload script.');
  await build({ ...preload, root, configFile: false, build: { ...preload.build, outDir: folder } });
  code = await readFile(join(folder, 'index.cjs'), 'utf8');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the built script as a sandboxed preload runs: as CommonJS, with `electron` as the only module there is. */
function load() {
  const sent: unknown[][] = [];
  const posted: unknown[][] = [];
  const required: string[] = [];
  const exposed = new Map<string, unknown>();
  const listeners = new Map<string, (event: { ports: unknown[] }) => void>();
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value) },
    ipcRenderer: {
      on: (channel: string, listener: (event: { ports: unknown[] }) => void) => listeners.set(channel, listener),
      send: (...args: unknown[]) => sent.push(['send', ...args]),
      invoke: async (...args: unknown[]) => sent.push(['invoke', ...args]),
    },
  };
  runInNewContext(code, {
    require: (name: string) => {
      required.push(name);
      if (name !== 'electron') throw new Error(`A sandboxed preload cannot require ${name}.`);
      return electron;
    },
    process: { platform: 'linux' },
    location: { origin: 'app://tapline' },
    window: { postMessage: (...args: unknown[]) => posted.push(args) },
    module: { exports: {} },
    exports: {},
  });
  return { sent, posted, required, exposed, listeners };
}

test('it is one small CommonJS file that requires nothing but electron', async () => {
  expect(await readdir(folder)).toEqual(['index.cjs']);
  expect(load().required).toEqual(['electron']);
  expect(code).not.toMatch(/^\s*(import|export)\s/m);
  expect(Buffer.byteLength(code)).toBeLessThan(4096);
});

test('the page gets exactly the verbs of the bridge, as window.tapline', () => {
  const { exposed } = load();
  const keys = { connect: true, openExternal: true, platform: true } satisfies Record<keyof Bridge, true>;
  expect([...exposed.keys()]).toEqual(['tapline']);
  expect(Object.keys(exposed.get('tapline') as Bridge).sort()).toEqual(Object.keys(keys).sort());
  expect((exposed.get('tapline') as Bridge).platform).toBe('linux');
});

test('the verbs carry nothing of Electron to the page', async () => {
  const { exposed, sent } = load();
  const bridge = exposed.get('tapline') as Bridge;
  bridge.connect();
  await bridge.openExternal('https://example.com/');
  expect(sent).toEqual([
    ['send', 'tapline:connect'],
    ['invoke', 'tapline:open-external', 'https://example.com/'],
  ]);
});

test('the port that answers `connect` goes on to the page, to our origin alone', () => {
  const { listeners, posted } = load();
  const port = { name: 'port' };
  listeners.get('tapline:port')?.({ ports: [port] });
  expect(posted).toEqual([[portMessage, 'app://tapline', [port]]]);
});
