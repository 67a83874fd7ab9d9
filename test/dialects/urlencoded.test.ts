import { describe, expect, it } from 'vitest';
import { limits } from '../../main/limits.ts';
import { codesOf, decode, fieldOf, findingOf, findingsOf, pairs } from './posts.ts';

describe('parameters of a form', () => {
  const cases: [what: string, body: string, expected: [string, string | null][]][] = [
    [
      'keep order and duplicates',
      'a=1&b=2&a=3',
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
      ],
    ],
    [
      'keep missing, no "=" and empty apart',
      'empty=&noeq&x=1',
      [
        ['empty', ''],
        ['noeq', null],
        ['x', '1'],
      ],
    ],
    [
      'skip empty segments',
      '&&a=1&&&b=2&',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['may have an empty name', '=novalue', [['', 'novalue']]],
    ['do not end at ";"', 'a=1;b=2', [['a', '1;b=2']]],
    ['split at the first "=" only', 'a=b=c', [['a', 'b=c']]],
    [
      'read "+" as a space and %2B as a plus',
      'm=a+b&n=a%20b&o=a%2Bb',
      [
        ['m', 'a b'],
        ['n', 'a b'],
        ['o', 'a+b'],
      ],
    ],
    [
      'keep names as they are',
      'b[]=1&c[x]=3&[j]=7&k[=8&d.e=4&f+g=5&h%20i=6',
      [
        ['b[]', '1'],
        ['c[x]', '3'],
        ['[j]', '7'],
        ['k[', '8'],
        ['d.e', '4'],
        ['f g', '5'],
        ['h i', '6'],
      ],
    ],
    ['decode once', 'v=%2541', [['v', '%41']]],
    [
      'keep broken escapes literally',
      'bad=%ZZ&cut=%4&pct=100%',
      [
        ['bad', '%ZZ'],
        ['cut', '%4'],
        ['pct', '100%'],
      ],
    ],
    [
      'decode UTF-8',
      'm=%F0%9F%98%80&n=caf%c3%a9',
      [
        ['m', '😀'],
        ['n', 'café'],
      ],
    ],
    ['keep NUL, line ends and separators', 'm=a%00b%0D%0Ac%E2%80%A8d', [['m', 'a\0b\r\nc\u2028d']]],
    ['keep a line end behind the last value', 'a=1\n', [['a', '1\n']]],
  ];
  it.each(cases)('%s', (_what, body, expected) => {
    expect(pairs(decode({ body }))).toEqual(expected);
  });

  it.each(cases)('%s, in the query as well', (_what, query, expected) => {
    const post = decode({ method: 'GET', type: null, target: `/stray?${query}` });
    expect(pairs(post)).toEqual(expected);
    expect(post.fields.every(({ source }) => source === 'query')).toBe(true);
  });
});

describe('flags', () => {
  it('tell no "=" from an empty value', () => {
    const post = decode({ body: 'empty=&noeq&full=1' });
    expect(post.fields.map(({ flags }) => flags)).toEqual([['empty'], ['no-equals'], []]);
  });

  it('mark a broken escape and say where it is', () => {
    const post = decode({ body: 'a=1&bad=x%ZZ' });
    expect(fieldOf(post, 'bad').flags).toEqual(['invalid-escape']);
    expect(findingOf(post, 'invalid-escape')).toMatchObject({ field: 'bad', position: 1, severity: 'warning' });
    expect(findingOf(post, 'invalid-escape').sentence).toContain('at byte 9 of the body');
  });

  it('mark a broken escape in a name', () => {
    expect(decode({ body: 'a%=1' }).fields[0]).toMatchObject({ name: 'a%', flags: ['invalid-escape'] });
  });

  it.each(['%2541', '%25C3%25A9'])('hint at double encoding of %s', (value) => {
    const post = decode({ body: `v=${value}` });
    expect(fieldOf(post, 'v').flags).toEqual(['double-encoded']);
    expect(findingOf(post, 'double-encoding').severity).toBe('info');
  });

  it.each(['100%25', '100%25+off', 'a%20b'])('see no double encoding in %s', (value) => {
    expect(codesOf(decode({ body: `v=${value}` }))).toEqual([]);
  });

  it('mark bytes above 0x7F that are not escaped', () => {
    const post = decode({ body: Buffer.from('v=😀&w=%F0%9F%98%80') });
    expect(fieldOf(post, 'v')).toMatchObject({ value: '😀', flags: ['unescaped-non-ascii'] });
    expect(fieldOf(post, 'w')).toMatchObject({ value: '😀', flags: [] });
    expect(findingsOf(post, 'unescaped-non-ascii').map(({ field }) => field)).toEqual(['v']);
  });
});

