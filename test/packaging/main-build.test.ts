import { runInNewContext } from 'node:vm';
import type { Plugin } from 'vite';
import { expect, test } from 'vitest';
import { formsByTag } from '../../scripts/main-build.ts';

type Transform = (code: string, id: string) => { code: string } | null;

function transformOf(plugin: Plugin): Transform {
  if (typeof plugin.transform !== 'function') throw new Error('The plugin transforms by a plain function.');
  return plugin.transform as unknown as Transform;
}

const code =
  "isForm = (data) => data instanceof URLSearchParams || data instanceof FormData ? 'form' : !(data.body instanceof FormData)";

test('forms are known by their tag, without naming the class that loads the whole of fetch', () => {
  const made = transformOf(formsByTag())(code, '/node_modules/@orpc/server/dist/index.mjs')?.code ?? '';
  const isForm = runInNewContext(made, { URLSearchParams }) as (data: unknown) => unknown;
  expect(isForm(new FormData())).toBe('form');
  expect(isForm(new URLSearchParams())).toBe('form');
  expect(isForm({ body: {} })).toBe(true);
  expect(isForm({ body: new FormData() })).toBe(false);
});

test('other packages are left as they are', () => {
  expect(transformOf(formsByTag())(code, '/node_modules/undici/index.js')).toBeNull();
});
