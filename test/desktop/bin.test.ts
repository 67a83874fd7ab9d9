import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOldNode } from '../helpers/old-node.ts';

const root = dirname(dirname(import.meta.dirname));
const posix = process.platform !== 'win32';
const oldNode = findOldNode();

/** A folder laid out like the project, holding the real start script and whatever else is asked for. */
async function project(options: { cli?: string; toolchain?: string }) {
  const path = await mkdtemp(join(tmpdir(), 'tapline-bin-'));
  const bin = join(path, 'bin', 'tapline.mjs');
  await mkdir(dirname(bin));
  await copyFile(join(root, 'bin', 'tapline.mjs'), bin);
  await writeFile(join(path, 'package.json'), '{"type":"module"}');
  if (options.cli) {
    await mkdir(join(path, 'out', 'main'), { recursive: true });
    await writeFile(join(path, 'out', 'main', 'cli.js'), options.cli);
  }
  if (options.toolchain) {
    await mkdir(join(path, 'node_modules', 'node', 'bin'), { recursive: true });
    await symlink(options.toolchain, join(path, 'node_modules', 'node', 'bin', 'node'));
  }
  return { bin, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

function run(node: string, args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(node, args, { timeout: 20_000 }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

const tell = 'console.log(JSON.stringify([Number.parseInt(process.versions.node), process.argv.slice(2)]));';
const stay = `setInterval(() => {}, 1000);
  process.on('SIGTERM', () => process.exit(7));
  console.log('up');`;

/** Starts the script, as the leader of a process group, and waits until the command line says that it is up. */
function startStaying(node: string, bin: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [bin], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    child.stdout?.once('data', () => resolve(child));
    child.once('exit', () => reject(new Error('It ended before it was up.')));
  });
}

describe('bin/tapline.mjs on the Node of the project', () => {
  test('runs the built command line with its arguments', async () => {
    await using world = await project({ cli: tell });
    const { code, stdout, stderr } = await run(process.execPath, [world.bin, 'serve', '--data', 'a b']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)[1]).toEqual(['serve', '--data', 'a b']);
  });

  test('says in one sentence that it is not built', async () => {
    await using world = await project({});
    expect(await run(process.execPath, [world.bin])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Tapline is not built yet: run "npm run build" in its folder, or "npm start", which builds and opens it.\n',
    });
  });
});

const oldName = oldNode
  ? 'bin/tapline.mjs on a Node that is too old'
  : 'bin/tapline.mjs on a Node that is too old (no Node below 22 on PATH)';

describe.skipIf(!oldNode || !posix)(oldName, () => {
  const node = oldNode ?? '';

  test('goes on with the toolchain that the project brought', async () => {
    await using world = await project({ cli: `${tell} process.exitCode = 5;`, toolchain: process.execPath });
    const { code, stdout, stderr } = await run(node, [world.bin, 'serve', '--json']);
    expect({ code, stderr }).toEqual({ code: 5, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([Number.parseInt(process.versions.node, 10), ['serve', '--json']]);
  });

  test('without one, says in one sentence what to do', async () => {
    await using world = await project({ cli: tell });
    const { code, stdout, stderr } = await run(node, [world.bin]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Tapline needs Node 22 or newer and this is Node \d+\.\d+\.\d+: [^\n]+\.\n$/);
  });

  test('a toolchain that is as old does not start itself for ever', async () => {
    await using world = await project({ cli: tell, toolchain: node });
    const { code, stderr } = await run(node, [world.bin]);
    expect(code).toBe(1);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('passes SIGTERM on and hands the exit code back', async () => {
    await using world = await project({ cli: stay, toolchain: process.execPath });
    const child = await startStaying(node, world.bin);
    const code = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await code).toBe(7);
  });

  test('Ctrl+C in a terminal, which goes to the whole process group, arrives once', async () => {
    const count = `let count = 0;
      process.on('SIGINT', () => {
        count += 1;
        setTimeout(() => process.exit(count), 300);
      });
      setInterval(() => {}, 1000);
      console.log('up');`;
    await using world = await project({ cli: count, toolchain: process.execPath });
    const child = await startStaying(node, world.bin);
    const code = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-(child.pid ?? 0), 'SIGINT');
    expect(await code).toBe(1);
  });

  test('killed for good, it leaves nothing behind', async () => {
    await using world = await project({ cli: stay, toolchain: process.execPath });
    const child = await startStaying(node, world.bin);
    // The app's end of the pipe closes when the app is gone, which no signal to its parent alone would bring about.
    const closed = new Promise((resolve) => child.stdout?.once('close', resolve));
    const signal = new Promise((resolve) => child.once('exit', (_code, name) => resolve(name)));
    child.kill('SIGKILL');
    expect(await signal).toBe('SIGKILL');
    await closed;
  });
});
