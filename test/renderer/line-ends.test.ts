import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withEndsOf, withPlainEnds } from '../../renderer/replay/line-ends.ts';

describe('line ends of a value that is typed over', () => {
  it.each([
    ['a\r\nb', 'a\nb!', 'a\r\nb!'],
    ['a\r\nb', 'a\nx\nb', 'a\r\nx\r\nb'],
    ['a\r\nb', 'x\ny', 'x\r\ny'],
    ['a\nb', 'a\nb\n', 'a\nb\n'],
    ['a\rb', 'a\nb\nc', 'a\rb\rc'],
    ['one line', 'two\nlines', 'two\nlines'],
    // Where they differ, those that are not touched stay.
    ['a\r\nb\nc\rd', 'a\nb\nc!\nd', 'a\r\nb\nc!\rd'],
    ['\r\n\r\n', '\n', '\r\n'],
  ])('turns %j, typed to %j, into %j', (before, typed, after) => {
    expect(withEndsOf(before, typed, before)).toBe(after);
  });

  it('ends new lines as the first text did, also after all of it was deleted', () => {
    expect(withEndsOf('', 'x\ny', 'a\r\nb')).toBe('x\r\ny');
  });

  it('shows what was typed, and is the first text again when that was typed again', () => {
    const value = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n', '\r\n', 'é', '😀') });
    fc.assert(
      fc.property(value, value, (before, next) => {
        const typed = withPlainEnds(next);
        const after = withEndsOf(before, typed, before);
        expect(withPlainEnds(after)).toBe(typed);
        expect(withEndsOf(after, withPlainEnds(before), before)).toBe(before);
      }),
    );
  });
});
