import { expect, test } from 'vitest';
import { type RowKeys, rowKeys } from '../../renderer/inbox/row-keys.ts';

const none: RowKeys = new Map();
const same = { isOtherQuery: false, focused: null };
const other = { isOtherQuery: true, focused: null };
const listed = (keys: RowKeys) => [...keys];

test('posts that stay keep their keys, and those that come on top get new ones', () => {
  const before = rowKeys(none, [5, 4, 3, 2], same);
  expect(listed(before)).toEqual([
    [5, 1],
    [4, 2],
    [3, 3],
    [2, 4],
  ]);
  expect(listed(rowKeys(before, [6, 5, 4, 3], same))).toEqual([
    [6, 5],
    [5, 1],
    [4, 2],
    [3, 3],
  ]);
});

test('the posts of another query take over the rows that stood in their places', () => {
  const before = rowKeys(none, [5, 4, 3], other);
  expect(listed(rowKeys(before, [90, 80], other))).toEqual([
    [90, 1],
    [80, 2],
  ]);
  expect(listed(rowKeys(before, [90, 80, 70, 5], other))).toEqual([
    [90, 1],
    [80, 2],
    [70, 3],
    [5, 4],
  ]);
});

test('so do the posts of a flood that leaves half of the rows or fewer', () => {
  const before = rowKeys(none, [4, 3, 2, 1], same);
  expect(listed(rowKeys(before, [90, 80], same))).toEqual([
    [90, 1],
    [80, 2],
  ]);
  expect(listed(rowKeys(before, [6, 5, 4, 3], same))).toEqual([
    [6, 1],
    [5, 2],
    [4, 3],
    [3, 4],
  ]);
});

test('a row that has the focus is taken over by nobody', () => {
  const before = rowKeys(none, [4, 3, 2, 1], same);
  for (const isOtherQuery of [false, true]) {
    // Its post is gone: its place gets a new row.
    expect(listed(rowKeys(before, [90, 80, 70], { isOtherQuery, focused: 3 }))).toEqual([
      [90, 1],
      [80, 5],
      [70, 3],
    ]);
    // Its post stays: its row does, and so do all others that can.
    expect(listed(rowKeys(before, [90, 80, 70, 3], { isOtherQuery, focused: 3 }))).toEqual([
      [90, 5],
      [80, 6],
      [70, 7],
      [3, 2],
    ]);
  }
});

test('nothing changed is nothing new, and no key is given twice', () => {
  let keys = rowKeys(none, [3, 2, 1], same);
  expect(rowKeys(keys, [3, 2, 1], other)).toBe(keys);
  for (const ids of [[4, 3, 2], [9, 8, 7, 6], [9, 8], [], [1], [12, 11, 10, 1], [12, 11, 1]]) {
    keys = rowKeys(keys, ids, { isOtherQuery: ids.length % 2 === 0, focused: ids.length % 3 === 0 ? 9 : 11 });
    expect([...keys.keys()]).toEqual(ids);
    expect(new Set(keys.values()).size).toBe(ids.length);
  }
});
