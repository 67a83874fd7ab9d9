import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../contract/index.ts';

const root = join(import.meta.dirname, '../..');
const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];

describe('the documents', () => {
  it.each(documents)('%s links only to what exists', (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] as string);
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(local.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  it('name every flag of the command line, and no other', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const inTable = [...readme.matchAll(/^\| `(--[a-z-]+)/gm)].map((match) => match[1] as string);
    const source = readFileSync(join(root, 'main/options.ts'), 'utf8');
    const flags = [...source.matchAll(/new Option\(\s*'(--[a-z-]+)/g)].map((match) => match[1] as string);
    expect(inTable.sort()).toEqual([...new Set(flags)].sort());
  });

  it('say when each error code is used', () => {
    const text = readFileSync(join(root, 'docs/errors.md'), 'utf8');
    const named = [...text.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (.+) \|$/gm)].map(([, code, status, when]) => [
      code,
      Number(status),
      when,
    ]);
    expect(named).toEqual(Object.entries(errorCodes).map(([code, { status, when }]) => [code, status, when]));
  });
});
