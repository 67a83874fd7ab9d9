import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { limits } from '../../main/limits.ts';
import { decode, fieldOf, findingOf, findingsOf, pairs } from './posts.ts';

const type = 'multipart/form-data; boundary=xyz';

/** A part with that disposition; lines end with CR LF. */
function part(disposition: string, content: string, headers = ''): string {
  return `--xyz\r\nContent-Disposition: form-data; ${disposition}\r\n${headers}\r\n${content}\r\n`;
}

function body(...parts: string[]): string {
  return `${parts.join('')}--xyz--\r\n`;
}

function sha256(latin1: string): string {
  return createHash('sha256').update(latin1, 'latin1').digest('hex');
}

describe('multipart bodies', () => {
  it('give text parts as fields, in order', () => {
    const post = decode({
      type,
      body: body(part('name="a"', '1'), part('name="b"', ''), part('name=a', 'two\r\nlines')),
    });
    expect(pairs(post)).toEqual([
      ['a', '1'],
      ['b', ''],
      ['a', 'two\r\nlines'],
    ]);
    expect(post.fields.map(({ source }) => source)).toEqual(['part', 'part', 'part']);
    expect(fieldOf(post, 'b').flags).toEqual(['empty']);
    expect(findingsOf(post, 'multipart-damaged')).toEqual([]);
  });

  it('give files with headers, size and hash', () => {
    const content = '\x89PNG\r\n\0\0--xyz\xff';
    const post = decode({
      type,
      body: body(part('name="f"; filename="a.png"', content, 'content-type: image/png\r\nX-Odd:  y \r\n')),
    });
    expect(fieldOf(post, 'f')).toMatchObject({
      value: '',
      flags: ['file'],
      part: {
        headers: [
          ['Content-Disposition', 'form-data; name="f"; filename="a.png"'],
          ['content-type', 'image/png'],
          ['X-Odd', 'y'],
        ],
        filename: 'a.png',
        contentType: 'image/png',
        size: content.length,
        sha256: sha256(content),
      },
    });
  });

  it('do not end within a line that holds the boundary, or at a longer boundary', () => {
    const content = 'x--xyz\r\n--xyzzy\r\n --xyz\r\ny';
    const post = decode({ type, body: body(part('name="a"', content)) });
    expect(pairs(post)).toEqual([['a', content]]);
  });

  it('point at the content of a part', () => {
    const text = body(part('name="a"', 'first'), part('name="b"; filename="x"', 'se\0cond'));
    const post = decode({ type, body: text });
    expect(post.fields.map(({ range }) => text.slice(range?.start, range?.end))).toEqual(['first', 'se\0cond']);
  });

  it.each([
    ['name="f"; filename="caf\xc3\xa9.txt"', 'café.txt'],
    ['name="f"; filename="caf\xe9.txt"', 'caf\xe9.txt'],
    [`name="f"; filename="x"; filename*=UTF-8''%e2%82%ac+1.txt`, '€+1.txt'],
    [`name="f"; filename*=iso-8859-1'en'%A3.txt`, '£.txt'],
    [String.raw`name="f"; filename="C:\dir\"a\".txt"`, String.raw`C:\dir"a".txt`],
    ['name="f"; filename="a;b=c.txt"', 'a;b=c.txt'],
    ['name="f"; filename=""', ''],
  ])('read the file name of %s', (disposition, filename) => {
    const post = decode({ type, body: body(part(disposition, 'x')) });
    expect(fieldOf(post, 'f').part?.filename).toBe(filename);
    expect(fieldOf(post, 'f').flags).toEqual(['file']);
  });

  it('read names in UTF-8', () => {
    expect(pairs(decode({ type, body: body(part('name="caf\xc3\xa9"', 'x')) }))).toEqual([['café', 'x']]);
  });

  it('take bytes that are no UTF-8 for a file, and offer a reading of those that may be text', () => {
    const post = decode({ type, body: body(part('name="t"', 'caf\xe9'), part('name="b"', '\0\xff')) });
    expect(fieldOf(post, 't')).toMatchObject({
      value: '',
      flags: ['file', 'invalid-utf8'],
      otherReading: { charset: 'windows-1252', value: 'café' },
    });
    expect(fieldOf(post, 'b')).toMatchObject({ value: '', flags: ['file'], otherReading: null });
  });

  it('use the charset of a part', () => {
    const post = decode({
      type,
      body: body(part('name="t"', 'caf\xe9', 'Content-Type: text/plain; charset=latin1\r\n')),
    });
    expect(fieldOf(post, 't').value).toBe('café');
  });

  it('skip what stands before the first and behind the last boundary', () => {
    const post = decode({ type, body: `preamble\r\n${body(part('name="a"', '1'))}epilogue` });
    expect(pairs(post)).toEqual([['a', '1']]);
    expect(post.findings).toEqual([]);
  });

  it.each([
    'multipart/form-data; boundary="xyz"',
    'Multipart/Form-Data; charset=utf-8; Boundary=xyz',
    'multipart/form-data;boundary=xyz ; x=y',
  ])('find the boundary in %s', (contentType) => {
    const post = decode({ type: contentType, body: body(part('name="a"', '1')) });
    expect(pairs(post)).toEqual([['a', '1']]);
    expect(post.findings).toEqual([]);
  });

  it('find a quoted boundary with blanks and marks', () => {
    const post = decode({
      type: 'multipart/form-data; boundary="x y;z="',
      body: body(part('name="a"', '1')).replaceAll('xyz', 'x y;z='),
    });
    expect(pairs(post)).toEqual([['a', '1']]);
  });
});

