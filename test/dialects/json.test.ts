import { describe, expect, it } from 'vitest';
import { limits } from '../../main/limits.ts';
import { codesOf, decode, decodeJson, fieldOf, findingOf, findingsOf, pairs } from './posts.ts';

describe('JSON bodies', () => {
  const cases: [what: string, text: string, expected: [string, string | null][]][] = [
    [
      'name members by path',
      '{"a":{"b":[{"c":1},"x"]},"d":2}',
      [
        ['a.b[0].c', '1'],
        ['a.b[1]', 'x'],
        ['d', '2'],
      ],
    ],
    [
      'keep duplicate keys',
      '{"a":1,"a":2}',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [
      'keep numbers as they are spelled',
      '[9007199254740993, 1e400, -0.0, 1.10, 1E+2]',
      [
        ['[0]', '9007199254740993'],
        ['[1]', '1e400'],
        ['[2]', '-0.0'],
        ['[3]', '1.10'],
        ['[4]', '1E+2'],
      ],
    ],
    [
      'read literals',
      '{"t":true,"f":false,"n":null}',
      [
        ['t', 'true'],
        ['f', 'false'],
        ['n', null],
      ],
    ],
    ['read escapes', String.raw`{"a":"\"\\\/\b\f\n\r\t\u0041\ud83d\ude00"}`, [['a', '"\\/\b\f\n\r\tA😀']]],
    ['keep lone surrogates', String.raw`{"a":"\ud83d"}`, [['a', '\ud83d']]],
    [
      'read a list of events',
      '[{"id":1},{"id":2}]',
      [
        ['[0].id', '1'],
        ['[1].id', '2'],
      ],
    ],
    ['read a lone value', ' "x" ', [['', 'x']]],
    [
      'show empty lists and objects',
      '{"a":{},"b":[ ],"c":[[]]}',
      [
        ['a', '{}'],
        ['b', '[]'],
        ['c[0]', '[]'],
      ],
    ],
    ['show an empty top', '{}', [['', '{}']]],
    [
      'quote names that look like paths',
      '{"x.y":{"p.q":1,"":2,"a[0]":3}}',
      [
        ['["x.y"]["p.q"]', '1'],
        ['["x.y"][""]', '2'],
        ['["x.y"]["a[0]"]', '3'],
      ],
    ],
    [
      'leave names of the top as they are',
      '{"hub.mode":"on","":1}',
      [
        ['hub.mode', 'on'],
        ['', '1'],
      ],
    ],
    ['read any text', '{"ключ":"değer – 日本"}', [['ключ', 'değer – 日本']]],
  ];
  it.each(cases)('%s', (_what, text, expected) => {
    const post = decodeJson(text);
    expect(pairs(post)).toEqual(expected);
    expect(post.fields.every(({ source }) => source === 'json')).toBe(true);
    expect(findingsOf(post, 'json-damaged')).toEqual([]);
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'text/json', 'application/vnd.api+json'])(
    'are known as %s',
    (type) => {
      expect(pairs(decodeJson('{"a":1}', type))).toEqual([['a', '1']]);
    },
  );

  it('mark empty texts and point at value tokens', () => {
    const text = '{"a": "", "b" : [ 12 ], "é":"é"}';
    const post = decodeJson(text);
    const bytes = Buffer.from(text);
    expect(post.fields.map(({ range }) => bytes.subarray(range?.start, range?.end).toString())).toEqual([
      '""',
      '12',
      '"é"',
    ]);
    expect(fieldOf(post, 'a').flags).toEqual(['empty']);
  });

  it('survive being written as JSON again with a lone surrogate', () => {
    expect(JSON.stringify(decodeJson(String.raw`["\ud83d"]`).fields[0]?.value)).toBe(String.raw`"\ud83d"`);
  });

  it('skip a byte order mark and say so', () => {
    const post = decodeJson('\ufeff{"a":1}');
    expect(pairs(post)).toEqual([['a', '1']]);
    expect(findingOf(post, 'json-damaged')).toMatchObject({ severity: 'info' });
    expect(fieldOf(post, 'a').range).toEqual({ start: 8, end: 9 });
  });

  it.each(['utf16le', 'utf16be'] as const)('are read from %s', (encoding) => {
    const little = Buffer.from('{"a":"é"}', 'utf16le');
    const post = decode({ type: 'application/json', body: encoding === 'utf16le' ? little : little.swap16() });
    expect(pairs(post)).toEqual([['a', 'é']]);
    expect(fieldOf(post, 'a').range).toBeNull();
    expect(findingOf(post, 'json-damaged').sentence).toContain('UTF-16');
  });

  it('use the declared charset', () => {
    const post = decode({ type: 'application/json; charset=latin1', body: '{"a":"caf\xe9"}' });
    expect(fieldOf(post, 'a')).toMatchObject({ value: 'café', range: { start: 5, end: 11 } });
  });

  it('flag invalid UTF-8 and give the whole value another reading', () => {
    const post = decode({ type: 'application/json', body: '{"a":"caf\xe9\\n\xe8"}' });
    expect(fieldOf(post, 'a')).toMatchObject({
      value: 'caf\ufffd\n\ufffd',
      flags: ['invalid-utf8'],
      otherReading: { charset: 'windows-1252', value: 'café\nè' },
    });
  });
});

describe('damaged JSON', () => {
  const cases: [text: string, expected: [string, string | null][], at: number][] = [
    ['{"a":1', [['a', '1']], 6],
    ['{"a":1,"b', [['a', '1']], 9],
    ['{"a":"x', [['a', 'x']], 5],
    ['{"a":1 "b":2}', [['a', '1']], 7],
    ['{"a" 1}', [], 5],
    ['{a:1}', [], 1],
    ['{"a":}', [], 5],
    ['[1,,2]', [['[0]', '1']], 3],
    ['[1]]', [['[0]', '1']], 3],
    ['{"a":1}{"a":2}', [['a', '1']], 7],
    ['a=1&b=2', [['', 'a=1&b=2']], 0],
    [
      '[1,2}',
      [
        ['[0]', '1'],
        ['[1]', '2'],
      ],
      4,
    ],
    ['', [], 0],
  ];
  it.each(cases.filter(([text]) => text !== ''))('%s gives what was read', (text, expected, at) => {
    const post = decodeJson(text);
    expect(pairs(post)).toEqual(expected);
    expect(findingOf(post, 'json-damaged').sentence).toContain(`at byte ${at}:`);
  });

  it.each([
    [
      '[NaN, 1]',
      [
        ['[0]', 'NaN'],
        ['[1]', '1'],
      ],
    ],
    [
      '{"a":+1,"b":01}',
      [
        ['a', '+1'],
        ['b', '01'],
      ],
    ],
    ['[1,]', [['[0]', '1']]],
    ['{"a":1,}', [['a', '1']]],
    [
      '["a\nb",2]',
      [
        ['[0]', 'a\nb'],
        ['[1]', '2'],
      ],
    ],
    [
      String.raw`["\x41", "\u12"]`,
      [
        ['[0]', String.raw`\x41`],
        ['[1]', String.raw`\u12`],
      ],
    ],
  ])('%s is read to the end, with a word of warning', (text, expected) => {
    const post = decodeJson(text);
    expect(pairs(post)).toEqual(expected);
    expect(findingOf(post, 'json-damaged').sentence).toContain('strict parsers refuse it');
  });

  it('flags an escape that JSON does not know', () => {
    const post = decodeJson(String.raw`["ok", "a\n\x41"]`);
    expect(post.fields.map(({ flags }) => flags)).toEqual([[], ['invalid-escape']]);
    expect(findingOf(post, 'invalid-escape').sentence).toContain('at byte 11 of the body');
  });

  it.each([5000, 1_000_000])('survives %i levels', (depth) => {
    const post = decodeJson('['.repeat(depth) + ']'.repeat(depth));
    expect(post.fields).toHaveLength(1);
    expect(post.fields[0]?.name).toBe('[0]'.repeat(limits.dialects.jsonDepth));
    const found = findingOf(post, 'json-damaged');
    expect(found.severity).toBe('info');
    expect(found.sentence).toMatch(
      new RegExp(`^The JSON is nested deeper than ${limits.dialects.jsonDepth} levels at byte \\d+;`),
    );
    expect(post.findings.filter(({ code }) => code === 'json-damaged')).toHaveLength(1);
  });

  it('tells of damage behind what is nested too deep', () => {
    const deep = limits.dialects.jsonDepth + 1;
    const post = decodeJson(`[${'['.repeat(deep)}${']'.repeat(deep)}, nope]`);
    const told = post.findings.filter(({ code }) => code === 'json-damaged').map(({ severity }) => severity);
    expect(told.sort()).toEqual(['info', 'warning']);
  });

  it('goes on behind what is nested too deep, and masks it when it may hold credentials', () => {
    const deep = limits.dialects.jsonDepth;
    const nested = (inner: string) => `{"x":${'['.repeat(deep)}${inner}${']'.repeat(deep)},"y":1}`;
    const post = decodeJson(nested('{"password":"]}\\"hush"}'));
    expect(post.fields.map(({ secret }) => secret)).toEqual([true, false]);
    expect(fieldOf(post, 'y').value).toBe('1');
    expect(decodeJson(nested('{"colour":"red"}')).fields[0]?.secret).toBe(false);
  });

  it('takes a form with the wrong label for what it is', () => {
    expect(findingOf(decodeJson('a=1&b=2'), 'json-damaged').sentence).toContain('looks like an urlencoded form');
  });
});

describe('the bound on fields', () => {
  it('counts what is beyond it, and keeps credentials', () => {
    const count = limits.dialects.fields + 10;
    const post = decodeJson(`{"list":[${'1,'.repeat(count - 1)}1],"s":"x","e":[],"auth":{"password":"hush"}}`);
    expect(post.fields).toHaveLength(limits.dialects.fields + 1);
    expect(post.fields.at(-1)).toMatchObject({ name: 'auth.password', secret: true, position: count + 2 });
    expect(codesOf(post)).toEqual(['body-not-decoded']);
    expect(findingOf(post, 'body-not-decoded').sentence).toContain('5,013 fields');
  });
});
