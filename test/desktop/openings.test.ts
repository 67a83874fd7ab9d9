import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { autostartEntry, autostartFile } from '../../main/desktop/autostart.ts';
import { absolute, readOpening, splitArguments } from '../../main/desktop/openings.ts';
import { mayDownload } from '../../main/desktop/rules.ts';

test('a file is named as whoever named it meant it; a link has no folder', () => {
  const file = (path: string) => ({ type: 'file' as const, path });
  expect(absolute(file('a.tapline.ndjson'), resolve('/home/me'))).toEqual(file(resolve('/home/me/a.tapline.ndjson')));
  expect(absolute(file(resolve('/b.tapline.ndjson')), resolve('/home/me'))).toEqual(file(resolve('/b.tapline.ndjson')));
  expect(absolute({ type: 'post', id: 4 }, '/home/me')).toEqual({ type: 'post', id: 4 });
});

describe('what the system may ask to open', () => {
  test.each([
    ['tapline://post/42', { type: 'post', id: 42 }],
    ['tapline://post/42/', { type: 'post', id: 42 }],
    ['TAPLINE://POST/1', { type: 'post', id: 1 }],
    ['/home/me/two words.tapline.ndjson', { type: 'file', path: '/home/me/two words.tapline.ndjson' }],
    ['C:\\posts\\Today.Tapline.NDJSON', { type: 'file', path: 'C:\\posts\\Today.Tapline.NDJSON' }],
  ])('%s', (text, opening) => {
    expect(readOpening(text)).toEqual(opening);
  });

  test.each([
    ['tapline://post/0'],
    ['tapline://post/007'],
    ['tapline://post/-1'],
    ['tapline://post/1e3'],
    ['tapline://post/1234567890123456'],
    ['tapline://post/42?x=1'],
    ['tapline://post/42#x'],
    ['tapline://post/42/replay'],
    ['tapline://post/42\n'],
    [' tapline://post/42'],
    ['tapline://user@post/42'],
    ['tapline:post/42'],
    ['tapline://settings'],
    ['https://post/42'],
    ['file:///tmp/a.tapline.ndjson'],
    ['--data=/tmp/a.tapline.ndjson'],
    ['/tmp/a.ndjson'],
    ['/tmp/.tapline.ndjson'],
    ['/tmp/a\0.tapline.ndjson'],
    ['/tmp/a.tapline.ndjson/etc'],
    [`/${'a'.repeat(5000)}.tapline.ndjson`],
    [''],
  ])('%j is not opened', (text) => {
    expect(readOpening(text)).toBeNull();
  });

  test('links and files leave the arguments, flags and their values stay', () => {
    expect(
      splitArguments([
        'open',
        '--data',
        '/tmp/odd.tapline.ndjson',
        '--json',
        'tapline://post/3',
        '/tmp/a.tapline.ndjson',
      ]),
    ).toEqual({
      flags: ['open', '--data', '/tmp/odd.tapline.ndjson', '--json', '/tmp/a.tapline.ndjson'].slice(0, 4),
      openings: [
        { type: 'post', id: 3 },
        { type: 'file', path: '/tmp/a.tapline.ndjson' },
      ],
    });
  });

  test('a link never becomes a flag or a value', () => {
    expect(splitArguments(['--target', 'tapline://evil', 'tapline://post/x', 'tapline:--json'])).toEqual({
      flags: ['--target'],
      openings: [],
    });
  });
});

describe('what the page may save', () => {
  test.each([
    ['blob:app://tapline/0b1c', true],
    ['blob:https://example.com/0b1c', false],
    ['blob:app://tapline.evil/0b1c', false],
    ['https://example.com/x.bin', false],
    ['data:text/plain,x', false],
    ['app://tapline/index.html', false],
  ])('%s: %s', (url, may) => {
    expect(mayDownload(url)).toBe(may);
  });
});

describe('the entry that starts Tapline at login on Linux', () => {
  test('lies where desktops look for it', () => {
    expect(autostartFile({ XDG_CONFIG_HOME: '/config' })).toBe('/config/autostart/tapline.desktop');
    expect(autostartFile({})).toMatch(/\.config\/autostart\/tapline\.desktop$/);
  });

  test('quotes its command in the two layers of desktop entries', () => {
    expect(autostartEntry(['/opt/Tap line/tapline', '--data', '/a"b$c`d\\e%f\ng'])).toBe(
      [
        '[Desktop Entry]',
        'Type=Application',
        'Name=Tapline',
        'Exec="/opt/Tap line/tapline" "--data" "/a\\\\"b\\\\$c\\\\`d\\\\\\\\e%%f\\ng"',
        '',
      ].join('\n'),
    );
  });
});
