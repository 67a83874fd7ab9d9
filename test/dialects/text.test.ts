import { describe, expect, it } from 'vitest';
import { flatten } from '../../main/dialects/excerpt.ts';
import { isCloseName } from '../../main/dialects/spelling.ts';
import { limits } from '../../main/limits.ts';
import { decode, decodeAt } from './posts.ts';

describe('text for the search index', () => {
  it('holds path, names, values and header lines', () => {
    const { text } = decodeAt('/callback', 'message=caf%C3%A9+time&empty=&none', {
      target: '/callback?q=1',
      headers: [
        ['X-Way', 'caf\xc3\xa9'],
        ['X-Old', '\xe9'],
      ],
    });
    expect(text.split('\n')).toEqual([
      '/callback',
      'q 1',
      'message café time',
      'empty',
      'none',
      'Content-Type: application/x-www-form-urlencoded',
      'X-Way: café',
      'X-Old: é',
    ]);
  });

  it('holds credentials too: it is never shown', () => {
    expect(decode({ body: 'password=hush' }).text).toContain('hush');
  });

  it('holds both readings of invalid UTF-8', () => {
    expect(decode({ body: 'm=caf%E9' }).text).toContain('café');
  });

  it.each([
    ['text', 'text/plain', 'hello\nworld', true],
    ['text in latin-1', 'text/plain', 'h\xe9llo world', true],
    ['damaged JSON', 'application/json', '{"a":1 world', true],
    ['binary data', 'image/png', '\x89\0world', false],
  ])('holds a body of %s', (_what, type, body, expected) => {
    expect(decode({ type, body }).text.includes('world')).toBe(expected);
  });

  it('does not hold a form twice', () => {
    expect(decode({ body: 'unusual=x' }).text.match(/unusual/g)).toHaveLength(1);
  });

  it('names files', () => {
    const body =
      '--x\r\nContent-Disposition: form-data; name=f; filename=cat.png\r\nContent-Type: image/png\r\n\r\n\0\r\n--x--';
    expect(decode({ type: 'multipart/form-data; boundary=x', body }).text).toMatch(/^f cat\.png image\/png$/m);
  });

  it('is bounded, and long fields leave room for the headers', () => {
    const most = limits.store.indexedTextChars;
    const post = decode({ body: `message=${'x'.repeat(most * 2)}`, headers: [['X-Way', 'here']] });
    expect(post.text.length).toBeLessThanOrEqual(most);
    expect(post.text).toContain('X-Way: here');
    expect(decode({ type: 'text/plain', body: 'é'.repeat(most * 2) }).text).toHaveLength(most);
    expect(decode({ headers: [['X', 'y'.repeat(most * 2)]] }).text).toHaveLength(most);
  });

  it('does not cut a body within a character', () => {
    const body = Buffer.from('日'.repeat(limits.store.indexedTextChars));
    expect(decode({ type: 'text/plain', body }).text).toMatch(/日\s*$/);
  });
});

describe('one line of text', () => {
  it.each([
    ['  a \r\n\t b  ', 'a b'],
    ['a\u2028b\u0085c\u00a0d', 'a b c d'],
    ['a\u202eb\u200ec\ufeffd', 'a b c d'],
    ['👨\u200d👩', '👨\u200d👩'],
    ['', ''],
    [' \n ', ''],
    ['12345678901', '123456789…'],
    ['1234567890', '1234567890'],
    ['1234567890   ', '1234567890'],
    ['12345678 901', '12345678…'],
    ['12345678😀😀', '12345678…'],
    ['1234567😀😀', '1234567😀…'],
  ])('%j becomes %j in ten characters', (text, line) => {
    expect(flatten(text, 10)).toBe(line);
  });

  it('is cut to the limit of the list', () => {
    expect(flatten('ab '.repeat(500)).length).toBeLessThanOrEqual(limits.dialects.excerptChars);
  });
});

describe('close names', () => {
  it.each([
    ['sendTo', 'sendTo', false],
    ['SENDTO', 'sendTo', true],
    ['send-to', 'sendTo', true],
    ['sendtoo', 'sendTo', true],
    ['sned_to', 'sendTo', true],
    ['sndt', 'sendTo', false],
    ['cod', 'code', false],
    ['codes', 'code', true],
    ['default_keywrods', 'default_keyword', true],
    ['keyword', 'default_keyword', false],
    ['state', 'status', false],
    ['title', 'ticket', false],
    ['x'.repeat(1_000_000), 'code', false],
  ])('%s and %s', (name, right, close) => {
    expect(isCloseName(name, right)).toBe(close);
  });
});
