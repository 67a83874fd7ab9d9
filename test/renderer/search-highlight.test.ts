import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHighlighter, markedPieces, within } from '../../renderer/search/highlight.ts';

const marked = (query: string, text: string) => {
  const pieces = markedPieces(text, createHighlighter(query)?.(text) ?? []);
  return pieces.map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join('');
};

/** The same index, which can say what it found. */
function openIndex(): { mark(expression: string, text: string): string } & Disposable {
  const db = new Database(':memory:');
  db.exec('CREATE VIRTUAL TABLE texts USING fts5(text, tokenize="unicode61 remove_diacritics 2")');
  const put = db.prepare('INSERT INTO texts (rowid, text) VALUES (1, ?)');
  const read = db.prepare("SELECT highlight(texts, 0, '[', ']') FROM texts WHERE texts MATCH ?").pluck();
  return {
    mark(expression, text) {
      put.run(text);
      try {
        return (read.get(expression) as string | undefined) ?? text;
      } finally {
        db.exec('DELETE FROM texts');
      }
    },
    [Symbol.dispose]: () => db.close(),
  };
}

describe('what a query searches for is marked', () => {
  it.each([
    ['join', 'Please JOIN, join us', 'Please [JOIN], [join] us'],
    ['joi*', 'joined by joy', '[joined] by joy'],
    ['"join please"', 'join+please and please join', '[join+please] and please join'],
    ['"join ple*"', 'join please', 'join please'],
    ['cafe', 'Café, cafe\u0301 and CAFE', '[Café], [cafe\u0301] and [CAFE]'],
    ['café', 'the cafe', 'the [cafe]'],
    ['-join kind:status phone:1', 'join status 1', 'join status 1'],
    ['join please', 'please join', '[please] [join]'],
    ['"a b" "b c"', 'a b c', '[a b c]'],
    ['😀', 'x 😀 y', 'x [😀] y'],
    ['kind:nonsense join', 'join', 'join'],
    ['ΟΔΟΣ', 'οδος οδόσ', '[οδος] οδόσ'],
  ])('%s in %j', (query, text, expected) => {
    expect(marked(query, text)).toBe(expected);
  });

  it('has nothing to mark without text', () => {
    expect(createHighlighter('kind:status -join')).toBeNull();
    expect(createHighlighter('"')).toBeNull();
  });

  it('marks what the index finds', () => {
    using index = openIndex();
    const letter = fc.constantFrom(...'aàbCéeE\u0301ñzß0 ,+-_.йиΣςσ漢字한ıİåÅøﬁ'.split(''));
    const word = fc.array(letter, { minLength: 1, maxLength: 4 }).map((letters) => letters.join('').trim());
    const text = fc.array(letter, { maxLength: 24 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(word, text, fc.boolean(), (wanted, given, prefix) => {
        fc.pre(/[\p{L}\p{N}]/u.test(wanted) && !/[\s-]/.test(wanted.charAt(0)) && !/\s/.test(wanted));
        const expression = `"${wanted}"${prefix ? ' *' : ''}`;
        expect(marked(prefix ? `${wanted}*` : wanted, given)).toBe(index.mark(expression, given));
      }),
      { numRuns: 400 },
    );
  });

  it('loses and adds no character', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 10 }), fc.string({ maxLength: 60, unit: 'grapheme' }), (query, text) => {
        const ranges = createHighlighter(query)?.(text) ?? [];
        const pieces = markedPieces(text, ranges);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const [index, range] of ranges.entries()) {
          expect(range.start).toBeGreaterThanOrEqual(ranges[index - 1]?.end ?? 0);
          expect(range.end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  it('is cut to the part that is drawn', () => {
    const ranges = [
      { start: 2, end: 6 },
      { start: 8, end: 9 },
    ];
    expect(within(ranges, { start: 4, end: 8 })).toEqual([{ start: 0, end: 2 }]);
    expect(within(ranges, { start: 0, end: 20 })).toEqual(ranges);
  });
});
