import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { connectRaw } from '../helpers/raw-client.ts';
import { type RunningCli, runCli, scratchFolder } from './run-cli.ts';

interface Ready {
  receiver: string;
  inspector: string;
  api: string;
  token: string;
}

/** The ready line of `--json`. */
async function ready(cli: RunningCli): Promise<Ready> {
  const text = await cli.until((stdout) => stdout.includes('\n'));
  return JSON.parse(text.slice(0, text.indexOf('\n'))) as Ready;
}

/** One line that is a sentence, and nothing else. */
function expectOneSentence(text: string): void {
  expect(text).toMatch(/^[A-Z][^\n]{20,}\.\n$/);
  expect(text).not.toMatch(/\bat .*:\d+:\d+|node:internal|Error:/);
}

describe('serve --json', () => {
  test('says ready with exactly these keys, then the tunnel, then each post', async () => {
    await using folder = await scratchFolder();
    await using cli = runCli('serve', ['--json', '--data', folder.path]);
    const line = await ready(cli);
    const { receiver, token } = line;
    expect(receiver).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const origin = new URL(line.inspector).origin;
    expect(line).toEqual({
      event: 'ready',
      receiver,
      inspector: `${origin}/?token=${token}`,
      api: `${origin}/api`,
      token,
    });
    expect(
      (await fetch(`${receiver}/callback`, { method: 'POST', body: new URLSearchParams({ message: 'x' }) })).status,
    ).toBe(200);
    expect((await fetch(`${line.api}/status`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    const lines = (await cli.until((stdout) => stdout.includes('"post"')))
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one));
    expect(lines.slice(1)).toEqual([
      { event: 'tunnel', state: 'off', url: null, reason: null },
      { event: 'post', id: 1, kind: 'callback' },
    ]);
    expect(cli.stderr()).toBe('');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: a post under way is answered and kept, then it exits 0',
    async (signal) => {
      await using folder = await scratchFolder();
      await using cli = runCli('serve', ['--json', '--data', folder.path]);
      const { receiver } = await ready(cli);
      using client = await connectRaw(Number(new URL(receiver).port));
      await client.send('POST /status HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
      await client.until((text) => text.includes('100 Continue'));
      cli.kill(signal);
      // Once new connections are refused, the rest of the post comes. Nothing is sent to find out: it would be kept as a post.
      const port = Number(new URL(receiver).port);
      const isRefused = async () => {
        const trial = connect({ port, host: '127.0.0.1' });
        try {
          await once(trial, 'connect');
          return false;
        } catch {
          return true;
        } finally {
          trial.destroy();
        }
      };
      await expect.poll(isRefused, { timeout: 10_000 }).toBe(true);
      await client.send('a=99');
      expect(await client.closed()).toMatch(/HTTP\/1\.1 200 /);
      expect(await cli.exit).toBe(0);
      expect(existsSync(join(folder.path, 'tapline.lock'))).toBe(false);

      await using again = runCli('serve', ['--json', '--data', folder.path]);
      const { api, token } = await ready(again);
      const list = await fetch(`${api}/posts`, { headers: { authorization: `Bearer ${token}` } });
      expect(await list.json()).toMatchObject({ posts: [{ id: 1, method: 'POST', path: '/status', bodySize: 4 }] });
    },
  );

  test('after SIGKILL the next start has every answered post and the same token', async () => {
    await using folder = await scratchFolder();
    await using first = runCli('serve', ['--json', '--data', folder.path]);
    const { receiver, token } = await ready(first);
    for (let i = 0; i < 5; i++) await fetch(`${receiver}/callback`, { method: 'POST', body: `message=${i}` });
    first.kill('SIGKILL');
    expect(await first.exit).toBe('SIGKILL');
    expect(existsSync(join(folder.path, 'tapline.lock'))).toBe(true);

    await using second = runCli('serve', ['--json', '--data', folder.path]);
    const line = await ready(second);
    expect(line.token).toBe(token);
    const status = await fetch(`${line.api}/status`, { headers: { authorization: `Bearer ${token}` } });
    expect(await status.json()).toMatchObject({ posts: 5 });
  });

  test('a reader that reads no more is waited for, and told every post when it does; it ends all the same', async () => {
    await using folder = await scratchFolder();
    await using cli = runCli('serve', ['--json', '--data', folder.path]);
    const { receiver } = await ready(cli);
    // More lines than a pipe and the reader's own buffer hold.
    const posts = 6000;
    const flood = async () => {
      using client = await connectRaw(Number(new URL(receiver).port));
      await client.send('POST /callback HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na=1'.repeat(posts));
      await client.until((text) => text.split('HTTP/1.1 200').length > posts);
    };
    const told = () => [...cli.stdout().matchAll(/^{"event":"post","id":(\d+)/gm)].map(([, id]) => Number(id));
    cli.pauseReading();
    await flood();
    expect(told().length).toBeLessThan(posts);
    cli.read();
    await cli.until(() => told().length >= posts);
    expect(told()).toEqual(Array.from({ length: posts }, (_, i) => i + 1));
    cli.pauseReading();
    await flood();
    cli.kill('SIGTERM');
    expect(await cli.ended).toBe(0);
  });

  test('a reader that goes away does not end it', async () => {
    await using folder = await scratchFolder();
    await using cli = runCli('serve', ['--json', '--data', folder.path]);
    const { receiver, api, token } = await ready(cli);
    cli.stopReading();
    for (let i = 0; i < 3; i++) expect((await fetch(`${receiver}/callback`, { method: 'POST' })).status).toBe(200);
    const status = await fetch(`${api}/status`, { headers: { authorization: `Bearer ${token}` } });
    expect(await status.json()).toMatchObject({ posts: 3 });
    cli.kill('SIGTERM');
    expect(await cli.exit).toBe(0);
  });
});

describe('serve for people', () => {
  test('says where things are, and the taken ports it could not use', async () => {
    await using folder = await scratchFolder();
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    try {
      const flags = ['--data', folder.path, '--receiver-port', String(port), '--inspector-port', String(port)];
      await using cli = runCli('serve', flags);
      const text = await cli.until((stdout) => stdout.includes('Tunnel'));
      expect(text).toMatch(/^Receiver {3}http:\/\/127\.0\.0\.1:\d+$/m);
      expect(text).toMatch(/^Inspector {2}http:\/\/127\.0\.0\.1:\d+\/\?token=\S+$/m);
      expect(text).toMatch(/^Tunnel {5}off$/m);
      expect(text).toContain(`Port ${port} is taken; posts are received at port`);
      expect(text).toContain(`Port ${port} is taken; the inspector is at`);

      await using scripted = runCli('serve', ['--json', ...flags, '--data', `${folder.path}-2`]);
      const line = await ready(scripted);
      expect(line.receiver).not.toContain(`:${port}`);
      await expect.poll(scripted.stderr).toContain(`Port ${port} is taken; posts are received at port`);
    } finally {
      stranger.close();
    }
  });

  test('stderr has log lines in JSON, and none with TAPLINE_LOG=silent', async () => {
    for (const [level, says] of [
      ['warn', 'damaged'],
      ['silent', null],
    ] as const) {
      await using folder = await scratchFolder();
      await mkdir(folder.path);
      await writeFile(
        join(folder.path, 'tapline.db'),
        'this is no database, and long enough to be looked at '.repeat(100),
      );
      await using cli = runCli('serve', ['--json', '--data', folder.path], { TAPLINE_LOG: level });
      await ready(cli);
      cli.kill('SIGTERM');
      expect(await cli.exit).toBe(0);
      if (says === null) expect(cli.stderr()).toBe('');
      else expect(JSON.parse(cli.stderr().trim())).toMatchObject({ msg: expect.stringContaining(says) });
    }
  });
});

describe('it cannot start', () => {
  test('the data folder is a file: one sentence, exit code 1', async () => {
    await using folder = await scratchFolder();
    await writeFile(folder.path, 'x');
    await using cli = runCli('serve', ['--json', '--data', folder.path]);
    expect(await cli.exit).toBe(1);
    expect(cli.stdout()).toBe('');
    expectOneSentence(cli.stderr());
    expect(cli.stderr()).toContain('--data');
  });

  test('the database is of a newer version: one sentence, exit code 1, and the file is left alone', async () => {
    await using folder = await scratchFolder();
    await mkdir(folder.path);
    const file = join(folder.path, 'tapline.db');
    const made = new Database(file);
    made.pragma('user_version = 9999');
    made.close();
    await using cli = runCli('serve', ['--json', '--data', folder.path]);
    expect(await cli.exit).toBe(1);
    expectOneSentence(cli.stderr());
    expect(cli.stderr()).toContain('newer');
    const kept = new Database(file, { readonly: true });
    expect(kept.pragma('user_version', { simple: true })).toBe(9999);
    kept.close();
  });

  test('wrong usage: exit code 2 and the sentence on stderr', async () => {
    for (const command of ['frobnicate', '--nope']) {
      await using cli = runCli(command);
      expect(await cli.exit).toBe(2);
      expect(cli.stdout()).toBe('');
      expect(cli.stderr()).toContain(command);
      expect(cli.stderr()).not.toContain('    at ');
    }
  });

  test('--help: exit code 0 and the help on stdout', async () => {
    await using cli = runCli('--help');
    expect(await cli.exit).toBe(0);
    expect(cli.stdout()).toMatch(/^Usage: tapline/);
    expect(cli.stderr()).toBe('');
  });
});

describe('a second start with the same data folder', () => {
  test('serve: one sentence, exit code 1; open: the address of the one that runs, exit code 0', async () => {
    await using folder = await scratchFolder();
    await using first = runCli('serve', ['--json', '--data', folder.path]);
    const { inspector } = await ready(first);

    await using serve = runCli('serve', ['--json', '--data', folder.path]);
    expect(await serve.exit).toBe(1);
    expect(serve.stdout()).toBe('');
    expectOneSentence(serve.stderr());
    expect(serve.stderr()).toContain(String(first.pid));

    await using open = runCli('open', ['--no-open', '--data', folder.path]);
    expect(await open.exit).toBe(0);
    expect(open.stdout()).toContain(inspector);
    expect(open.stderr()).toBe('');

    // The first is none the worse for it.
    expect((await fetch(inspector.replace(/\/\?.*/, '/api/status'))).status).toBe(401);
  });

  test('a first "open" without Electron serves the browser, and says why', async () => {
    await using folder = await scratchFolder();
    await using cli = runCli('open', ['--no-open', '--data', folder.path]);
    const text = await cli.until((stdout) => stdout.includes('Tunnel'));
    expect(text).toMatch(/^Opening in the browser, because .+\.\n/);
    expect(text).toMatch(/^Inspector {2}http/m);
    cli.kill('SIGINT');
    expect(await cli.exit).toBe(0);
  });
});
