import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, Header } from '../../contract/index.ts';
import { type FieldChanges, fieldEdits, isEditable, placeForNew } from '../../renderer/replay/field-edits.ts';
import { fromHexText, toHexText } from '../../renderer/replay/hex-text.ts';
import { fromLatin1, splice, toLatin1 } from '../../renderer/replay/splice.ts';
import { fromBase64 } from '../../renderer/ui/bytes.ts';

interface Raw {
  method: string;
  target: string;
  headers: Header[];
  body: Uint8Array;
}
interface Core {
  decodePost(raw: Raw, context: { endpoint: null; maskedNames: string[] }): { fields: Field[] };
}

// The core's own reader of fields: what it finds in the edited bytes is what a handler would.
const core = Object.values(import.meta.glob<Core>('../../main/dialects/decode.ts', { eager: true }))[0] as Core;
const utf8 = (text: string) => new TextEncoder().encode(text);

function post(body: string | Uint8Array, type = 'application/x-www-form-urlencoded', target = '/callback') {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  const raw: Raw = { method: 'POST', target, headers: [['Content-Type', type]], body: bytes };
  const { fields } = core.decodePost(raw, { endpoint: null, maskedNames: [] });
  return { ...raw, fields, bytes, bodySize: bytes.length };
}

type Made = ReturnType<typeof post>;

function change(made: Made, values: Record<string, string | null>, added: FieldChanges['added'] = []) {
  const byPosition = new Map(
    made.fields.flatMap(({ name, position }) => (name in values ? [[position, values[name] ?? null] as const] : [])),
  );
  return fieldEdits(made, made.bytes, { values: byPosition, added });
}

/** The body that goes out, as latin-1 text. */
function bodyAfter(made: Made, values: Record<string, string | null>, added: FieldChanges['added'] = []): string {
  const result = change(made, values, added);
  if (!('edits' in result)) throw new Error(`${result.unwritable.field} cannot be written`);
  const base64 = result.edits?.bodyBase64;
  return toLatin1(base64 === undefined ? made.bytes : fromBase64(base64));
}

