import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { findOldNode } from '../helpers/old-node.ts';

const root = join(import.meta.dirname, '../..');
const built = existsSync(join(root, 'out/main/cli.js'));
const posix = process.platform !== 'win32';
const oldNode = findOldNode();
/** Of the tarball, in bytes. */
const sizeLimit = 3 * 1024 * 1024;
/** What cannot be built in: a native module, and a package that brings a script beside its own file. */
const runtimePackages = ['better-sqlite3', 'open'];
/** The same Node for `npm` and the package as a user has one: first on PATH, and without the tests' folder for what it compiles. */
const env = {
  ...process.env,
  NODE_COMPILE_CACHE: undefined,
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
};

interface Packed {
  filename: string;
  size: number;
  files: { path: string }[];
}

interface Tree {
  dependencies?: Record<string, Tree>;
}

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

function run(file: string, args: string[], cwd: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(file, args, { cwd, env, shell: !posix, timeout: 100_000 }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

describe.skipIf(!built)(`the package for npx${built ? '' : ' (skipped: not built, run "npm run build")'}`, () => {
  let folder: string;
  let packed: Packed;
  let installed: Ran;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapline-npm-'));
    // Scripts are left out: they would build `out/` anew while other tests run it.
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root);
    packed = (JSON.parse(stdout) as Packed[])[0] as Packed;
    await writeFile(join(folder, 'package.json'), '{"private":true}');
    const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=0'];
    installed = await run('npm', ['install', ...quiet, join(folder, packed.filename)], folder);
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Its packages come from npm's cache or a registry, and a machine may have neither. */
  function needsPackages({ skip }: TestContext): void {
    const isUnreachable = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTCACHED)\b/.test(
      installed.stderr,
    );
    if (isUnreachable) skip('its packages are not in the cache and no registry can be reached');
    expect(installed.code, installed.stderr).toBe(0);
  }

  test('is small, and holds what was built and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    const fixed = ['LICENSE', 'README.md', 'bin/tapline.mjs', 'package.json'];
    expect(paths.filter((path) => !path.startsWith('out/')).sort()).toEqual(fixed);
    for (const needed of ['out/main/cli.js', 'out/main/store-writer.js', 'out/renderer/index.html']) {
      expect(paths).toContain(needed);
    }
    expect(paths.filter((path) => /\.(ts|tsx|map|node)$/.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(sizeLimit);
  });

  test('is built before it is packed, and cannot be published by mistake', async () => {
    const {
      scripts,
      dependencies,
      private: isPrivate,
    } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
      dependencies: Record<string, string>;
      private: boolean;
    };
    expect(scripts.prepack).toContain('npm run build');
    // The build leaves out what is listed here, so that nothing else may be.
    expect(Object.keys(dependencies).sort()).toEqual(runtimePackages);
    expect(isPrivate).toBe(true);
  });

  test('brings neither Electron nor tools along', async (context) => {
    needsPackages(context);
    const { stdout } = await run('npm', ['ls', '--all', '--parseable'], folder);
    const names = stdout.split('\n').map((line) => line.split('node_modules').at(-1)?.slice(1));
    for (const name of ['tapline', ...runtimePackages]) expect(names).toContain(name);
    const tree = JSON.parse((await run('npm', ['ls', '--all', '--json'], folder)).stdout) as Tree;
    expect(Object.keys(tree.dependencies ?? {})).toEqual(['tapline']);
    expect(Object.keys(tree.dependencies?.tapline?.dependencies ?? {}).sort()).toEqual(runtimePackages);
    for (const name of ['electron', 'electron-builder', 'vite', 'react', 'typescript'])
      expect(names).not.toContain(name);
  });

  test('`npx tapline` runs what was installed', async (context) => {
    needsPackages(context);
    const { code, stdout } = await run('npx', ['--no', 'tapline', '--version'], folder);
    expect({ code, version: stdout.trim() }).toEqual({ code: 0, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  });

  test.skipIf(!posix)('`tapline serve` starts from it and answers a post', async (context) => {
    needsPackages(context);
    const data = join(folder, 'data');
    await mkdir(data);
    const ports = ['--receiver-port', '0', '--inspector-port', '0', '--tunnel', 'off'];
    const child = spawn(join(folder, 'node_modules/.bin/tapline'), ['serve', '--json', '--data', data, ...ports], {
      cwd: folder,
      env: { ...env, XDG_CACHE_HOME: join(folder, 'cache') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => JSON.parse(String((await lines.next()).value)) as Record<string, string>;
      const ready = await next();
      expect(ready.event).toBe('ready');
      const answer = await fetch(`${ready.receiver}/callback`, {
        method: 'POST',
        body: new URLSearchParams({ phone: '1' }),
      });
      expect(answer.status).toBe(200);
      expect((await next()).event).toBe('tunnel');
      expect(await next()).toMatchObject({ event: 'post', id: 1, kind: 'callback' });
      const page = await fetch(ready.inspector ?? '');
      expect(await page.text()).toContain('<title>Tapline</title>');
    } finally {
      child.kill('SIGTERM');
    }
    expect(await exited).toEqual([0, null]);
    // What was compiled is kept for the next start, in the user's own folder.
    const kept = join(folder, 'cache', 'tapline', 'compiled');
    const versions = await readdir(kept);
    expect(versions).not.toEqual([]);
    for (const version of versions) {
      const entries = await readdir(join(kept, version), { withFileTypes: true });
      expect(entries).not.toEqual([]);
      // The store's threads keep theirs in the same place, and not in one of their own below it.
      expect(entries.filter((entry) => !entry.isFile())).toEqual([]);
    }
  });

  const tooOld = `on a Node that is too old it says so in one sentence${oldNode ? '' : ' (no Node below 22 on PATH)'}`;
  test.skipIf(!oldNode || !posix)(tooOld, async (context) => {
    needsPackages(context);
    const { code, stdout, stderr } = await run(
      oldNode ?? '',
      [join(folder, 'node_modules/.bin/tapline'), 'serve'],
      folder,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Tapline needs Node 22 or newer and this is Node [\d.]+: install a current Node\.\n$/);
  });
});