describe('bytes that are not UTF-8', () => {
  it('are shown with U+FFFD and read as windows-1252 beside', () => {
    const post = decode({ body: 'message=caf%E9+%80' });
    const field = fieldOf(post, 'message');
    expect(field.value).toBe('caf\ufffd \ufffd');
    expect(field.otherReading).toEqual({ charset: 'windows-1252', value: 'café €' });
    expect(field.flags).toEqual(['invalid-utf8']);
    expect(findingOf(post, 'invalid-utf8').sentence).toContain('"café €"');
  });

  it('are recognised as CESU-8', () => {
    const field = fieldOf(decode({ body: 'message=hi+%ED%A0%BD%ED%B8%80!' }), 'message');
    expect(field.flags).toEqual(['invalid-utf8']);
    expect(field.otherReading).toEqual({ charset: 'cesu-8', value: 'hi 😀!' });
  });

  it.each(['%ED%A0%BD', '%ED%B8%80%ED%A0%BD', '%ED%B8%80%ED%B8%81', '%ED%A0%BD%ED%B8%80%FF'])(
    'are not taken for CESU-8: %s',
    (value) => {
      expect(fieldOf(decode({ body: `m=${value}` }), 'm').otherReading?.charset).toBe('windows-1252');
    },
  );

  it('are read with the declared charset', () => {
    const post = decode({ type: 'application/x-www-form-urlencoded; charset="ISO-8859-1"', body: 'message=caf%E9' });
    expect(fieldOf(post, 'message')).toMatchObject({ value: 'café', flags: ['invalid-utf8'], otherReading: null });
    expect(findingOf(post, 'invalid-utf8')).toMatchObject({ severity: 'info' });
    expect(findingOf(post, 'invalid-utf8').sentence).toContain('"ISO-8859-1"');
  });

  it('show what UTF-8 would give where another charset is declared', () => {
    const post = decode({ type: 'application/x-www-form-urlencoded;charset=windows-1252', body: 'm=caf%C3%A9' });
    expect(fieldOf(post, 'm')).toMatchObject({
      value: 'cafÃ©',
      otherReading: { charset: 'utf-8', value: 'café' },
      flags: [],
    });
  });

  it.each(['utf-8', 'UTF8', 'us-ascii', 'no-such-charset', 'utf-16'])('are UTF-8 under charset=%s', (charset) => {
    const post = decode({ type: `application/x-www-form-urlencoded; charset=${charset}`, body: 'm=caf%C3%A9' });
    expect(fieldOf(post, 'm').value).toBe('café');
  });

  it('leave the query alone when the body declares a charset', () => {
    const post = decode({ type: 'application/x-www-form-urlencoded; charset=ISO-8859-1', target: '/x?m=caf%C3%A9' });
    expect(fieldOf(post, 'm').value).toBe('café');
  });
});

describe('places', () => {
  it('count the query first', () => {
    const post = decode({ target: '/x?a=1&b=2', body: 'c=3' });
    expect(post.fields.map(({ name, source, position }) => [name, source, position])).toEqual([
      ['a', 'query', 0],
      ['b', 'query', 1],
      ['c', 'form', 2],
    ]);
  });

  it('point at the raw value, behind the first "?" or in the body', () => {
    const target = '/x?a=1&b=%41%42?&c';
    const body = 'long+name=caf%C3%A9&z=';
    const post = decode({ target, body });
    const query = target.slice(3);
    const raw = post.fields.map(
      ({ source, range }) => range && (source === 'query' ? query : body).slice(range.start, range.end),
    );
    expect(raw).toEqual(['1', '%41%42?', null, 'caf%C3%A9', '']);
  });

  it('read the query of an absolute target', () => {
    const post = decode({ method: 'GET', type: null, target: 'http://other.example/cb?x=1' });
    expect(post.path).toBe('/cb');
    expect(pairs(post)).toEqual([['x', '1']]);
  });

  it.each([
    ['//cb', '//cb'],
    ['/./cb?x', '/./cb'],
    ['/a%2Fb+c?', '/a%2Fb+c'],
    ['*', '*'],
  ])('keep the path of %s', (target, path) => {
    expect(decode({ target }).path).toBe(path);
  });
});

describe('the bound on fields', () => {
  const { fields } = limits.dialects;

  it('shows the first, counts the rest', () => {
    const body = Array.from({ length: fields + 7 }, (_, index) => `f${index}=x`).join('&');
    const post = decode({ body });
    expect(post.fields).toHaveLength(fields);
    expect(findingOf(post, 'body-not-decoded').sentence).toContain('5,007 fields');
  });

  it('keeps credentials beyond it, so that they can be masked', () => {
    const body = `${'f=x&'.repeat(fields + 3)}password=hush`;
    const post = decode({ body });
    const last = post.fields.at(-1);
    expect(last).toMatchObject({ name: 'password', secret: true, position: fields + 3 });
    expect(body.slice(last?.range?.start, last?.range?.end)).toBe('hush');
  });

  it('does not touch 1,500 fields', () => {
    const post = decode({ body: Array.from({ length: 1500 }, (_, index) => `f${index}=x`).join('&') });
    expect(post.fields).toHaveLength(1500);
    expect(post.findings).toEqual([]);
  });
});
