import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visiblePieces } from '../../renderer/ui/visible.ts';

const signs = (value: string) => visiblePieces(value).map((piece) => piece.sign ?? piece.text);

describe('visiblePieces', () => {
  it('leaves ordinary text in one piece', () => {
    expect(signs('join please, 5 o’clock')).toEqual(['join please, 5 o’clock']);
  });

  it('shows tabs, line ends and other control characters', () => {
    expect(signs('a\tb\r\nc\u0000\u007f')).toEqual(['a', '⇥', 'b', '␍', '↵', 'c', '␀', '␡']);
  });

  it('shows blanks at the ends and in a row, but not single ones inside', () => {
    expect(signs(' a b  c ')).toEqual(['·', 'a b', '··', 'c', '·']);
  });

  it('names what cannot be seen', () => {
    expect(visiblePieces('\u202eevil')[0]).toEqual({
      text: '\u202e',
      sign: 'RLO',
      label: 'right-to-left override',
    });
    expect(visiblePieces('\u2003')[0]?.sign).toBe('U+2003');
  });

  it('does not tear emoji or joined scripts apart', () => {
    expect(signs('👩‍👩‍👧 مرحبا 👍🏽')).toEqual(['👩‍👩‍👧 مرحبا 👍🏽']);
  });

  it('never changes the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(
          visiblePieces(value)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(value);
      }),
    );
  });
});
