import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultEndpoints, postSchema } from '../../contract/index.ts';
import { decodePost } from '../../main/dialects/decode.ts';
import { maskBytes, secretRanges } from '../../main/dialects/masking.ts';
import { secretFieldNames } from '../../main/dialects/secrets.ts';
import { limits } from '../../main/limits.ts';
import { decode, decodeJson, pairs } from './posts.ts';

const latin1 = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const type = fc.oneof(
  fc.constantFrom(
    'application/x-www-form-urlencoded',
    'application/json',
    'application/json; charset=utf-16',
    'multipart/form-data; boundary=b',
    'multipart/form-data',
    'text/plain; charset=latin1',
    '',
  ),
  latin1,
);
/** Bytes that look enough like what readers expect to get far into them. */
const shaped = fc
  .array(
    fc.constantFrom(
      'a',
      '=',
      '&',
      '%',
      '+',
      '%41',
      '%E9',
      '%ED%A0%BD',
      '{"',
      '"',
      ':',
      ',',
      '[',
      ']',
      '}',
      '\\u',
      '\\',
      '\r\n',
      '--b',
      '--',
      'password',
      'sendTo=',
      'status=',
      'name="x"',
      'Content-Disposition: form-data; ',
      '1e5',
      'null',
      '\x00',
      '\xc3',
      '\xa9',
      '\xff',
    ),
    { maxLength: 40 },
  )
  .map((pieces) => Buffer.from(pieces.join(''), 'latin1'));
