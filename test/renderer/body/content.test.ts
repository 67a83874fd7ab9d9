import { describe, expect, it } from 'vitest';
import { commonCharsets, invalidUtf8, knownCharset, startCharset } from '../../../renderer/post/body/charset.ts';
import { contentOf } from '../../../renderer/post/body/content.ts';
import { encodingsOf, packedExtension } from '../../../renderer/post/body/encodings.ts';
import { drawnPixels, pictureOf } from '../../../renderer/post/body/image.ts';
import { readContentType } from '../../../renderer/post/body/media-type.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const firstView = (text: string, type: string | null) => contentOf(bytes(text), type).views[0];

describe('what bytes are', () => {
  it.each<[string, string | null, string]>([
    ['{"a":1}', 'application/json', 'tree'],
    ['"only a text"', 'application/json', 'tree'],
    ['12', 'application/vnd.api+json', 'tree'],
    [' [1,2]', 'text/plain', 'tree'],
    ['{"a":1}', 'application/x-www-form-urlencoded', 'tree'],
    ['a=1&b=2', 'application/x-www-form-urlencoded', 'form'],
    ['a=1&b=2', null, 'form'],
    ['no pairs at all', 'application/x-www-form-urlencoded', 'form'],
    ['a=1 is a sentence', 'text/plain', 'text'],
    ['<?xml version="1.0"?><a/>', 'text/xml', 'pretty'],
    ['<a>1</a>', null, 'pretty'],
    ['<html><p>1</html>', 'text/html', 'text'],
    ['a < b', 'text/plain', 'text'],
    ['--x\r\n\r\n1\r\n--x--', 'multipart/form-data; boundary=x', 'parts'],
    ['--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1', null, 'parts'],
    ['{{ not json }}', 'text/plain', 'text'],
    ['\0\x01\x02', 'text/plain', 'hex'],
  ])('%j declared as %s is shown in the view "%s" first', (text, type, view) => {
    expect(firstView(text, type)).toBe(view);
  });

  it('offers what the Content-Type says, where the bytes look like something else', () => {
    const content = contentOf(bytes('{"a":1}'), 'application/x-www-form-urlencoded');
    expect(content.views).toEqual(['tree', 'pretty', 'text', 'form', 'hex']);
    expect(content.notes).toEqual([
      'The Content-Type says application/x-www-form-urlencoded, but the body looks like JSON.',
    ]);
    expect(contentOf(bytes('oops'), 'application/json').notes[0]).toMatch(/looks like plain text/);
  });

  it('says what is odd, and nothing where nothing is', () => {
    const notes = (text: string, type: string | null) => contentOf(bytes(text), type).notes.join(' ');
    expect(notes('hello', 'image/png')).toMatch(/says image\/png, but the bytes are text/);
    expect(notes('\0', 'image/png')).toMatch(/no PNG, JPEG, GIF or WebP/);
    expect(notes('\0', 'application/x-protobuf')).toMatch(/no view of its own for application\/x-protobuf/);
    expect(notes('\0', 'text/plain')).toMatch(/the bytes are no text/);
    expect(notes('a=1', null)).toMatch(/no Content-Type\. By its bytes the body is an urlencoded form/);
    expect(notes('nothing', 'multipart/form-data')).toMatch(/no parts can be found/);
    expect(notes('{"a":1}', 'application/json; charset=utf-8')).toBe('');
    expect(notes('\0', 'application/octet-stream')).toBe('');
  });

  it('never draws SVG', () => {
    const content = contentOf(bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'), 'image/svg+xml');
    expect([content.picture, content.views.includes('image')]).toEqual([null, false]);
    expect(content.notes.join()).toMatch(/never drawn/);
    expect(content.extension).toBe('svg');
  });

  it('reads UTF-16 by its byte order mark and by its zeros', () => {
    const wide = (text: string) => Uint8Array.from([...text].flatMap((char) => [char.charCodeAt(0), 0]));
    expect(
      contentOf(
        wide('\ufeff{"a":1}').map((byte, at) => [0xff, 0xfe][at] ?? byte),
        null,
      ).views[0],
    ).toBe('tree');
    expect(contentOf(wide('{"a":1}'), 'application/json')).toMatchObject({ charset: 'utf-16le' });
    expect(startCharset(bytes('plain'), 'utf-16')).toBe('utf-8');
  });
});

describe('charsets', () => {
  it('are known to the decoder, all of them', () => {
    expect(commonCharsets.map(knownCharset)).toEqual(commonCharsets);
    expect(knownCharset('no-such-charset')).toBeNull();
  });

  it('begin with the declared one', () => {
    expect(startCharset(latin1('caf\xe9'), 'ISO-8859-1')).toBe('windows-1252');
    expect(startCharset(latin1('caf\xe9'), 'nonsense')).toBe('utf-8');
  });

  it.each<[string, number, number]>([
    ['caf\xe9', 1, 3],
    ['\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80', 0, -1],
    ['\xed\xa0\xbd', 3, 0],
    ['\xc0\xaf', 2, 0],
    ['\xf5\x80\x80\x80', 4, 0],
    ['ok \xe2\x82', 2, 3],
    ['', 0, -1],
  ])('%j has %i bytes that are no UTF-8, the first at %i', (text, count, first) => {
    expect(invalidUtf8(latin1(text))).toEqual({ count, first });
  });
});

describe('pictures', () => {
  it('are told by their signature, with their size', () => {
    const png = latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x80');
    expect(pictureOf(png)).toEqual({ type: 'image/png', width: 256, height: 128 });
    expect(pictureOf(latin1('GIF89a\x02\0\x03\0'))).toEqual({ type: 'image/gif', width: 2, height: 3 });
    const jpeg = latin1('\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\0\x05\0\x07\x01');
    expect(pictureOf(jpeg)).toEqual({ type: 'image/jpeg', width: 7, height: 5 });
    const webp = latin1('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x09\0\0\x04\0\0');
    expect(pictureOf(webp)).toEqual({ type: 'image/webp', width: 10, height: 5 });
  });

  it('are none when the signature is cut or only claimed', () => {
    expect(pictureOf(latin1('\x89PNG\r\n\x1a\n'))).toBeNull();
    expect(pictureOf(latin1('\xff\xd8\xff\xe0\0\0\0\0\0\0\0\0'))).toBeNull();
    expect(pictureOf(new Uint8Array())).toBeNull();
  });

  it('that claim more pixels than can be drawn are known as such', () => {
    const picture = pictureOf(latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0'));
    expect((picture?.width ?? 0) * (picture?.height ?? 0)).toBeGreaterThan(drawnPixels);
  });
});

describe('headers', () => {
  it('give type, charset and boundary, however they are written', () => {
    expect(readContentType('Text/Plain; CHARSET = "utf-8" ; boundary="a;b\\"c"')).toEqual({
      type: 'text/plain',
      charset: 'utf-8',
      boundary: 'a;b"c',
    });
    expect(readContentType('text/plain; charset=a; charset=b').charset).toBe('a');
    expect(readContentType(null)).toEqual({ type: '', charset: null, boundary: null });
  });

  it('give the encodings that change the body', () => {
    expect(encodingsOf([['content-ENCODING', ' GZIP, identity,br']])).toEqual(['gzip', 'br']);
    expect(encodingsOf([])).toEqual([]);
    expect([packedExtension(['gzip']), packedExtension(['gzip', 'br']), packedExtension(['zstd'])]).toEqual([
      'gz',
      'br',
      'bin',
    ]);
  });
});