describe('editing fields', () => {
  it('changes the bytes of one value and leaves every other byte alone', () => {
    const made = post('a=%7e1&&message=join+ple%61se&=x&noequals&b=%zz');
    expect(bodyAfter(made, { message: 'café & more' })).toBe('a=%7e1&&message=caf%c3%a9+%26+more&=x&noequals&b=%zz');
  });

  it('writes blanks and escapes as the post does', () => {
    expect(bodyAfter(post('a=x%20y&b=%C3%A9'), { a: 'ö z' })).toBe('a=%C3%B6%20z&b=%C3%A9');
    expect(bodyAfter(post('a=1'), { a: 'x y' })).toBe('a=x+y');
  });

  it('writes the charset that the post declares, and says what it cannot hold', () => {
    const made = post('message=hi', 'application/x-www-form-urlencoded; charset=ISO-8859-1');
    expect(bodyAfter(made, { message: 'é€' })).toBe('message=%E9%80');
    expect(change(made, { message: '語' })).toEqual({ unwritable: { field: 'message', charset: 'windows-1252' } });
  });

  it('edits the query alone where the field stands there', () => {
    const made = post('message=x', undefined, '/callback?a=1&b=2#c');
    expect(change(made, { a: '9 9' })).toEqual({ edits: { target: '/callback?a=9+9&b=2#c' } });
    expect(change(made, { a: null, message: 'y' })).toEqual({
      edits: { target: '/callback?b=2#c', bodyBase64: btoa('message=y') },
    });
  });

  it('takes fields out with one separator, wherever they stand', () => {
    const made = post('a=1&b=2&c=3');
    expect(bodyAfter(made, { a: null })).toBe('b=2&c=3');
    expect(bodyAfter(made, { b: null })).toBe('a=1&c=3');
    expect(bodyAfter(made, { b: null, c: null })).toBe('a=1');
    expect(bodyAfter(made, { a: null, b: null, c: null })).toBe('');
    expect(bodyAfter(post('a=1&b=2&'), { b: null })).toBe('a=1&');
    expect(change(post('', undefined, '/cb?a=1'), { a: null })).toEqual({ edits: { target: '/cb' } });
  });

  it('adds fields where those of the post stand', () => {
    expect(bodyAfter(post('a=1'), {}, [{ name: 'new field', value: 'ü' }])).toBe('a=1&new+field=%C3%BC');
    expect(change(post('', undefined, '/cb'), {}, [{ name: 'a', value: '1' }])).toEqual({
      edits: { target: '/cb?a=1' },
    });
    expect(placeForNew(post('{"a":1}', 'application/json'))).toBeNull();
  });

  it('edits JSON in place: white space, key order and number spelling stay', () => {
    const made = post('{ "message" : "old",\n "n": 1.50, "flag": true, "none": null }', 'application/json');
    expect(bodyAfter(made, { message: 'say "hi"', n: '2.0' })).toBe(
      '{ "message" : "say \\"hi\\"",\n "n": 2.0, "flag": true, "none": null }',
    );
    expect(bodyAfter(made, { n: 'many', none: 'x' })).toContain('"n": "many", "flag": true, "none": "x"');
  });

  it('edits a part of a multipart body, and leaves files alone', () => {
    const body = '--b\r\nContent-Disposition: form-data; name="m"\r\n\r\nold\r\n--b\r\n'.concat(
      'Content-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n\u0001\u0002\r\n--b--\r\n',
    );
    const made = post(body, 'multipart/form-data; boundary=b');
    expect(bodyAfter(made, { m: 'néw' })).toBe(body.replace('old', toLatin1(utf8('néw'))));
    expect(made.fields.map(isEditable)).toEqual([true, false]);
  });

  it('sends nothing new when nothing was changed', () => {
    const made = post('a=1&b=');
    expect(change(made, { a: '1', b: '' })).toEqual({ edits: null });
  });

  it('does not touch a packed body, whose ranges mean nothing outside', () => {
    const made = { ...post('a=1'), fields: post('a=1').fields.map((field) => ({ ...field, range: null })) };
    expect(change(made, { a: '2' })).toEqual({ edits: null });
    expect(made.fields.some(isEditable)).toBe(false);
  });

  it('reads back what was written, for any form and any value, with all other pairs byte for byte', () => {
    const raw = fc.array(fc.constantFrom('a', 'é', '+', '%41', '%', '%E9', '%20', '=', '.', '~'), { maxLength: 6 });
    const pair = fc.tuple(fc.constantFrom('a', 'b', 'message', 'x%5B0%5D'), raw).map(([n, v]) => `${n}=${v.join('')}`);
    const value = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 6 }), fc.nat(), value, (pairs, nth, next) => {
        const made = post(pairs.join('&'));
        const field = made.fields[nth % made.fields.length] as Field;
        const result = fieldEdits(made, made.bytes, { values: new Map([[field.position, next]]), added: [] });
        if (!('edits' in result)) throw new Error('UTF-8 holds everything');
        const after = result.edits?.bodyBase64 ? fromBase64(result.edits.bodyBase64) : made.bytes;
        expect(post(after).fields[field.position]?.value).toBe(next);
        const others = (bytes: Uint8Array) => toLatin1(bytes).split('&').toSpliced(field.position, 1);
        expect(others(after)).toEqual(others(made.bytes));
      }),
    );
  });

  it('reads back what was written, for any JSON of texts', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), { minKeys: 1, maxKeys: 5 }),
        fc.string({ unit: 'grapheme' }),
        fc.nat(),
        (members, next, nth) => {
          const made = post(JSON.stringify(members, null, 1), 'application/json');
          const field = made.fields[nth % made.fields.length] as Field;
          const result = fieldEdits(made, made.bytes, { values: new Map([[field.position, next]]), added: [] });
          if (!('edits' in result)) throw new Error('UTF-8 holds everything');
          const after = result.edits?.bodyBase64 ? fromBase64(result.edits.bodyBase64) : made.bytes;
          const expected = made.fields.map((each) => (each === field ? next : each.value));
          expect(post(after, 'application/json').fields.map((each) => each.value)).toEqual(expected);
        },
      ),
    );
  });
});

it('splices pieces in any order', () => {
  const bytes = fromLatin1('0123456789');
  const piece = (start: number, end: number, text: string) => ({ start, end, bytes: fromLatin1(text) });
  expect(toLatin1(splice(bytes, [piece(8, 10, ''), piece(0, 1, 'ab'), piece(5, 5, '-')]))).toBe('ab1234-567');
});

describe('hex', () => {
  it('comes back as the bytes it shows', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(fromHexText(toHexText(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['0', 'zz', '00 1'])('refuses %j', (text) => {
    expect(fromHexText(text)).toBeNull();
  });
});
