import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppStatus, ImportResult, OpenedFile } from '../../contract/index.ts';
import { createOpenedFiles } from '../../main/in-out/opened-files.ts';
import { limits } from '../../main/limits.ts';
import { startApp, type TestApp } from '../helpers/app.ts';

const opened = async (app: TestApp): Promise<OpenedFile[]> =>
  (await app.api<AppStatus>('GET', '/status')).body.openedFiles;

/** An export of one post. */
async function exported(folder: string): Promise<string> {
  await using source = await startApp();
  await source.post('/callback', 'message=hello');
  const file = join(folder, 'posts.tapline.ndjson');
  await writeFile(file, (await source.api('GET', '/export?reveal=true')).bytes);
  return file;
}

describe('a file that the system has Tapline open', () => {
  test('waits, is imported when that is asked for, and waits on until it is dismissed', async () => {
    await using app = await startApp();
    expect(await opened(app)).toEqual([]);
    expect(app.app.openedFiles.add(await exported(app.folder))).toBe(true);
    expect(await opened(app)).toEqual([{ id: 1, name: 'posts.tapline.ndjson' }]);
    expect(app.app.status().posts).toBe(0);

    const first = await app.api<ImportResult>('POST', '/opened-files/1/import');
    expect(first.body).toEqual({ imported: 1, skipped: 0, bad: [], badLines: 0, stopped: false });
    expect((await app.api<ImportResult>('POST', '/opened-files/1/import')).body).toMatchObject({
      imported: 0,
      skipped: 1,
    });
    expect(app.app.status().posts).toBe(1);

    expect((await app.api('DELETE', '/opened-files/1')).body).toEqual({ dismissed: true });
    expect((await app.api('DELETE', '/opened-files/1')).body).toEqual({ dismissed: false });
    expect(await opened(app)).toEqual([]);
    const late = await app.api('POST', '/opened-files/1/import');
    expect(late).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });

  const pipe: [string, (path: string) => Promise<void>] = [
    'is a pipe',
    async (path) => void execFileSync('mkfifo', [path]),
  ];

  test('is told to the views', async () => {
    await using app = await startApp();
    const stop = new AbortController();
    const events = app.app.events(stop.signal)[Symbol.asyncIterator]();
    const next = events.next();
    app.app.openedFiles.add('/posts.tapline.ndjson');
    expect((await next).value).toMatchObject({ type: 'status', status: { openedFiles: [{ id: 1 }] } });
    stop.abort();
  });

  test.each<[string, (path: string) => Promise<void>]>([
    ['is gone', async () => {}],
    ['is a folder', async (path: string) => void (await mkdir(path))],
    ['is no export', async (path: string) => writeFile(path, 'hello\n')],
    ...(process.platform === 'win32' ? [] : [pipe]),
  ])('that %s is refused in a sentence', async (_what, make) => {
    await using app = await startApp();
    const path = join(app.folder, 'x.tapline.ndjson');
    await make(path);
    app.app.openedFiles.add(path);
    const answer = await app.api<{ code: string; message: string }>('POST', '/opened-files/1/import');
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(answer.body.message).toMatch(/x\.tapline\.ndjson cannot be read|was not imported/);
    // It can be tried again.
    expect(await opened(app)).toHaveLength(1);
  });

  test('waits once, and at most so many do (inOut.openedFiles)', () => {
    let changes = 0;
    const files = createOpenedFiles({
      importFile: () => Promise.reject(new Error('nothing is imported here')),
      onChange: () => changes++,
    });
    for (let i = 0; i < limits.inOut.openedFiles; i++) expect(files.add(`/${i}.tapline.ndjson`)).toBe(true);
    expect(files.add('/more.tapline.ndjson')).toBe(false);
    expect(files.list()).toHaveLength(limits.inOut.openedFiles);
    expect(changes).toBe(limits.inOut.openedFiles);
    expect(files.add('/0.tapline.ndjson')).toBe(true);
    expect(files.list()).toHaveLength(limits.inOut.openedFiles);
    expect(files.dismiss(2)).toBe(true);
    expect(files.add('/more.tapline.ndjson')).toBe(true);
  });

  test('is asked about again when it is opened again before the view is done with it, but not while it is imported', async () => {
    const { promise, resolve } = Promise.withResolvers<ImportResult>();
    const files = createOpenedFiles({ importFile: () => promise, onChange: () => {} });
    files.add('/a.tapline.ndjson');
    files.add('/a.tapline.ndjson');
    expect(files.list()).toEqual([{ id: 2, name: 'a.tapline.ndjson' }]);
    // What the view says of the number it had.
    expect(files.dismiss(1)).toBe(false);
    expect(files.list()).toHaveLength(1);
    const imported = files.importFile(2);
    files.add('/a.tapline.ndjson');
    expect(files.list()).toEqual([{ id: 2, name: 'a.tapline.ndjson' }]);
    resolve({ imported: 1, skipped: 0, bad: [], badLines: 0, stopped: false });
    await imported;
    files.add('/a.tapline.ndjson');
    expect(files.list()).toEqual([{ id: 3, name: 'a.tapline.ndjson' }]);
  });
});
