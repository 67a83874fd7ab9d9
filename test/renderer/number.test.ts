import fc from 'fast-check';
import { expect, test } from 'vitest';
import { number } from '../../renderer/ui/number.ts';

test('numbers are written as English does', () => {
  expect([0, 7, 999, 1000, 123_456, 1_234_567].map(number)).toEqual(['0', '7', '999', '1,000', '123,456', '1,234,567']);
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true })), (value) => {
      // A zero that is one has no sign here.
      expect(number(value)).toBe((value || 0).toLocaleString('en'));
    }),
  );
});
