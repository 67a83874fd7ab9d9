import { expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { createRemovalPace } from '../../main/store/removal-pace.ts';

test('slices grow while they are fast, and shrink at once when one is slow, within bounds', () => {
  const pace = createRemovalPace(() => 0);
  const least = pace.rows;
  for (let i = 0; i < 50; i++) pace.took(0.5);
  expect(pace.rows).toBe(limits.store.deleteRows);
  pace.took(40);
  expect(pace.rows).toBe(limits.store.deleteRows / 5);
  pace.took(8);
  expect(pace.rows).toBe(limits.store.deleteRows / 4);
  pace.took(10_000);
  expect(pace.rows).toBe(least);
});

test('removal rests behind a slice when posts came since the last one', () => {
  let lastId = 7;
  const pace = createRemovalPace(() => lastId);
  expect(pace.rest(10)).toBe(0);
  lastId++;
  expect(pace.rest(10)).toBe(60);
  expect(pace.rest(10)).toBe(0);
});
