import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mask } from '../../main/dialects/findings.ts';
import { maskBytes, secretRanges } from '../../main/dialects/masking.ts';
import { secretFieldNames } from '../../main/dialects/secrets.ts';
import { decode } from './posts.ts';

const names = secretFieldNames(null, []);

/** The body as it may be shown. */
function masked(body: string | Buffer, type: string, headers: [string, string][] = []): string {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  const post = decode({ type, body: bytes, headers });
  return maskBytes(bytes, secretRanges({ fields: post.fields, body: bytes }, names).body).toString();
}

describe('masking a body', () => {
  const form = 'application/x-www-form-urlencoded';
  it.each([
    ['form', form, 'a=1&password=hu%20sh&b=2&pass%77ord=again', `a=1&password=${mask}&b=2&pass%77ord=${mask}`],
    ['form without a value', form, 'password=&token&a=1', 'password=&token&a=1'],
    [
      'JSON',
      'application/json',
      '{"password": "hush", "token":12, "a":"b"}',
      `{"password": "${mask}", "token":${mask}, "a":"b"}`,
    ],
    [
      'JSON members of a credential',
      'application/json',
      '{"auth":{"user":"x","no":[1]},"a":1}',
      `{"auth":{"user":"${mask}","no":[${mask}]},"a":1}`,
    ],
    [
      'damaged JSON',
      'application/json',
      '{"a":1 "password": "hush now", "b":2}',
      `{"a":1 "password": "${mask}", "b":2}`,
    ],
    ['text', 'text/plain', 'a=1&password=hush&b=2', `a=1&password=${mask}&b=2`],
    ['XML', 'text/xml', '<a><password>hu sh</password><b>1</b></a>', `<a><password>${mask}</password><b>1</b></a>`],
    ['header-like text', 'text/plain', 'Authorization: Bearer hush\nb: 1', `Authorization: ${mask}\nb: 1`],
    [
      'parts',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nhush\r\n--x--',
      `--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n${mask}\r\n--x--`,
    ],
  ])('of %s', (_what, type, body, expected) => {
    expect(masked(body, type)).toBe(expected);
  });

  it('leaves values alone that only speak of credentials', () => {
    const body = '{"message":"your token: 1234"}';
    expect(masked(body, 'application/json')).toBe(body);
  });

  it('covers a compressed body whole when it holds a credential', () => {
    const headers: [string, string][] = [['Content-Encoding', 'gzip']];
    expect(masked(gzipSync('password=hush'), form, headers)).toBe(mask);
    const harmless = gzipSync('a=b');
    expect(masked(harmless, form, headers)).toBe(harmless.toString());
  });
});

describe('masking a query', () => {
  it('covers the values of credentials', () => {
    const post = decode({ method: 'GET', type: null, target: '/x?a=1&api_key=hush&b=?' });
    const { query, body } = secretRanges({ fields: post.fields, body: new Uint8Array() }, names);
    expect(maskBytes(Buffer.from('a=1&api_key=hush&b=?'), query).toString()).toBe(`a=1&api_key=${mask}&b=?`);
    expect(body).toEqual([]);
  });
});

describe('ranges', () => {
  it('may overlap, be empty, unsorted or beyond the end', () => {
    const ranges = [
      { start: 6, end: 99 },
      { start: 2, end: 4 },
      { start: 3, end: 5 },
      { start: 1, end: 1 },
      { start: 50, end: 60 },
    ];
    expect(maskBytes(Buffer.from('0123456789'), ranges).toString()).toBe(`01${mask}5${mask}`);
    const beyond = [
      { start: 2, end: 4 },
      { start: 10, end: 60 },
    ];
    expect(maskBytes(Buffer.from('0123456789'), beyond).toString()).toBe(`01${mask}456789`);
    expect(maskBytes(new Uint8Array([48, 49]), []).toString()).toBe('01');
  });
});

describe('excerpts of other posts', () => {
  it.each([
    ['a form', { body: 'a=1&password=hush' }, `a=1&password=${mask}`],
    ['text', { type: 'text/plain', body: ' hello\r\n\tthere\0 ' }, null],
    ['lines', { type: 'text/plain', body: ' hello\r\n\tthere ' }, 'hello there'],
    [
      'a credential cut by the end of what is looked at',
      { body: `${'%20'.repeat(660)}&password=${'hush'.repeat(50)}` },
      expect.not.stringContaining('hush'),
    ],
    [
      'parts',
      {
        type: 'multipart/form-data; boundary=x',
        body: '--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nhush\r\n--x\r\nContent-Disposition: form-data; name=f; filename=a.png\r\n\r\n\0\r\n--x--',
      },
      `token=${mask} f=a.png`,
    ],
    ['a query', { type: null, target: '/x?token=hush&a=1' }, `token=${mask}&a=1`],
    ['binary data', { type: 'image/png', body: '\x89PNG\0' }, null],
    ['binary data and a query', { type: 'image/png', body: '\x89PNG\0', target: '/x?a=1' }, 'a=1'],
    ['nothing', { type: null }, null],
    ['blanks', { type: 'text/plain', body: ' \r\n ' }, null],
  ])('of %s', (_what, parts, expected) => {
    expect(decode(parts).excerpt).toEqual(expected);
  });
});

describe('text of unknown form', () => {
  it('is masked behind names of credentials', () => {
    const body = Buffer.from(`x token='a b', api_key = c; password`);
    expect(maskBytes(body, secretRanges({ fields: [], body }, names).body).toString()).toBe(
      `x token='${mask}', api_key = ${mask}; password`,
    );
  });
});
