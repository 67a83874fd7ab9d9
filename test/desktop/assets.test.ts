import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../main/api/page-headers.ts';
import { assetHeaders, assetPath } from '../../main/desktop/assets.ts';

const folder = join(import.meta.dirname, 'renderer');

describe('which file a URL of the window stands for', () => {
  test.each([
    ['app://tapline/', 'index.html'],
    ['app://tapline/index.html', 'index.html'],
    ['app://tapline/assets/index-1a2b.js?v=1#x', join('assets', 'index-1a2b.js')],
    ['app://tapline/assets/a%20b.css', join('assets', 'a b.css')],
    ['app://tapline/assets/../index.html', 'index.html'],
    // Two dots at the start of a name are a name.
    ['app://tapline/..a', '..a'],
  ])('%s', (url, file) => {
    expect(assetPath(url, folder)).toBe(join(folder, file));
  });

  // The URL parser itself takes these dots away, so they end inside the folder.
  test.each([
    ['app://tapline/%2e%2e/secret', 'secret'],
    ['app://tapline/../../secret', 'secret'],
    ['app://tapline/assets/%2E./%2e%2E/../secret', 'secret'],
  ])('%s stays inside', (url, file) => {
    expect(assetPath(url, folder)).toBe(join(folder, file));
  });

  test.each([
    ['app://tapline/%2e%2e%2fsecret'],
    ['app://tapline/assets/..%2f..%2fsecret'],
    ['app://tapline/..%2frenderer-secret/a'],
    ['app://tapline/..%5c..%5csecret'],
    ['app://tapline/c:/windows/win.ini'],
    ['app://tapline/index.html:stream'],
    ['app://tapline/%00'],
    ['app://tapline/%E0%A4%A'],
    ['app://tapline/%2f..%2f'],
    ['app://other/index.html'],
    ['https://tapline/index.html'],
    ['index.html'],
  ])('%s stands for none', (url) => {
    expect(assetPath(url, folder)).toBeNull();
  });
});

describe('headers', () => {
  test.each([
    ['index.html', 'text/html; charset=utf-8'],
    ['index.JS', 'text/javascript; charset=utf-8'],
    ['index.css', 'text/css; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
    ['inter.woff2', 'font/woff2'],
    ['unknown.xyz', 'application/octet-stream'],
  ])('%s is %s', (file, type) => {
    expect(assetHeaders(file)).toMatchObject({
      'Content-Type': type,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': contentSecurityPolicy,
    });
  });

  test('the policy lets no script in but our files', () => {
    const directives = new Map(
      contentSecurityPolicy.split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources] as const;
      }),
    );
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'"]);
    expect(directives.get('connect-src')).toEqual(["'self'"]);
    for (const name of ['base-uri', 'form-action', 'frame-src', 'frame-ancestors', 'object-src']) {
      expect(directives.get(name)).toEqual(["'none'"]);
    }
  });
});
