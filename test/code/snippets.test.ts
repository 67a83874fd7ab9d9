import { describe, expect, it } from 'vitest';
import { pythonBytes, quotedText } from '../../main/code/literals.ts';
import { snippetsOf } from '../../main/code/snippets.ts';
import { bytes, storedRequest } from '../replay/stored.ts';

const body = 'message=hi&api_key=tell-no-one';
const secret = {
  request: storedRequest({
    headers: [
      ['Host', 'x'],
      ['Authorization', 'Bearer tell-no-one'],
      ['Content-Length', String(body.length)],
    ],
    target: '/callback?password=tell-no-one',
    body: bytes(body),
  }),
  target: 'http://localhost:8080',
  targetHeaders: [['X-Api-Key', 'tell-no-one']] as [string, string][],
  secretRanges: { query: [{ start: 9, end: 19 }], body: [{ start: 19, end: 29 }] },
  secretHeaders: ['authorization'],
};

describe('snippets', () => {
  it('come in every language, in the order of the contract', () => {
    const snippets = snippetsOf({ ...secret, reveal: true });
    expect(snippets.map(({ language }) => language)).toEqual(['curl', 'httpie', 'fetch', 'python', 'http']);
  });

  it('mask the credentials of the post and of the target, and count them', () => {
    for (const { text, masked } of snippetsOf({ ...secret, reveal: false })) {
      expect(text).not.toContain('tell-no-one');
      expect(text).toContain('MASKED');
      expect(masked).toBe(4);
    }
  });

  it('show them when revealed', () => {
    for (const { text, masked } of snippetsOf({ ...secret, reveal: true })) {
      expect(text.match(/tell-no-one/g)?.length ?? 0).toBeGreaterThanOrEqual(4);
      expect(masked).toBe(0);
    }
  });

  it('name no size of a body that is masked: whoever puts the credential back changes it', () => {
    for (const { text } of snippetsOf({ ...secret, reveal: false })) expect(text).not.toMatch(/content-length'?[:,]/i);
  });

  it('say that trailers are not sent', () => {
    const request = storedRequest({ trailers: [['X-Sum', '1']] });
    for (const { note } of snippetsOf({ ...secret, request, reveal: true })) expect(note).toContain('trailers');
  });

  it('refuse a request that cannot be sent', () => {
    const request = storedRequest({ target: '/a b' });
    expect(() => snippetsOf({ ...secret, request, reveal: true })).toThrow(/Path and query/);
  });

  it('name a local target when none is known', () => {
    for (const { text } of snippetsOf({ ...secret, target: null, reveal: false }))
      expect(text).toContain('localhost:8080');
  });
});

describe('literals', () => {
  it.each(['', "it's", '\\', '\n\r\t\0', '\u2028\u202e\ufeff', '😀 é', '\ud83d', '`'])('read %j as it is', (text) => {
    const literal = quotedText(text);
    expect(new Function(`return ${literal}`)()).toBe(text);
    expect(literal).not.toMatch(/[\p{Cc}\u2028\u202e\ufeff]/u);
  });

  it('of bytes are plain ASCII', () => {
    expect(pythonBytes("a'\\\n\xff\0")).toBe(String.raw`b'a\'\\\n\xff\x00'`);
  });
});
