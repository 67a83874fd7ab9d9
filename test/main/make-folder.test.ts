import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../main/make-folder.ts';

describe('makeFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tapline-folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes what is missing, for the user alone, and leaves what is there', () => {
    makeFolder(join(folder, 'a/b/c'));
    makeFolder(join(folder, 'a/b/c'));
    expect(statSync(join(folder, 'a/b/c')).isDirectory()).toBe(true);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
  });

  it('throws below a file', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeFolder(join(folder, 'file/below'))).toThrow(/ENOTDIR|ENOENT/);
  });

  it.skipIf(process.platform !== 'linux')('throws, and returns, below a folder that takes none', () => {
    expect(() => makeFolder('/proc/tapline/data')).toThrow(/ENOENT|EACCES|EPERM/);
  });
});
