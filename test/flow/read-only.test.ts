import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { AppStatus } from '../../contract/index.ts';
import { startCli } from '../helpers/cli.ts';
import { startLoad } from '../helpers/load.ts';
import { tempFolder, until } from '../helpers/store.ts';
import { expectSearchComplete, expectStoredOnce } from '../helpers/stored.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65534;
/** Root may write anywhere, so what root starts here runs as somebody else. */
const wrapper = isRoot ? ['setpriv', '--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups'] : [];

function canBeDenied(): boolean {
  if (process.platform === 'win32') return false;
  const entry = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));
  const [program = '', ...rest] = [...wrapper, process.execPath, entry, '--version'];
  return spawnSync(program, rest).status === 0;
}

/** A folder of the one who runs the app. */
function ownFolder() {
  const folder = tempFolder();
  if (isRoot) chownSync(folder.path, nobody, nobody);
  return folder;
}

describe.skipIf(!canBeDenied())('a data folder that cannot be written (needs other rights than root)', () => {
  test('at the start ends with a sentence', async () => {
    using folder = ownFolder();
    chmodSync(folder.path, 0o555);
    const starting = startCli([], { dataFolder: folder.path, wrapper });
    await expect(starting).rejects.toThrow(
      /cannot be written \(.*\)\. Make it writable, or name another one with --data\.\n$/,
    );
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('while it runs, costs no post, and it ends cleanly', async () => {
    using folder = ownFolder();
    const answered: string[] = [];
    {
      await using app = await startCli([], { dataFolder: folder.path, wrapper });
      await using load = startLoad({ port: Number(new URL(app.receiver).port), name: 'post', senders: 4 });
      await until('posts are answered', () => load.answered.length > 50);
      for (const name of readdirSync(folder.path)) chmodSync(join(folder.path, name), 0o444);
      chmodSync(folder.path, 0o555);
      const before = load.answered.length;
      await until('posts are answered', () => load.answered.length > before + 50);
      await load.stop();
      expect(load.refused).toEqual([]);
      answered.push(...load.answered);
      expect(await app.end('SIGTERM')).toBe(0);
      expect(app.stderr()).toBe('');
    }
    await expect(startCli([], { dataFolder: folder.path, wrapper })).rejects.toThrow(/cannot be written .*--data\.\n$/);
    chmodSync(folder.path, 0o700);
    for (const name of readdirSync(folder.path)) chmodSync(join(folder.path, name), 0o600);
    await using _again = await startCli([], { dataFolder: folder.path, wrapper });
    expectStoredOnce(folder.file, answered);
  });
});

function canFreeze(): boolean {
  using folder = tempFolder();
  if (process.platform !== 'linux' || spawnSync('chattr', ['+i', folder.path]).status !== 0) return false;
  return spawnSync('chattr', ['-i', folder.path]).status === 0;
}

test.skipIf(!canFreeze())(
  'files that become read-only under it are an alarm until they are not (needs root and chattr)',
  async () => {
    using folder = tempFolder();
    const answered: string[] = [];
    {
      await using app = await startCli([], { dataFolder: folder.path });
      const storage = async () => (await app.call<AppStatus>('GET', '/status')).storage;
      await using load = startLoad({ port: Number(new URL(app.receiver).port), name: 'post', senders: 4 });
      await until('posts are answered', () => load.answered.length > 50);
      const files = [folder.file, `${folder.file}-wal`];
      spawnSync('chattr', ['+i', ...files]);
      try {
        await until('posts are refused', () => load.refused.length > 10);
        expect(await storage()).toMatchObject({
          ok: false,
          reason: expect.stringMatching(/refuses to read or write.*Tapline goes on by itself\.$/),
        });
      } finally {
        spawnSync('chattr', ['-i', ...files]);
      }
      const before = load.answered.length;
      await until('posts are taken again', () => load.answered.length > before + 50);
      await until('the alarm ends', async () => (await storage()).ok);
      await load.stop();
      expect(load.refused.every(({ status, retryAfter }) => status === 503 && retryAfter !== null)).toBe(true);
      answered.push(...load.answered);
    }
    expectStoredOnce(folder.file, answered);
    await expectSearchComplete(folder, answered);
  },
);
