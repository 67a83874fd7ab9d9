import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maskedBytes,
  maskedTarget,
  maskedText,
  maskText,
  maskValues,
  mergeRanges,
  secretValues,
} from '../../renderer/post/mask.ts';
import { field, secretPost } from './posts.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const rangeOf = (text: string, part: string) => {
  const start = bytes(text.slice(0, text.indexOf(part))).length;
  return { start, end: start + bytes(part).length };
};

describe('maskedText', () => {
  it('replaces the ranges, counted in bytes, and leaves the rest', () => {
    const body = 'message=héllo&password=hunter2!&x=1';
    expect(maskedText(bytes(body), [rangeOf(body, 'hunter2!')])).toBe(`message=héllo&password=${maskText}&x=1`);
  });

  it('keeps the quotes of a JSON string, so that JSON stays JSON', () => {
    const body = '{"password":"hunter2!","n":1}';
    expect(JSON.parse(maskedText(bytes(body), [rangeOf(body, '"hunter2!"')]))).toEqual({ password: maskText, n: 1 });
  });

  it('copes with ranges that overlap, are unsorted or reach past the end', () => {
    const ranges = [
      { start: 4, end: 99 },
      { start: 1, end: 3 },
      { start: 2, end: 3 },
    ];
    expect(maskedText(bytes('abcdef'), ranges)).toBe(`a${maskText}d${maskText}`);
  });

  it('never lets a masked byte through', () => {
    const range = fc.tuple(fc.nat(40), fc.nat(40)).map(([start, size]) => ({ start, end: start + size }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 5 }), (ranges) => {
        const body = Uint8Array.from({ length: 40 }, (_, at) =>
          ranges.some((each) => at >= each.start && at < each.end) ? 0x53 : 0x2e,
        );
        expect(maskedText(body, ranges)).not.toContain('S');
      }),
    );
  });
});

it('overwrites bytes without changing their number', () => {
  const body = 'a=1&password=hunter2!';
  const masked = maskedBytes(bytes(body), [rangeOf(body, 'hunter2!')]);
  expect(new TextDecoder().decode(masked)).toBe('a=1&password=********');
});

describe('maskedTarget', () => {
  it('masks in the query string only', () => {
    expect(maskedTarget('/callback?api_key=secret&x=1', [{ start: 8, end: 14 }])).toBe(
      `/callback?api_key=${maskText}&x=1`,
    );
  });

  it('leaves a target without credentials as it is', () => {
    expect(maskedTarget('/callback?x=1', [])).toBe('/callback?x=1');
    expect(maskedTarget('/callback', [{ start: 0, end: 3 }])).toBe('/callback');
  });
});

describe('maskValues', () => {
  it('finds a credential in each of its encodings', () => {
    const echoed = 'plain a b&"c" url a%20b%26%22c%22 form a+b%26%22c%22 json a b&\\"c\\"';
    expect(maskValues(echoed, ['a b&"c"'])).toBe(`plain ${maskText} url ${maskText} form ${maskText} json ${maskText}`);
  });

  it('does not look for values that are too short to mean anything', () => {
    expect(maskValues('a=1', ['1'])).toBe('a=1');
  });

  it('takes text that is no well-formed Unicode', () => {
    expect(maskValues('x \ud800abc y', ['\ud800abc'])).toBe(`x ${maskText} y`);
  });
});

it('collects the credentials of fields and headers, longest first', () => {
  const post = secretPost({
    fields: [
      field(0, { name: 'password', value: 'abc', secret: true }),
      field(1, { value: 'public' }),
      field(2, { name: 'api_key', value: null, secret: true }),
    ],
    headers: [
      ['authorization', 'Basic abcdef'],
      ['Host', 'x'],
    ],
    secretHeaders: ['Authorization'],
  });
  expect(secretValues(post)).toEqual(['Basic abcdef', 'abc']);
});

it('merges ranges that touch and drops empty ones', () => {
  const merged = mergeRanges([
    { start: 5, end: 8 },
    { start: 1, end: 3 },
    { start: 3, end: 5 },
    { start: 20, end: 20 },
  ]);
  expect(merged).toEqual([{ start: 1, end: 8 }]);
});
