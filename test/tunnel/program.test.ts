import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { startProgram } from '../../main/tunnel/program.ts';
import { installHelp, reasonOfAbsence } from '../../main/tunnel/program-help.ts';
import { findProgram } from '../../main/tunnel/program-path.ts';
import { openProgramTunnel } from '../../main/tunnel/program-tunnel.ts';

const canBeTied = process.platform === 'linux' && (await findProgram('setpriv')) !== null;

async function makeFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-path-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** One that has ended but was not yet collected by its new parent, as some containers leave them, is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a program', () => {
  test('is found on PATH if it is a file that can be run', async () => {
    await using made = await makeFolder();
    const [first = '', second = '', third = ''] = ['a', 'b', 'c'].map((name) => join(made.folder, name));
    await Promise.all([mkdir(join(first, 'tool'), { recursive: true }), mkdir(second), mkdir(third)]);
    await writeFile(join(second, 'tool'), 'x', { mode: 0o644 });
    await writeFile(join(third, 'tool'), 'x', { mode: 0o755 });
    const env = { PATH: ['relative', first, second, third].join(':') };
    expect(await findProgram('tool', { env, platform: 'linux' })).toBe(join(third, 'tool'));
    expect(await findProgram('other', { env, platform: 'linux' })).toBeNull();
    expect(await findProgram(join(third, 'tool'), { env: {} })).toBe(join(third, 'tool'));
    expect(await findProgram(join(second, 'tool'), { env: {} })).toBeNull();
  });

  test('is found on Windows by the endings that can be started without a shell', async () => {
    await using made = await makeFolder();
    await Promise.all(['a.cmd', 'b.bat', 'b.exe', 'c.com'].map((file) => writeFile(join(made.folder, file), '')));
    const env = { Path: `"${made.folder}"`, PATHEXT: '.COM;.EXE;.BAT;.CMD' };
    const find = (name: string) => findProgram(name, { env, platform: 'win32' });
    expect(await find('a')).toBeNull();
    expect(await find('b')).toBe(join(made.folder, 'b.exe'));
    expect(await find('b.exe')).toBe(join(made.folder, 'b.exe'));
    expect(await find('c')).toBe(join(made.folder, 'c.com'));
  });

  test('that is missing is told with how to install it on this system', () => {
    for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
      for (const name of ['ssh', 'cloudflared', 'ngrok'] as const) {
        expect(installHelp(name, platform)).toMatch(/^[A-Z].{10,}\.$/);
      }
    }
    expect(reasonOfAbsence('ngrok', null)).toMatch(/^The program ngrok was not found on PATH\. /);
  });

  test('that cannot be started at all ends with the error', async () => {
    await using made = await makeFolder();
    const file = join(made.folder, 'broken');
    await writeFile(file, '#!/nowhere/interpreter\n');
    await chmod(file, 0o755);
    const program = await startProgram({ file, args: [], onLine: () => undefined });
    const end = await program.ended;
    expect(end.code === 0).toBe(false);
    await program.stop();
  });
});

describe.skipIf(process.platform === 'win32')('a running program', () => {
  /** Starts another one that holds its outputs, and prints both pids. */
  const parent =
    'const{spawn}=require("node:child_process");const c=spawn(process.execPath,["-e","setInterval(()=>{},1000)"],{stdio:"inherit"});console.log(process.pid,c.pid);setInterval(()=>{},1000)';

  const start = async () => {
    const pids = Promise.withResolvers<number[]>();
    const program = await startProgram({
      file: process.execPath,
      args: ['-e', parent],
      onLine: (line) => pids.resolve(line.split(' ').map(Number)),
    });
    return { program, pids: await pids.promise };
  };

  test('ends with all that it started', async () => {
    const { program, pids } = await start();
    expect(pids.map(isAlive)).toEqual([true, true]);
    const listeners = process.listenerCount('exit');
    await Promise.all([program.stop(), program.stop()]);
    expect(process.listenerCount('exit')).toBe(listeners - 1);
    await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
  });

  test('that ends by itself takes along what it started', async () => {
    const { program, pids } = await start();
    process.kill(pids[0] ?? 0, 'SIGKILL');
    expect((await program.ended).signal).toBe('SIGKILL');
    await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
  });

  test.skipIf(!canBeTied)(
    canBeTied
      ? 'is gone when we are killed'
      : 'is gone when we are killed (skipped: there is no setpriv on this machine)',
    async () => {
      await using made = await makeFolder();
      const module = pathToFileURL(join(import.meta.dirname, '../../main/tunnel/program.ts')).href;
      const file = join(made.folder, 'pid');
      const script = `import { writeFileSync } from 'node:fs';
        import { startProgram } from ${JSON.stringify(module)};
        await startProgram({
          file: process.execPath,
          args: ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'],
          onLine: (line) => writeFileSync(${JSON.stringify(file)}, line),
        });`;
      const us = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
      const pid = async () => Number(await readFile(file, 'utf8').catch(() => ''));
      await expect.poll(pid, { timeout: 10_000 }).toBeGreaterThan(0);
      const child = await pid();
      expect(isAlive(child)).toBe(true);
      const gone = once(us, 'exit');
      us.kill('SIGKILL');
      await gone;
      await expect.poll(() => isAlive(child)).toBe(false);
    },
  );

  test('is remembered by its last lines only', async () => {
    const opening = openProgramTunnel({
      file: process.execPath,
      args: ['-e', `for (let line = 1; line <= ${limits.tunnel.programLines + 5}; line += 1) console.log(line)`],
      signal: new AbortController().signal,
      onTrouble: undefined,
      read: () => null,
      reasonOfEnd: (end, lines) => `It ended with ${end.code} after ${lines.length} lines, first ${lines[0]}.`,
      reasonOfSilence: () => 'It said nothing.',
    });
    await expect(opening).rejects.toThrow(`It ended with 0 after ${limits.tunnel.programLines} lines, first 6.`);
    expect(limits.tunnel.programSettleMs).toBeLessThan(limits.tunnel.programOpenMs);
  });

  test('that stays silent is ended, with a reason', async () => {
    const opening = openProgramTunnel({
      file: process.execPath,
      args: ['-e', 'console.log("hello"); setInterval(() => {}, 1000)'],
      signal: new AbortController().signal,
      onTrouble: undefined,
      openMs: 3000,
      read: () => null,
      reasonOfEnd: () => 'It ended.',
      reasonOfSilence: (lines) => `It said only: ${lines.join()}.`,
    });
    await expect(opening).rejects.toThrow('It said only: hello.');
  });
});
