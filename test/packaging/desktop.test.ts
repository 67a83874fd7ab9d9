import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAsar } from '../../scripts/asar.ts';
import { packDesktop } from '../../scripts/pack.ts';
import { checkArchive, checkFuses, checksums } from '../../scripts/package-check.ts';
import { stubElectron } from './stub-electron.ts';

const root = join(import.meta.dirname, '../..');
const built = existsSync(join(root, 'out/main/desktop.js'));
const here = process.platform === 'linux' && process.arch === 'x64';
const title = !here ? ' (skipped: Linux on x64 only)' : built ? '' : ' (skipped: not built, run "npm run build")';

describe.skipIf(!here || !built)(`the app packaged for Linux${title}`, () => {
  let folder: string;
  let app: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapline-package-'));
    const electronDist = await stubElectron(join(folder, 'electron'));
    await packDesktop({
      platform: 'linux',
      folderOnly: true,
      projectDir: root,
      output: join(folder, 'dist'),
      electronDist,
    });
    app = join(folder, 'dist', 'linux-unpacked');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('holds what it needs and nothing else', () => {
    expect(checkArchive(join(app, 'resources'), 'linux-x64')).toEqual([]);
  });

  test("has the database's module of this system alone, byte for byte", async () => {
    const prebuilds = join('node_modules', 'better-sqlite3', 'prebuilds');
    const unpacked = join(app, 'resources', 'app.asar.unpacked', prebuilds);
    expect(await readdir(unpacked)).toEqual(['linux-x64.node']);
    const original = await readFile(join(root, prebuilds, 'linux-x64.node'));
    expect(original.equals(await readFile(join(unpacked, 'linux-x64.node')))).toBe(true);
  });

  test('asks for no package that is not there', () => {
    const { entries, text } = readAsar(join(app, 'resources', 'app.asar'));
    const main = entries.filter(({ path }) => /^out\/main\/.+\.js$/.test(path));
    const named = (pattern: RegExp) =>
      new Set(main.flatMap(({ path }) => [...text(path).matchAll(pattern)].map((found) => found[1] ?? '')));
    const isPackage = (name: string) => !isBuiltin(name) && !/^[./]/.test(name);
    const imported = [...named(/^import (?:[^"';]+ from )?"([^"]+)";$/gm)].filter(isPackage);
    expect(imported.sort()).toEqual(['better-sqlite3', 'electron']);
    expect([...named(/\b__require\("([^"]+)"\)/g)].filter(isPackage)).toEqual(['electron']);
    // What the command line opens a browser with; the window never does.
    expect([...named(/\bawait import\("([^"]+)"\)/g)].filter(isPackage)).toEqual(['open']);
  });

  test('carries the licences of the packages that were built in', () => {
    const { text } = readAsar(join(app, 'resources', 'app.asar'));
    const [main, page] = ['main', 'renderer'].map((part) => text(`out/${part}/THIRD-PARTY-LICENCES.txt`));
    for (const name of ['fastify', 'zod', '@orpc/server', 'pino'])
      expect(main).toMatch(new RegExp(`^${name} [\\d.]+ `, 'm'));
    for (const name of ['react', '@mantine/core']) expect(page).toMatch(new RegExp(`^${name} [\\d.]+ `, 'm'));
  });

  test('has its fuses set', () => {
    expect(checkFuses(join(app, 'tapline'))).toEqual([]);
  });

  test('what checks the package finds what is wrong with one', async () => {
    expect(checkFuses(join(folder, 'electron', 'electron'))).toHaveLength(8);
    expect(checkArchive(join(app, 'resources'), 'darwin-arm64')).toEqual([
      'node_modules/better-sqlite3/prebuilds/linux-x64.node does not belong there.',
      'node_modules/better-sqlite3/prebuilds/darwin-arm64.node is not beside the archive.',
    ]);
  });

  test("Electron's and Chromium's licences stay with it, other languages do not", async () => {
    const names = await readdir(app);
    expect(names).toContain('LICENSE.electron.txt');
    expect(names).toContain('LICENSES.chromium.html');
    expect(await readdir(join(app, 'locales'))).toEqual(['en-US.pak']);
  });
});

test('an app that is not built is not packaged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-package-'));
  await expect(packDesktop({ projectDir: folder })).rejects.toThrow('run "npm run build" first');
  await rm(folder, { recursive: true });
});

test('checksums are lines for sha256sum, sorted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-sums-'));
  await writeFile(join(folder, 'b.deb'), 'abc');
  await writeFile(join(folder, 'a.rpm'), '');
  await writeFile(join(folder, 'SHA256SUMS'), 'old');
  expect(checksums(folder)).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.rpm\n' +
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b.deb\n',
  );
  await rm(folder, { recursive: true });
});
