import { describe, expect, test } from 'vitest';
import { isValidName, nameInUrl, randomName } from '../../main/tunnel/name.ts';

describe('a random name', () => {
  test('is always one a tunnel server takes', () => {
    const names = Array.from({ length: 2000 }, randomName);
    expect(names.filter((name) => !isValidName(name))).toEqual([]);
    expect(names.every((name) => /^[a-z]+-[a-z]+-[a-z2-9]{7}$/.test(name))).toBe(true);
  });

  test('does not come twice', () => {
    expect(new Set(Array.from({ length: 20_000 }, randomName)).size).toBe(20_000);
  });
});

test.each([
  ['calm-fox-4821', true],
  ['abcd', true],
  ['4821', true],
  ['a'.repeat(63), true],
  ['abc', false],
  ['a'.repeat(64), false],
  ['-abcd', false],
  ['abcd-', false],
  ['Calm-fox', false],
  ['calm_fox', false],
  ['calm.fox', false],
  ['calm fox', false],
  ['', false],
])('isValidName(%j) is %s', (name, expected) => {
  expect(isValidName(name)).toBe(expected);
});

test.each([
  ['https://calm-fox-4821.loca.lt', 'calm-fox-4821'],
  ['http://calm-fox-4821.lt.test:4000', 'calm-fox-4821'],
  ['https://localhost', null],
  ['http://127.0.0.1:4000', null],
  ['http://[::1]:4000', null],
])('the name in %s is %s', (url, expected) => {
  expect(nameInUrl(url)).toBe(expected);
});