describe('damaged multipart bodies', () => {
  const whole = body(part('name="a"', '1'), part('name="b"', '2'));

  it.each([
    ['no closing boundary', type, whole.replace('\r\n--xyz--\r\n', ''), 'closing boundary is missing'],
    ['lines that end with LF', type, whole.replaceAll('\r\n', '\n'), 'LF alone'],
    ['no boundary in the Content-Type', 'multipart/form-data', whole, 'names no usable boundary'],
    ['another boundary in the Content-Type', 'multipart/form-data; boundary=abc', whole, 'does not occur in the body'],
  ])('with %s give their parts and a finding', (_what, contentType, text, said) => {
    const post = decode({ type: contentType, body: text });
    expect(pairs(post)).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(
      findingsOf(post, 'multipart-damaged')
        .map(({ sentence }) => sentence)
        .join(),
    ).toContain(said);
  });

  it.each([
    ['nothing that looks like parts', 'multipart/form-data', 'a=1', 'names no usable boundary'],
    ['an endless boundary', `multipart/form-data; boundary=${'x'.repeat(5000)}`, 'a=1', 'names no usable boundary'],
    ['only a closing boundary', type, '--xyz--\r\n', 'it has no parts'],
  ])('with %s give a finding', (_what, contentType, text, said) => {
    const post = decode({ type: contentType, body: text });
    expect(post.fields).toEqual([]);
    expect(
      findingsOf(post, 'multipart-damaged')
        .map(({ sentence }) => sentence)
        .join(),
    ).toContain(said);
  });

  it('keep the content of a part without a name or without an empty line', () => {
    const post = decode({
      type,
      body: '--xyz\r\nX: y\r\n\r\nlost?\r\n--xyz\r\nContent-Disposition: form-data; name="b"\r\n--xyz--',
    });
    expect(pairs(post)).toEqual([
      ['', 'lost?'],
      ['b', ''],
    ]);
    expect(findingsOf(post, 'multipart-damaged').map(({ sentence }) => sentence)).toEqual([
      'The multipart body is damaged: a part names no field.',
      'The multipart body is damaged: a part has no empty line behind its headers.',
    ]);
  });

  it('keep no more parts than the bound, and count the rest', () => {
    const { parts } = limits.dialects;
    const post = decode({ type, body: body(part('name="a"', '1').repeat(parts + 2)) });
    expect(post.fields).toHaveLength(parts);
    expect(findingOf(post, 'multipart-damaged').sentence).toContain(`${parts + 2} parts`);
  });
});
