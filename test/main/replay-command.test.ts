import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../main/command-line.ts';
import { startAnswering } from '../helpers/answering.ts';
import { startApp } from '../helpers/app.ts';
import { runCli, scratchFolder } from './run-cli.ts';

async function ran(flags: string[]): Promise<{ code: number | string | null; stdout: string; stderr: string }> {
  await using cli = runCli('replay', flags);
  const code = await cli.exit;
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

describe('tapline replay', () => {
  test('replays what matches, tells its progress and the summary, and exits with 0 when all passed', async () => {
    await using target = await startAnswering();
    await using app = await startApp({ target: target.url });
    for (const message of ['one', 'two']) await app.post('/callback', `message=${message}`);
    await app.post('/status', 'status=sent');
    const flags = ['--data', app.folder, '--query', 'kind:callback'];
    const { code, stdout, stderr } = await ran([...flags, '--expect', '2xx', '--expect-body', 'ok']);
    expect([code, target.posts]).toEqual([0, [1, 2]]);
    expect(stderr).toMatch(/2 of 2 replayed/);
    expect(stdout).toMatch(/^Posts +2$/m);
    expect(stdout).toMatch(/^Outcomes +2 × 200$/m);
    expect(stdout).toMatch(/^Passed +2\nFailed +0$/m);
  });

  test('exits with 1 when some failed, and says which and why', async () => {
    await using target = await startAnswering();
    target.answer = ({ post }, response) => void response.writeHead(post === 2 ? 500 : 200).end();
    await using app = await startApp();
    for (const message of ['one', 'two']) await app.post('/callback', `message=${message}`);
    const flags = ['--data', app.folder, '--query=', '--target', target.url, '--concurrency', '2'];
    const failed = await ran([...flags, '--expect', '200']);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/^Post 2: The status was 500, not 200\.$/m);
    const json = await ran([...flags, '--json']);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ state: 'done', total: 2, passed: null, query: '' });

    await target.stop();
    const down = await ran(flags);
    expect(down.code).toBe(1);
    expect(down.stdout).toMatch(/^Outcomes +2 × ECONNREFUSED$/m);
  });

  test('exits with 1 and a sentence when none runs, or when it refuses', async () => {
    await using folder = await scratchFolder();
    const none = await ran(['--data', folder.path, '--query=']);
    expect([none.code, none.stdout]).toEqual([1, '']);
    expect(none.stderr).toMatch(/^No Tapline runs with the data folder .*\n$/);
    await using app = await startApp();
    const refused = await ran(['--data', app.folder, '--query=', '--target', 'nowhere']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('There is no target named "nowhere"')]);
  });

  test('is cancelled by Ctrl+C', async () => {
    await using target = await startAnswering();
    await using app = await startApp();
    for (let i = 0; i < 30; i++) await app.post('/callback', `message=${i}`);
    await using cli = runCli('replay', ['--data', app.folder, '--query=', '--target', target.url, '--rate', '5']);
    await expect.poll(() => target.posts.length, { timeout: 15_000 }).toBeGreaterThan(1);
    cli.kill('SIGINT');
    expect(await cli.exit).toBe(1);
    expect(cli.stdout()).toMatch(/^Posts +\d+ of 30, then cancelled$/m);
    expect(target.posts.length).toBeLessThan(30);
  });

  test('wrong usage exits with 2', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => written.mockRestore());
    const wrong = [
      [],
      ['--query', '"open'],
      ['--query=', '--concurrency', '0'],
      ['--query=', '--rate', '-1'],
      ['--query=', '--expect', '20'],
      ['--query=', '--target', ' '],
    ];
    for (const flags of wrong) expect(await run(['replay', ...flags], {})).toBe(2);
    expect(written.mock.calls.join()).toMatch(/Write statuses like 200, 2xx/);
  });
});
