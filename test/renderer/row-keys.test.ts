import { expect, test } from 'vitest';
import { type RowKeys, rowKeys } from '../../renderer/inbox/row-keys.ts';

const none: RowKeys = new Map();
const listed = (keys: RowKeys) => [...keys];

test('posts that stay keep their keys, and those that come on top get new ones', () => {
  const before = rowKeys(none, [5, 4, 3, 2], false);
  expect(listed(before)).toEqual([
    [5, 1],
    [4, 2],
    [3, 3],
    [2, 4],
  ]);
  expect(listed(rowKeys(before, [6, 5, 4, 3], false))).toEqual([
    [6, 5],
    [5, 1],
    [4, 2],
    [3, 3],
  ]);
});

test('the posts of another query take over the rows that stood in their places', () => {
  const before = rowKeys(none, [5, 4, 3], false);
  expect(listed(rowKeys(before, [90, 80], true))).toEqual([
    [90, 1],
    [80, 2],
  ]);
  expect(listed(rowKeys(before, [90, 80, 70, 5], true))).toEqual([
    [90, 1],
    [80, 2],
    [70, 3],
    [5, 4],
  ]);
});

test('a flood that leaves nothing on screen makes new rows', () => {
  const before = rowKeys(none, [2, 1], false);
  expect(listed(rowKeys(before, [90, 80], false))).toEqual([
    [90, 3],
    [80, 4],
  ]);
});

test('nothing changed is nothing new, and no key is given twice', () => {
  let keys = rowKeys(none, [3, 2, 1], false);
  expect(rowKeys(keys, [3, 2, 1], true)).toBe(keys);
  for (const ids of [[4, 3, 2], [9, 8, 7, 6], [9, 8], [], [1], [12, 11, 10, 1], [12, 11, 1]]) {
    keys = rowKeys(keys, ids, ids.length % 2 === 0);
    expect([...keys.keys()]).toEqual(ids);
    expect(new Set(keys.values()).size).toBe(ids.length);
  }
});
