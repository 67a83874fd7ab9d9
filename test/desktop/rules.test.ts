import { describe, expect, test } from 'vitest';
import {
  crashLoopMs,
  externalUrl,
  isOurFrame,
  isOwnUrl,
  mayNavigate,
  mayReload,
  mayUse,
  ownArguments,
} from '../../main/desktop/rules.ts';

describe('which URLs are our own, and which may be navigated to', () => {
  test.each([
    ['app://tapline/', true, true],
    ['app://tapline/index.html', true, true],
    ['app://tapline/#posts', true, true],
    ['app://tapline/?q=1', true, true],
    ['app://tapline/assets/index.js', true, false],
    ['app://tapline', true, false],
    ['app://tapline.evil.example/', false, false],
    ['app://evil/', false, false],
    ['app://tapline:80/', false, false],
    ['app://user@tapline/', false, false],
    ['app:tapline/', false, false],
    ['apps://tapline/', false, false],
    ['https://tapline/', false, false],
    ['file:///etc/passwd', false, false],
    ['javascript:alert(1)', false, false],
    ['data:text/html,<script>', false, false],
    ['about:blank', false, false],
    ['', false, false],
  ])('%s', (url, own, navigable) => {
    expect(isOwnUrl(url)).toBe(own);
    expect(mayNavigate(url)).toBe(navigable);
  });
});

describe('which addresses may be opened in the browser', () => {
  test.each([
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['HTTPS://EXAMPLE.COM', 'https://example.com/'],
    // Shown as it is sent: the look-alike letter cannot hide.
    ['https://exаmple.com/', 'https://xn--exmple-4nf.com/'],
  ])('%s', (value, href) => {
    expect(externalUrl(value)?.href).toBe(href);
  });

  test.each([
    ['javascript:alert(1)'],
    ['file:///etc/passwd'],
    ['smb://host/share'],
    ['ms-settings:privacy'],
    ['app://tapline/'],
    ['https://bank.example@evil.example/'],
    ['https://:pw@evil.example/'],
    ['https://'],
    ['example.com'],
    [''],
    [`https://example.com/${'a'.repeat(2048)}`],
    [undefined],
    [null],
    [{ href: 'https://example.com/' }],
    [['https://example.com/']],
  ])('not %s', (value) => {
    expect(externalUrl(value)).toBeNull();
  });
});

describe('which frame is ours', () => {
  test.each([
    ['the main frame of our page', { origin: 'app://tapline', parent: null }, true],
    ['a frame inside it', { origin: 'app://tapline', parent: {} }, false],
    ['another page', { origin: 'https://example.com', parent: null }, false],
    ['a page without an origin', { origin: 'null', parent: null }, false],
    ['an origin that only begins like ours', { origin: 'app://tapline.evil', parent: null }, false],
    ['a frame that is gone', null, false],
  ])('%s', (_name, frame, ours) => {
    expect(isOurFrame(frame)).toBe(ours);
  });
});

describe('which permissions are given', () => {
  test.each([
    ['clipboard-sanitized-write', 'app://tapline/', true],
    ['clipboard-sanitized-write', 'app://tapline', true],
    ['clipboard-sanitized-write', 'https://example.com/', false],
    ['clipboard-sanitized-write', '', false],
    ['clipboard-read', 'app://tapline/', false],
    ['media', 'app://tapline/', false],
    ['geolocation', 'app://tapline/', false],
    ['notifications', 'app://tapline/', false],
    ['openExternal', 'app://tapline/', false],
    ['unknown', 'app://tapline/', false],
  ])('%s for %s', (permission, url, given) => {
    expect(mayUse(permission, url)).toBe(given);
  });
});

describe('whether the page is loaded again after its process ended', () => {
  test.each([
    ['crashed', null, 5_000, true],
    ['oom', null, 5_000, true],
    ['crashed', 1_000, 1_000 + crashLoopMs, false],
    ['crashed', 1_000, 1_001 + crashLoopMs, true],
    ['clean-exit', null, 5_000, false],
  ])('%s, last crash at %s, now %s', (reason, last, now, reloads) => {
    expect(mayReload(reason, last, now)).toBe(reloads);
  });
});

describe('which arguments are meant for Tapline', () => {
  test.each([
    ['from a checkout', ['electron', '/src/tapline', '--data', 'x'], ['--data', 'x']],
    ['with a slash at the end', ['electron', '/src/tapline/', '--json'], ['--json']],
    ['under a test driver', ['electron', '--inspect=0', '/src/tapline', '--data', 'x'], ['--data', 'x']],
    ['none', ['electron', '/src/tapline'], []],
  ])('%s', (_name, argv, own) => {
    expect(ownArguments(argv, '/src/tapline', false)).toEqual(own);
  });

  test('packaged', () => {
    expect(ownArguments(['/opt/tapline', '--data', 'x'], '/opt/resources/app.asar', true)).toEqual(['--data', 'x']);
  });
});
