import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../../contract/index.ts';
import { decodePiece, mostPairs, splitPairs } from '../../../renderer/post/body/form-pairs.ts';
import { mostParts, readParts } from '../../../renderer/post/body/multipart-parts.ts';

interface List {
  fields: Field[];
}

/** How the core reads the same bytes: its types belong to another project, so only what is needed of them stands here. */
interface Core {
  fieldList(maskedNames: string[]): List;
  readUrlencoded(list: List, input: { text: string; source: 'form'; charset: null }): void;
  readMultipart(list: List, source: { bytes: Buffer; boundary: string | null; charset: null }): string[];
}

const files = import.meta.glob<Partial<Core>>('../../../main/dialects/{field-list,urlencoded,multipart}.ts', {
  eager: true,
});
const { fieldList, readUrlencoded, readMultipart } = Object.assign({}, ...Object.values(files)) as Core;

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('the pairs of a form', () => {
  it('are those that the fields are made of, for any bytes', () => {
    const unit = fc.constantFrom('a', '=', '&', '%', '4', '1', '+', 'é', '%C3%A9', ';', '[', ' ');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        const bytes = new TextEncoder().encode(text);
        const list = fieldList([]);
        readUrlencoded(list, { text: Buffer.from(bytes).toString('latin1'), source: 'form', charset: null });
        const piece = (range: { start: number; end: number }) =>
          decodePiece(bytes.subarray(range.start, range.end), 'utf-8');
        const pairs = splitPairs(bytes).pairs.map(({ name, value }) => [piece(name), value && piece(value)]);
        expect(pairs).toEqual(list.fields.map(({ name, value }) => [name, value]));
      }),
    );
  });

  it('are decoded in any charset', () => {
    expect(decodePiece(latin1('caf%E9+x'), 'windows-1252')).toBe('café x');
    expect(decodePiece(latin1('%83%65'), 'shift_jis')).toBe('テ');
  });

  it('are bounded, and counted', () => {
    const { pairs, total } = splitPairs(latin1('a&'.repeat(mostPairs + 5)));
    expect([pairs.length, total]).toEqual([mostPairs, mostPairs + 5]);
  });
});

describe('the parts of a multipart body', () => {
  const part = (name: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;

  it('stand where the decoding of fields finds them, for any bytes', () => {
    const piece = fc.constantFrom(
      '--x',
      '--x--',
      '\r\n',
      '\n',
      '\r\n\r\n',
      'Content-Disposition: form-data; name="a"; filename="b.png"',
      'Content-Type: text/plain',
      'content',
      '\xff\0',
      '--xy',
      ' folded',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), fc.constantFrom('x', 'y', null), (pieces, boundary) => {
        const text = pieces.join('');
        const bytes = latin1(text);
        const list = fieldList([]);
        readMultipart(list, { bytes: Buffer.from(bytes), boundary, charset: null });
        const { parts } = readParts(bytes, boundary);
        expect(parts.map(({ name, filename, content }) => ({ name: name ?? '', filename, range: content }))).toEqual(
          list.fields.map(({ name, part: of, range }) => ({ name, filename: of?.filename ?? null, range })),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('have names and files in any spelling', () => {
    const head = `--x\r\nContent-Disposition: form-data; name="a"; filename="x.png"; filename*=UTF-8''caf%C3%A9%2B+.png\r\n`;
    const [read] = readParts(latin1(`${head}content-TYPE: image/png\r\n\r\n1\r\n--x--`), 'x').parts;
    expect(read).toMatchObject({ name: 'a', filename: 'café++.png', contentType: 'image/png' });
  });

  it('say when the end is missing, and how many there are', () => {
    expect(readParts(latin1(part('a', '1')), 'x').unfinished).toBe(true);
    expect(readParts(latin1(`${part('a', '1')}--x--`), 'x').unfinished).toBe(false);
    const many = readParts(latin1(`${part('a', '1').repeat(mostParts + 3)}--x--`), 'x');
    expect([many.parts.length, many.total]).toEqual([mostParts, mostParts + 3]);
    expect(readParts(latin1('nothing here'), 'x').parts).toEqual([]);
  });
});
