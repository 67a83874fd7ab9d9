import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findElectron, installedElectron, runElectron } from '../../main/electron-runtime.ts';

const display = { PATH: process.env.PATH, DISPLAY: ':0' };
const user = { platform: 'linux', uid: 1000, note: () => undefined } as const;
// The stand-in for Electron is a shell script.
const posix = process.platform !== 'win32';

/** A folder of its own, with what stands in it, removed at the end. */
async function folderWith(files: Record<string, string>) {
  const path = await mkdtemp(join(tmpdir(), 'tapline-electron-'));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, 0o755);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const starts = '#!/bin/sh\necho v45.0.0\n';
const manifest = '{"name":"electron","version":"45.0.0"}';

describe('findElectron, before anything is looked up on disk', () => {
  test.each([
    ['Linux without a display', { platform: 'linux', uid: 1000, env: {} }, 'there is no display'],
    ['Linux without a display, as root', { platform: 'linux', uid: 0, env: {} }, 'there is no display'],
    [
      'Linux as root',
      { platform: 'linux', uid: 0, env: { WAYLAND_DISPLAY: 'wayland-0' } },
      "it is running as root, where Chromium's sandbox cannot work",
    ],
    ['no package', { platform: 'darwin', uid: 0, env: {}, packageFolder: null }, 'Electron is not installed'],
  ] as const)('%s', async (_name, options, reason) => {
    expect(await findElectron(options)).toEqual({ reason });
  });
});

describe('findElectron, with a package on disk', () => {
  test('a runtime that is there is found without a note', async () => {
    await using electron = await folderWith({
      'package.json': manifest,
      'path.txt': 'Electron.app/Contents/MacOS/Electron',
      'dist/Electron.app/Contents/MacOS/Electron': starts,
    });
    const notes: string[] = [];
    const note = (line: string) => notes.push(line);
    const answer = await findElectron({ platform: 'darwin', env: {}, packageFolder: electron.path, note });
    expect(answer).toEqual({ path: join(electron.path, 'dist/Electron.app/Contents/MacOS/Electron') });
    expect(notes).toEqual([]);
  });

  test('half of a runtime does not count', async () => {
    await using electron = await folderWith({ 'package.json': manifest, 'dist/electron': starts });
    expect(installedElectron({ platform: 'linux', env: {}, packageFolder: electron.path })).toMatchObject({
      fetchable: true,
    });
  });

  test('ELECTRON_OVERRIDE_DIST_PATH goes before the package', async () => {
    await using dist = await folderWith({ 'electron.exe': '' });
    const env = { ELECTRON_OVERRIDE_DIST_PATH: dist.path };
    expect(await findElectron({ platform: 'win32', env, packageFolder: null })).toEqual({
      path: join(dist.path, 'electron.exe'),
    });
    expect(await findElectron({ platform: 'darwin', env, packageFolder: null })).toEqual({
      reason: `ELECTRON_OVERRIDE_DIST_PATH names ${dist.path}, which has no Electron`,
    });
  });

  test('a missing runtime is fetched once, after saying so', async () => {
    await using electron = await folderWith({
      'package.json': manifest,
      'install.js': `const fs = require('node:fs');
        console.log('output that nobody should see');
        fs.mkdirSync('dist');
        fs.writeFileSync('dist/electron.exe', '');
        fs.writeFileSync('path.txt', 'electron.exe');`,
    });
    const notes: string[] = [];
    const note = (line: string) => notes.push(line);
    const answer = await findElectron({
      ...user,
      platform: 'win32',
      env: process.env,
      packageFolder: electron.path,
      note,
    });
    expect(answer).toEqual({ path: join(electron.path, 'dist', 'electron.exe') });
    expect(notes).toEqual(["Fetching Electron's runtime…"]);
  });

  test.each([
    ['throws', `throw new TypeError('fetch failed')`, 'fetch failed'],
    ['exits without a word', 'process.exit(3)', 'exit code 3'],
    ['hangs', 'setInterval(() => {}, 1000)', 'not done within 0.7 s'],
  ])('an installer that %s gives its reason', async (_name, script, because) => {
    await using electron = await folderWith({ 'package.json': manifest, 'install.js': script });
    const answer = await findElectron({
      ...user,
      platform: 'win32',
      env: process.env,
      packageFolder: electron.path,
      fetchTimeoutMs: because.startsWith('not done') ? 700 : 30_000,
    });
    expect(answer).toEqual({ reason: `Electron's runtime could not be downloaded (${because})` });
  });

  test('an installer that brings nothing is no success', async () => {
    await using electron = await folderWith({ 'package.json': manifest, 'install.js': '' });
    const answer = await findElectron({ ...user, platform: 'win32', env: process.env, packageFolder: electron.path });
    expect(answer).toEqual({ reason: "Electron's runtime is not there" });
  });
});

describe.skipIf(!posix)('findElectron on Linux starts the runtime once', () => {
  test('one that tells its version is taken', async () => {
    await using dist = await folderWith({ electron: starts });
    const env = { ...display, ELECTRON_OVERRIDE_DIST_PATH: dist.path };
    expect(await findElectron({ ...user, env })).toEqual({ path: join(dist.path, 'electron') });
  });

  test('one that lacks a library gives its own words', async () => {
    const words = 'libgtk-3.so.0: cannot open shared object file';
    await using dist = await folderWith({ electron: `#!/bin/sh\necho '${words}' >&2\nexit 127\n` });
    const env = { ...display, ELECTRON_OVERRIDE_DIST_PATH: dist.path };
    expect(await findElectron({ ...user, env })).toEqual({ reason: `Electron does not start here (${words})` });
  });

  test('one that a signal ends without a word names the signal', async () => {
    await using dist = await folderWith({ electron: '#!/bin/sh\nkill -TRAP $$\n' });
    const env = { ...display, ELECTRON_OVERRIDE_DIST_PATH: dist.path };
    expect(await findElectron({ ...user, env })).toEqual({ reason: 'Electron does not start here (SIGTRAP)' });
  });
});

describe.skipIf(!posix)('runElectron', () => {
  test('hands over the app folder and the arguments, and its exit code comes back', async () => {
    await using dist = await folderWith({
      electron: '#!/bin/sh\nprintf "%s\\n" "$@" "$MARK" "x$ELECTRON_RUN_AS_NODE" > "$OUT"\nexit 7\n',
    });
    const out = join(dist.path, 'out.txt');
    const env = { PATH: process.env.PATH, MARK: 'mark', OUT: out, ELECTRON_RUN_AS_NODE: '1' };
    expect(await runElectron(join(dist.path, 'electron'), ['--data', 'a b'], env)).toBe(7);
    const root = dirname(dirname(import.meta.dirname));
    expect((await readFile(out, 'utf8')).split('\n')).toEqual([root, '--data', 'a b', 'mark', 'x', '']);
  });

  test('a window that a signal ended counts as 128 + n', async () => {
    await using dist = await folderWith({ electron: '#!/bin/sh\nkill -KILL $$\n' });
    expect(await runElectron(join(dist.path, 'electron'), [], process.env)).toBe(137);
  });

  test('an executable that is not there rejects', async () => {
    await using dist = await folderWith({});
    await expect(runElectron(join(dist.path, 'electron'), [], process.env)).rejects.toThrow('ENOENT');
  });
});
