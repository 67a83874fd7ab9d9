import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DocumentedField, handlerLanguages, handlerSchema } from '../../contract/index.ts';
import { planOf } from '../../main/code/handler-plan.ts';
import { handlersFor } from '../../main/code/handlers.ts';
import type { Dialect, PostKeys } from '../../main/dialects/dialect.ts';
import { dialects } from '../../main/dialects/registry.ts';
import { txtwire } from '../../main/dialects/txtwire/index.ts';
import { tempFolder } from '../helpers/store.ts';

const field = (name: string, meaning: string | null = null): DocumentedField => ({
  name,
  meaning,
  optional: false,
  secret: name.startsWith('secret'),
  sample: 'x',
});

const noKeys: PostKeys = { phone: null, code: null, keyword: null, ticket: null, customTicket: null, status: null };

/** A platform whose page would break careless code. */
const awkward: Dialect = {
  ...txtwire,
  name: 'Odd',
  fields: {
    callback: [
      field(`it's "so" \\ #x# $y`, 'ends */ here ?> and --- > there \\u000a'),
      field('a.b', 'two\nlines\u2028three'),
      field('secret'),
      field('id'),
    ],
    status: [field('state')],
  },
  signature: { callback: [], status: [] },
  keys: (fields, kind) => ({
    ...noKeys,
    ticket: kind === 'callback' ? (fields.find(({ name }) => name === 'id')?.value ?? null) : null,
  }),
};

describe.each(dialects.map((dialect) => [dialect.id, dialect] as const))('handlers for %s', (_id, dialect) => {
  it('are there in every language, and hold to the contract', () => {
    const handlers = handlersFor(dialect);
    expect(handlers.map(({ language }) => language)).toEqual([...handlerLanguages]);
    for (const handler of handlers) expect(handlerSchema.parse(handler)).toEqual(handler);
  });

  it('name every documented field', () => {
    for (const { files } of handlersFor(dialect)) {
      for (const { name } of [...dialect.fields.callback, ...dialect.fields.status]) {
        expect(files[0]?.text).toMatch(new RegExp(`["']${name.replace(/[^\w]/g, '.')}["']`));
      }
    }
  });
});

describe('the plan of a handler', () => {
  it('finds out which fields tell one post from the next', () => {
    expect(planOf(txtwire).once).toEqual({ callback: [], status: ['ticket', 'status'] });
    expect(planOf(awkward).once).toEqual({ callback: ['id'], status: [] });
  });

  it('knows the credentials', () => {
    expect(planOf(txtwire).credentials).toEqual(['user_name', 'password', 'api_key']);
  });
});

describe('whatever a page names its fields', () => {
  const checks: Record<string, string[]> = {
    node: [process.execPath, '--check'],
    python: ['python3', '-m', 'py_compile'],
    php: ['php', '-l'],
  };

  for (const [language, [program = '', ...args]] of Object.entries(checks)) {
    const isThere = spawnSync(program, ['--version']).status === 0;
    const name = isThere ? language : `${language} (SKIPPED: it is not installed)`;
    it.skipIf(!isThere)(`the handler for ${name} is code`, () => {
      using folder = tempFolder();
      const handler = handlersFor(awkward).find((one) => one.language === language);
      const file = join(folder.path, handler?.files[0]?.name ?? '');
      writeFileSync(file, handler?.files[0]?.text ?? '');
      const { status, stderr } = spawnSync(program, [...args, file], { encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(status).toBe(0);
    });
  }

  it('what the page says stays within its comment', () => {
    for (const { files, language } of handlersFor(awkward)) {
      const line = files[0]?.text.split('\n').find((one) => one.includes('ends'));
      expect(line, language).toMatch(/(\/\/|#) ends +\/ here \?/);
      expect(line, language).not.toMatch(/\*\/|\?>|--->|\\u000a/);
      expect(files[0]?.text, language).not.toContain('\u2028');
    }
  });
});
