import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { StartError } from '../../main/errors.ts';
import { FolderInUseError, lockFolder } from '../../main/store/lock.ts';
import { tempFolder } from '../helpers/store.ts';

const lockModule = new URL('../../main/store/lock.ts', import.meta.url).href;

/** Another process that owns the folder until it is killed. */
async function otherOwner(folder: string) {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(lockModule)});
    const lock = lockFolder(${JSON.stringify(folder)});
    lock.publish('http://127.0.0.1:4711');
    console.log('locked');
    process.stdin.on('data', () => { lock.release(); process.exit(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = await once(createInterface(child.stdout), 'line');
  expect(line).toBe('locked');
  return {
    pid: child.pid as number,
    async end(how: 'kill' | 'release') {
      if (how === 'kill') child.kill('SIGKILL');
      else child.stdin.write('end\n');
      await exited;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test('a second owner is refused and told who the first is', async () => {
  using folder = tempFolder();
  await using other = await otherOwner(folder.path);
  const refused = refusal(folder.path);
  expect(refused.owner).toMatchObject({ pid: other.pid, inspector: 'http://127.0.0.1:4711' });
  expect(refused.message).toContain(`(process ${other.pid}, inspector at http://127.0.0.1:4711)`);
  expect(refused.message).toContain('--data');
  // Being refused must not take the lock from the owner.
  expect(refusal(folder.path).owner?.pid).toBe(other.pid);
});

function refusal(folder: string): FolderInUseError {
  try {
    lockFolder(folder).release();
  } catch (error) {
    if (error instanceof FolderInUseError) return error;
    throw error;
  }
  throw new Error('The folder was not locked.');
}

test.each(['kill', 'release'] as const)('the folder is free after the %s of its owner', async (how) => {
  using folder = tempFolder();
  await using other = await otherOwner(folder.path);
  await other.end(how);
  const file = join(folder.path, 'tapline.lock');
  expect(existsSync(file)).toBe(how === 'kill');
  const lock = lockFolder(folder.path);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid, inspector: null });
  lock.release();
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['a stale one with the pid of a process that runs', `{"pid":${process.ppid},"startedAt":"2026-01-01T00:00:00.000Z"}`],
  ['garbage', '\0\xff{{{'],
  ['nothing', ''],
])('a lock file that is %s locks nobody out', (_what, content) => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, 'tapline.lock'), content);
  const lock = lockFolder(folder.path);
  expect(refusal(folder.path).owner?.pid).toBe(process.pid);
  lock.release();
});

test('an owner whose file was damaged still owns', () => {
  using folder = tempFolder();
  const lock = lockFolder(folder.path);
  writeFileSync(join(folder.path, 'tapline.lock'), 'garbage');
  expect(refusal(folder.path)).toMatchObject({ owner: null, message: expect.stringContaining('already running') });
  lock.release();
});

test('a second try in the same process does not let another process in', async () => {
  using folder = tempFolder();
  const lock = lockFolder(folder.path);
  expect(refusal(folder.path).owner?.pid).toBe(process.pid);
  const script = `const { lockFolder } = await import(${JSON.stringify(lockModule)});
    try { lockFolder(${JSON.stringify(folder.path)}); console.log('locked'); } catch (error) { console.log(error.name); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  await once(child, 'exit');
  expect(line).toBe('FolderInUseError');
  lock.release();
});

test('a folder that cannot be made is said to be so', () => {
  using folder = tempFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  expect(() => lockFolder(join(file, 'data'))).toThrow(StartError);
  expect(() => lockFolder(join(file, 'data'))).toThrow(/cannot be written .*--data\.$/);
});