const raw = fc.record({
  method: fc.constantFrom('POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'x'),
  target: fc.oneof(
    latin1,
    latin1.map((text) => `/callback?${text}`),
    shaped.map((bytes) => `/x?${bytes.toString('latin1')}`),
  ),
  headers: fc
    .tuple(
      type,
      fc.constantFrom('', 'gzip', 'deflate', 'br', 'gzip,br', 'x'),
      fc.array(fc.tuple(latin1, latin1), { maxLength: 3 }),
    )
    .map(([contentType, encoding, more]): [string, string][] => [
      ['content-type', contentType],
      ['Content-Encoding', encoding],
      ...more,
    ]),
  body: fc.oneof(fc.uint8Array({ maxLength: 200 }), shaped),
});
const context = fc.record({
  endpoint: fc.constantFrom(null, ...defaultEndpoints),
  maskedNames: fc.array(latin1, { maxLength: 2 }),
});

describe('any post', () => {
  it('decodes without throwing, to what the contract describes', () => {
    const { fields, findings } = postSchema.shape;
    fc.assert(
      fc.property(raw, context, (post, known) => {
        const before = Buffer.from(post.body);
        const decoded = decodePost(post, known);
        expect(fields.parse(decoded.fields)).toEqual(decoded.fields);
        expect(findings.parse(decoded.findings)).toEqual(decoded.findings);
        expect(decoded.fields.map(({ position }) => position)).toEqual(decoded.fields.map((_, index) => index));
        for (const { flags } of decoded.fields) expect(new Set(flags).size).toBe(flags.length);
        expect((decoded.excerpt ?? '').length).toBeLessThanOrEqual(limits.dialects.excerptChars);
        expect(before.equals(post.body)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('has ranges within its bytes, in order, and masks without losing what is between', () => {
    const names = secretFieldNames(null, []);
    fc.assert(
      fc.property(raw, context, (post, known) => {
        const { fields } = decodePost(post, known);
        const query = post.target.slice(post.target.indexOf('?') + 1);
        for (const { range, source } of fields) {
          if (!range) continue;
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThanOrEqual(source === 'query' ? query.length : post.body.length);
        }
        const { body } = secretRanges({ fields, body: post.body }, names);
        const covered = body.reduce((sum, { start, end }) => sum + end - start, 0);
        const masked = maskBytes(post.body, body).toString('latin1');
        const bullets = Buffer.from('••••••').toString('latin1');
        expect(masked.replaceAll(bullets, '').length).toBeLessThanOrEqual(post.body.length - covered + 2 * body.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('urlencoded pairs', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const list = fc.array(fc.tuple(text, text), { maxLength: 12 });

  it.each(['query', 'form'] as const)('come back from the %s, equal and in order', (source) => {
    fc.assert(
      fc.property(list, (given) => {
        const encoded = new URLSearchParams(given).toString();
        const post =
          source === 'form'
            ? decode({ body: encoded })
            : decode({ type: null, method: 'GET', target: `/x?${encoded}` });
        // URLSearchParams writes a pair of two empty texts as "=", which is a field as well.
        expect(pairs(post)).toEqual(given);
        for (const { range, value } of post.fields) {
          const slice = encoded.slice(range?.start, range?.end);
          expect(decodeURIComponent(slice.replaceAll('+', ' '))).toBe(value);
        }
      }),
    );
  });

  it('are the same in the query and in the body', () => {
    fc.assert(
      fc.property(shaped, (bytes) => {
        const inQuery = decode({ type: null, method: 'GET', target: `/x?${bytes.toString('latin1')}` });
        const inBody = decode({ body: bytes });
        const bare = (post: typeof inBody) => post.fields.map(({ source: _, ...field }) => field);
        expect(bare(inQuery)).toEqual(bare(inBody));
      }),
    );
  });
});

describe('JSON', () => {
  it('gives its values in order, with ranges that hold their tokens', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('json'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(json, fc.constantFrom(0, 1, '\t'), (value, space) => {
        const encoded = JSON.stringify(value, null, space);
        const bytes = Buffer.from(encoded);
        const post = decodeJson(encoded);
        const tokens = post.fields.map(({ range }) => JSON.parse(bytes.subarray(range?.start, range?.end).toString()));
        const leaves: unknown[] = [];
        JSON.stringify(value, (_key, member) => {
          const inner = typeof member === 'object' && member !== null ? Object.keys(member).length : 0;
          if (inner === 0) leaves.push(Object.is(member, -0) ? 0 : member);
          return member;
        });
        expect(tokens).toEqual(leaves);
        expect(post.findings.map(({ code }) => code)).not.toContain('json-damaged');
        const below = decodeJson(JSON.stringify({ top: value })).fields.map(({ name }) => name);
        expect(new Set(below).size).toBe(below.length);
      }),
    );
  });

  it('keeps the text of numbers', () => {
    const digits = fc.stringMatching(/^[0-9]{1,30}$/);
    const spelling = fc.stringMatching(/^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?$/);
    fc.assert(
      fc.property(fc.array(spelling, { minLength: 1 }), digits, (numbers, fraction) => {
        const all = [...numbers, `0.${fraction}`];
        expect(decodeJson(`[${all.join(' ,')}]`).fields.map(({ value }) => value)).toEqual(all);
      }),
    );
  });
});

describe('multipart', () => {
  it('gives parts with the sizes and hashes of what went in', () => {
    const content = fc.uint8Array({ maxLength: 300 });
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, content), { minLength: 1, maxLength: 6 }),
        fc.stringMatching(/^[A-Za-z0-9'()+_,.:=?-]{20,60}$/),
        (parts, boundary) => {
          const lines = parts.map(([field, bytes]) =>
            Buffer.concat([
              Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="f"\r\n\r\n`),
              bytes,
              Buffer.from('\r\n'),
            ]),
          );
          const body = Buffer.concat([...lines, Buffer.from(`--${boundary}--\r\n`)]);
          const post = decode({ type: `multipart/form-data; boundary="${boundary}"`, body });
          const expected = parts.map(([field, bytes]) => [
            field,
            bytes.length,
            createHash('sha256').update(bytes).digest('hex'),
          ]);
          expect(post.fields.map(({ name: field, part }) => [field, part?.size, part?.sha256])).toEqual(expected);
          for (const [index, { range }] of post.fields.entries()) {
            expect(body.subarray(range?.start, range?.end).equals(parts[index]?.[1] ?? Buffer.alloc(0))).toBe(true);
          }
        },
      ),
    );
  });
});
