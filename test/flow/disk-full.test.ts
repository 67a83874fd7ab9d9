import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppStatus, PostSummary } from '../../contract/index.ts';
import { startCli } from '../helpers/cli.ts';
import { copyAtOneInstant } from '../helpers/instant-copy.ts';
import { startLoad } from '../helpers/load.ts';
import { tempFolder, until } from '../helpers/store.ts';
import { expectStoredOnce } from '../helpers/stored.ts';

const mebibyte = 1024 * 1024;
const diskBytes = 24 * mebibyte;

/** A command that gives what it starts a small disk of its own, in memory, at a folder. Nobody else sees that disk. */
const smallDisk = (folder: string, then = 'true') => [
  'unshare',
  '--user',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${diskBytes} tmpfs '${folder}' && ${then} && exec "$0" "$@"`,
];

function hasSmallDisks(): boolean {
  using folder = tempFolder();
  const [program = '', ...rest] = [...smallDisk(folder.path), 'true'];
  return process.platform === 'linux' && spawnSync(program, rest).status === 0;
}

describe.skipIf(!hasSmallDisks())('a full disk (needs Linux and unshare)', () => {
  test('posts are refused with a reason, nothing answered is lost, and with room again it goes on by itself', async () => {
    using folder = tempFolder();
    await using app = await startCli([], { dataFolder: folder.path, wrapper: smallDisk(folder.path) });
    // The disk as the process sees it.
    const disk = join(`/proc/${app.pid}/root`, folder.path);
    const storage = async () => (await app.call<AppStatus>('GET', '/status')).storage;
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(diskBytes - 4 * mebibyte));
    await using load = startLoad({ port: Number(new URL(app.receiver).port), name: 'post', senders: 8, padding: 2000 });
    await until('posts are refused', () => load.refused.length > 20);
    expect(load.answered.length).toBeGreaterThan(100);
    // What is written back into the database may make room for a few more, once.
    await expect.poll(storage).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/disk is full.*Tapline goes on by itself\.$/),
      refused: expect.toSatisfy((refused) => refused > 0),
    });

    rmSync(ballast);
    const before = load.answered.length;
    await until('posts are taken again', () => load.answered.length > before + 100);
    await load.stop();
    await until('the alarm ends', async () => (await storage()).ok);
    expect(load.refused.every(({ status, retryAfter }) => status === 503 && /^\d+$/.test(retryAfter ?? ''))).toBe(true);
    using copy = tempFolder();
    await copyAtOneInstant(app.pid, disk, copy.path);
    expectStoredOnce(copy.file, load.answered);
    for (const ticket of [load.answered[0], load.answered[before - 1], load.answered[before], load.answered.at(-1)]) {
      const { posts } = await app.call<{ posts: PostSummary[] }>('GET', `/posts?query=ticket:${ticket}`);
      expect(posts).toMatchObject([{ ticket }]);
    }
    expect(await app.end('SIGTERM')).toBe(0);
  });

  test('a start on a full disk ends with a sentence', async () => {
    using folder = tempFolder();
    const full = smallDisk(folder.path, `{ cat /dev/zero > '${folder.path}/ballast' 2>/dev/null || true; }`);
    const starting = startCli([], { dataFolder: folder.path, wrapper: full });
    await expect(starting).rejects.toThrow(
      /cannot be written \(.*\)\. The disk is full: free some space and start again\.\n$/,
    );
  });
});
