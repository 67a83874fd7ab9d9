import { describe, expect, it } from 'vitest';
import type { Header } from '../../contract/index.ts';
import { buildRequest } from '../../main/replay/request.ts';
import { pairs } from '../../main/replay/send.ts';
import { bytes, storedRequest } from './stored.ts';

const target = 'http://localhost:8080';

/** Header lines that are sent for those of a post. */
function sentLines(headers: Header[], parts: Parameters<typeof storedRequest>[0] = {}): Header[] {
  return pairs(buildRequest(storedRequest({ headers, ...parts }), target).headers);
}

describe('header lines of a replay', () => {
  it('keep order, case and duplicates; Host is replaced where it stands, the marker comes last', () => {
    expect(
      sentLines([
        ['x-TWILIO-signature', 'a'],
        ['hOST', 'calm-fox.example'],
        ['X-Forwarded-For', '203.0.113.9'],
        ['x-forwarded-host', 'calm-fox.example'],
        ['Cookie', 'a=1'],
        ['X-Twilio-Signature', 'b'],
        ['Cookie', 'a=1'],
        ['Empty', ''],
      ]),
    ).toEqual([
      ['x-TWILIO-signature', 'a'],
      ['hOST', 'localhost:8080'],
      ['X-Forwarded-For', '203.0.113.9'],
      ['x-forwarded-host', 'calm-fox.example'],
      ['Cookie', 'a=1'],
      ['X-Twilio-Signature', 'b'],
      ['Cookie', 'a=1'],
      ['Empty', ''],
      ['X-Tapline-Post', '7'],
    ]);
  });

  it('begin with Host when the post had none', () => {
    expect(sentLines([['A', '1']], { httpVersion: '1.0' })).toEqual([
      ['Host', 'localhost:8080'],
      ['A', '1'],
      ['X-Tapline-Post', '7'],
    ]);
  });

  it('go without the hop-by-hop ones, those that Connection names, and Expect', () => {
    const kept = sentLines([
      ['Host', 'x'],
      ['Connection', 'keep-alive, X-Hop ,'],
      ['connection', 'Other, Host'],
      ['Keep-Alive', 'timeout=5'],
      ['Proxy-Connection', 'keep-alive'],
      ['TE', 'trailers'],
      ['Trailer', 'X-Sum'],
      ['Upgrade', 'h2c'],
      ['x-hop', '1'],
      ['OTHER', '2'],
      ['Expect', '100-continue'],
      ['Via', '1.1 proxy'],
    ]);
    expect(kept.map(([name]) => name)).toEqual(['Host', 'Via', 'X-Tapline-Post']);
  });

  it('carry only our marker when the post was itself a replay', () => {
    const kept = sentLines([
      ['x-tapline-post', '3'],
      ['Host', 'x'],
    ]);
    expect(kept).toEqual([
      ['Host', 'localhost:8080'],
      ['X-Tapline-Post', '7'],
    ]);
  });

  it('keep a Content-Length that fits as it was written', () => {
    expect(sentLines([['Content-LENGTH', '003']], { body: bytes('abc') })[1]).toEqual(['Content-LENGTH', '003']);
    expect(sentLines([['Content-Length', '0']])[1]).toEqual(['Content-Length', '0']);
  });

  it('say the size of a body that came in chunks where they said that it did', () => {
    const headers: Header[] = [
      ['Host', 'x'],
      ['transfer-encoding', 'chunked'],
      ['Z', '1'],
    ];
    expect(sentLines(headers, { body: bytes('abc') })[1]).toEqual(['Content-Length', '3']);
    expect(sentLines(headers)[1]).toEqual(['Content-Length', '0']);
  });

  it('say it once, where Content-Length stands, when there are both', () => {
    const headers: Header[] = [
      ['Transfer-Encoding', 'chunked'],
      ['Host', 'x'],
      ['content-length', '9'],
      ['Content-Length', '9'],
    ];
    expect(sentLines(headers, { body: bytes('abc') })).toEqual([
      ['Host', 'localhost:8080'],
      ['content-length', '3'],
      ['X-Tapline-Post', '7'],
    ]);
  });

  it('do not invent a Content-Length for a post without a body', () => {
    expect(sentLines([['Host', 'x']], { method: 'GET' }).map(([name]) => name)).toEqual(['Host', 'X-Tapline-Post']);
  });

  it('stay chunked when the post had trailers, which nothing else can carry', () => {
    const stored = storedRequest({
      headers: [
        ['Host', 'x'],
        ['Transfer-Encoding', 'chunked'],
        ['Trailer', 'X-Sum'],
      ],
      trailers: [['X-Sum', '9']],
      body: bytes('abc'),
    });
    const request = buildRequest(stored, target);
    expect(request.trailers).toEqual(['X-Sum', '9']);
    expect(pairs(request.headers)).toEqual([
      ['Host', 'localhost:8080'],
      ['Transfer-Encoding', 'chunked'],
      ['Trailer', 'X-Sum'],
      ['X-Tapline-Post', '7'],
    ]);
    const edited = buildRequest(stored, target, { body: 'new' });
    expect(edited.trailers).toEqual([]);
    expect(pairs(edited.headers)[1]).toEqual(['Content-Length', '3']);
  });
});

