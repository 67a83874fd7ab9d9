import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** A line of one of the document's tables that name code and tests. */
interface Line {
  what: string;
  code: string;
  tests: string;
}

const lines = [...read('docs/security.md').matchAll(/^\|(.+)\|$/gm)]
  .map(([, cells = '']) => cells.split('|').map((cell) => cell.trim()))
  .filter((cells) => /^\d+$/.test(cells[0] ?? '') || (cells.length === 3 && /^`|^none$/.test(cells[2] ?? '')))
  .map((cells): Line => {
    const [what = '', code = '', tests = ''] = cells.slice(-3);
    return { what, code, tests };
  });

const isPath = (text: string) => /^[\w.-]+(\/[\w.-]+)*\.(tsx?|json|mjs)$/.test(text);
const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, inside = '']) => inside);

/** Names of tests, as their files spell them. */
function titles(path: string): string[] {
  return [...read(path).matchAll(/(['"`])((?:(?!\1).)+)\1,\s*(?:async )?\(/g)].map(([, , title = '']) => title);
}

test('the checklist has all of its lines', () => {
  expect(lines.length).toBeGreaterThanOrEqual(27);
});

describe.each(lines)('$what', ({ code, tests }) => {
  test('is done where the document says', () => {
    for (const path of quoted(code).filter(isPath)) expect(existsSync(join(root, path)), path).toBe(true);
    for (const [, name = '', path = ''] of code.matchAll(/`([\w.]+)(?:\([^`]*\))?`(?: in|,) `([^`]+)`/g)) {
      if (isPath(path)) expect(read(path), `${name} in ${path}`).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });

  test.skipIf(tests === 'none')('has the tests that the document names', () => {
    const named = tests.split(/;|, (?=`)/).map((part) => /^`([^`]+)`(?:: (.+))?$/.exec(part.trim()));
    expect(named.some((one) => one !== null)).toBe(true);
    for (const one of named) {
      if (!one) continue;
      const [, name = '', words] = one;
      const path = `${name.includes('/') ? name : `test/desktop/${name}`}.test.ts`;
      expect(existsSync(join(root, path)), path).toBe(true);
      if (words) expect(titles(path).join('\n'), `"${words}" in ${path}`).toContain(words);
    }
  });
});
