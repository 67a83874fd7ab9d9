import { expect, it } from 'vitest';
import { parseQuery } from '../../contract/index.ts';
import { isStricter, olderThan } from '../../renderer/settings/retention-effect.ts';

it.each([
  [null, 5, true],
  [10, 5, true],
  [5, 5, false],
  [5, 10, false],
  [5, null, false],
  [null, null, false],
])('retention from %j to %j may delete: %j', (before, after, deletes) => {
  expect(isStricter(before, after)).toBe(deletes);
});

it('finds what a retention by age deletes, however long ago', () => {
  const now = Date.parse('2026-11-22T10:00:00.000Z');
  expect(olderThan(1.5, now)).toBe('-is:pinned before:2026-11-20T22:00:00.000Z');
  expect(parseQuery(olderThan(1e9, now)).ok).toBe(true);
});
