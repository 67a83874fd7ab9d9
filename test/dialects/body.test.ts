import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { limits } from '../../main/limits.ts';
import { codesOf, decode, fieldOf, findingOf, formType, pairs } from './posts.ts';

describe('the Content-Type', () => {
  it.each([formType, 'Application/X-WWW-Form-UrlEncoded', `${formType};charset=UTF-8`, ` ${formType} ; x`])(
    '%s is a form',
    (type) => {
      expect(pairs(decode({ type, body: 'a=1' }))).toEqual([['a', '1']]);
    },
  );

  it.each([null, ''])('%j: a body that looks like a form is read as one, and said to be invisible to PHP', (type) => {
    const post = decode({ type, body: 'title=&code=1' });
    expect(pairs(post)).toEqual([
      ['title', ''],
      ['code', '1'],
    ]);
    expect(findingOf(post, 'missing-content-type')).toMatchObject({ severity: 'warning', field: null });
    expect(findingOf(post, 'missing-content-type').sentence).toMatch(/\$_POST and \$_REQUEST.*ASP\.NET/);
  });

  it('missing: a body that looks like JSON is read as JSON', () => {
    const post = decode({ type: null, body: ' {"a":1}' });
    expect(pairs(post)).toEqual([['a', '1']]);
    expect(codesOf(post)).toEqual(['missing-content-type']);
  });

  it('missing: any other body is left alone', () => {
    const post = decode({ type: null, body: 'hello' });
    expect(post.fields).toEqual([]);
    expect(codesOf(post)).toEqual(['body-not-decoded']);
  });

  it('missing without a body is nothing to speak of', () => {
    expect(decode({ type: null, target: '/x?a=1' }).findings).toEqual([]);
  });

  it.each([
    ['a=1&b=2', 'an urlencoded form'],
    ['{"Type":"x"}', 'JSON'],
  ])('text/plain: %s is not decoded, with the reason', (body, looks) => {
    const post = decode({ type: 'text/plain; charset=utf-8', body });
    expect(post.fields).toEqual([]);
    expect(findingOf(post, 'body-not-decoded')).toMatchObject({ severity: 'warning' });
    expect(findingOf(post, 'body-not-decoded').sentence).toContain(
      `looks like ${looks}, but its Content-Type is "text/plain"`,
    );
  });

  it('of XML: the body is text, entities are not looked at', () => {
    const body = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>';
    const post = decode({ type: 'text/xml', body });
    expect(findingOf(post, 'body-not-decoded')).toMatchObject({ severity: 'info' });
    expect(post.excerpt).toBe(body);
  });

  it('of a form on JSON: read as a form, with a word of warning', () => {
    const post = decode({ body: '{"a":1}' });
    expect(pairs(post)).toEqual([['{"a":1}', null]]);
    expect(findingOf(post, 'body-not-decoded').sentence).toContain('looks like JSON');
  });
});

describe('a compressed body', () => {
  const plain = Buffer.from('message=caf%C3%A9&password=hush');

  it.each([
    ['gzip', gzipSync(plain)],
    ['X-GZIP', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['gzip, identity, gzip', gzipSync(gzipSync(plain))],
  ])('of %s is read, without ranges', (encoding, body) => {
    const post = decode({ headers: [['Content-Encoding', encoding]], body, target: '/x?q=1' });
    expect(pairs(post)).toEqual([
      ['q', '1'],
      ['message', 'café'],
      ['password', 'hush'],
    ]);
    expect(post.fields.map(({ range }) => range !== null)).toEqual([true, false, false]);
    expect(findingOf(post, 'encoded-body')).toMatchObject({ severity: 'info' });
    expect(findingOf(post, 'encoded-body').sentence).toContain('PHP does not inflate');
    expect(post.excerpt).toBe('message=caf%C3%A9&password=••••••');
  });

  it('that is cut short gives its beginning', () => {
    const long = gzipSync(`a=1&b=${Array.from({ length: 2000 }, (_, index) => index).join(',')}`);
    const post = decode({ headers: [['content-encoding', 'gzip']], body: long.subarray(0, long.length - 300) });
    expect(fieldOf(post, 'a').value).toBe('1');
    expect(findingOf(post, 'encoded-body')).toMatchObject({ severity: 'warning' });
    expect(findingOf(post, 'encoded-body').sentence).toContain('cut short');
  });

  it.each(['gzip', 'deflate', 'br', 'zstd', 'gzip,gzip,gzip,gzip'])(
    'that is not really %s is read as it came',
    (encoding) => {
      const post = decode({ headers: [['content-encoding', encoding]], body: 'a=1&b=2' });
      expect(pairs(post)).toEqual([
        ['a', '1'],
        ['b', '2'],
      ]);
      expect(fieldOf(post, 'b').range).toEqual({ start: 6, end: 7 });
      expect(findingOf(post, 'encoded-body').sentence).toContain('read as it came');
    },
  );

  it('of an unknown encoding is left as it came', () => {
    const post = decode({ headers: [['content-encoding', 'zstd']], body: '\x28\xb5\x2f\xfd\0=\0' });
    expect(post.fields).toEqual([]);
    expect(findingOf(post, 'encoded-body').sentence).toContain('left as it came');
  });

  it('that would grow beyond the bound is not unpacked', () => {
    const bomb = gzipSync(Buffer.alloc(limits.dialects.inflatedBytes + 1, 'a=1&'));
    expect(bomb.length).toBeLessThan(limits.dialects.inflatedBytes / 100);
    const post = decode({ headers: [['content-encoding', 'gzip']], body: bomb });
    expect(post.fields).toEqual([]);
    expect(findingOf(post, 'encoded-body').sentence).toContain(
      `more than ${limits.dialects.inflatedBytes.toLocaleString('en-US')} bytes`,
    );
  });

  it('up to the bound is', () => {
    const post = decode({
      headers: [['content-encoding', 'gzip']],
      body: gzipSync(`a=${'x'.repeat(limits.dialects.inflatedBytes - 2)}`),
    });
    expect(fieldOf(post, 'a').value?.length).toBe(limits.dialects.inflatedBytes - 2);
  });
});

describe('large bodies', () => {
  it('above the bound are stored, not decoded', () => {
    const post = decode({ body: new Uint8Array(limits.dialects.decodedBytes + 1) });
    expect(post.fields).toEqual([]);
    expect(findingOf(post, 'body-not-decoded').sentence).toContain('too many');
  });

  // A quadratic reader would take hours for each; the deadline is generous because test machines are slow.
  const size = 2 * 1024 * 1024;
  it.each([
    ['one value', formType, 'a='],
    ['separators', formType, '&'],
    ['fields', formType, 'a=1&'],
    ['escapes', formType, '%ED%A0%BD'],
    ['percent signs', formType, '%25'],
    ['brackets', 'application/json', '['],
    ['objects', 'application/json', '{"a":'],
    ['backslashes', 'application/json', '"\\'],
    ['texts beyond ASCII', 'application/json', '["\u00e9",'],
    ['commas', 'application/json', '[1,'],
    ['boundaries', 'multipart/form-data; boundary=b', '\r\n--b'],
    ['dashes', `multipart/form-data; boundary=${'-'.repeat(200)}`, '-'],
    ['header lines', 'multipart/form-data; boundary=b', '--b\r\n\n\n\n'],
    ['blanks', 'text/plain', ' '],
    ['secrets', 'text/plain', 'password='],
  ])('of endless %s take time in proportion', (_what, type, unit) => {
    const body = Buffer.alloc(size, Buffer.from(unit, 'latin1'));
    const started = performance.now();
    decode({ type, body });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