it('trailers are left out of HTTP/1.0, which knows no chunks', () => {
  const request = buildRequest(storedRequest({ httpVersion: '1.0', trailers: [['X', '1']], body: bytes('a') }), target);
  expect(request.trailers).toEqual([]);
  expect(pairs(request.headers)[1]).toEqual(['Content-Length', '1']);
});

describe('edits', () => {
  const stored = storedRequest({
    target: '/callback?a=%41',
    headers: [
      ['A', '1'],
      ['Content-Length', '4'],
      ['host', 'x'],
      ['B', '2'],
    ],
    body: bytes('a\0\xff\xc3'),
  });

  it('change only what they name', () => {
    const plain = buildRequest(stored, target);
    expect(buildRequest(stored, target, {})).toEqual(plain);
    expect(buildRequest(stored, target, { method: 'PUT' })).toEqual({ ...plain, method: 'PUT' });
    expect(buildRequest(stored, target, { target: '/other' })).toEqual({ ...plain, path: '/other' });
    expect(plain.body).toEqual(stored.body);
  });

  it('of the body correct Content-Length where it stands', () => {
    const request = buildRequest(stored, target, { body: 'é!' });
    expect(request.body).toEqual(bytes('\xc3\xa9!'));
    expect(pairs(request.headers).slice(0, 3)).toEqual([
      ['A', '1'],
      ['Content-Length', '3'],
      ['host', 'localhost:8080'],
    ]);
    expect(pairs(buildRequest(stored, target, { body: '' }).headers)[1]).toEqual(['Content-Length', '0']);
  });

  it('give a body to a post that had none', () => {
    const request = buildRequest(storedRequest({ method: 'GET' }), target, { bodyBase64: 'AP8=' });
    expect(request.body).toEqual(bytes('\0\xff'));
    expect(pairs(request.headers)).toContainEqual(['Content-Length', '2']);
  });

  it('of the headers follow the same rules as those of a post', () => {
    const request = buildRequest(stored, target, {
      headers: [
        ['New', '1'],
        ['Connection', 'close'],
        ['New', '2'],
      ],
    });
    expect(pairs(request.headers)).toEqual([
      ['Host', 'localhost:8080'],
      ['New', '1'],
      ['New', '2'],
      ['Content-Length', '4'],
      ['X-Tapline-Post', '7'],
    ]);
  });

  it.each([
    [{ method: 'GET /' }, 'cannot be a method'],
    [{ method: '' }, 'cannot be a method'],
    [{ target: '/a b' }, 'percent-encoded'],
    [{ target: '' }, 'percent-encoded'],
    [{ target: '/\u{1f600}' }, 'percent-encoded'],
    [{ target: '/ HTTP/1.1\r\nX: 1' }, 'percent-encoded'],
    [{ headers: [['X', 'a\r\nY: b']] }, 'The header X'],
    [{ headers: [['X', 'a\0']] }, 'The header X'],
    [{ headers: [['X', '\u{1f600}']] }, 'The header X'],
    [{ headers: [['X Y', '1']] }, 'cannot be the name of a header'],
    [{ headers: [['', '1']] }, 'cannot be the name of a header'],
    [{ body: 'a', bodyBase64: 'YQ==' }, 'Leave one of them out'],
    [{ bodyBase64: 'not base64!' }, 'is not base64'],
    [{ bodyBase64: 'YWJjZ' }, 'is not base64'],
  ] satisfies [object, string][])('that cannot be sent are refused: %j', (edits, sentence) => {
    expect(() => buildRequest(stored, target, edits as Parameters<typeof buildRequest>[2])).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(sentence) }),
    );
  });
});
