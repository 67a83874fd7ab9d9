import { describe, expect, it } from 'vitest';
import type { Post } from '../../contract/index.ts';
import { align, firstDifference, isReordered } from '../../renderer/compare/align.ts';
import { compareFields, compareHeaders } from '../../renderer/compare/compare-posts.ts';
import { previousOf, queryFor } from '../../renderer/compare/previous.ts';
import { formatView, parseView } from '../../renderer/ui/view.ts';
import { field, summary } from './posts.ts';

/** What of a post is compared line by line. */
function post(part: Partial<Post>): Post {
  return { ...summary(1), fields: [], headers: [], trailers: [], secretHeaders: [], ...part } as unknown as Post;
}

const lines = (left: string[], right: string[]) =>
  align({
    left: left.map((text) => text.split('=') as [string, string]),
    right: right.map((text) => text.split('=') as [string, string]),
    nameOf: ([name]) => name,
    same: (a, b) => a[1] === b[1],
  }).map(({ names, change }) => `${names.join('/')} ${change}`);

describe('align', () => {
  it('tells what is the same, changed, and on one side only', () => {
    expect(lines(['a=1', 'b=1', 'c=1'], ['a=1', 'b=2', 'd=1'])).toEqual(['a same', 'b changed', 'c left', 'd right']);
  });

  it('puts what only the right side has where it stands there', () => {
    expect(lines(['a=1', 'c=1'], ['x=1', 'a=1', 'b=1', 'c=1', 'y=1'])).toEqual([
      'x right',
      'a same',
      'b right',
      'c same',
      'y right',
    ]);
  });

  it('finds partners in another order, and loses nothing', () => {
    expect(lines(['a=1', 'b=1', 'c=1'], ['c=1', 'b=1', 'a=1', 'd=1']).toSorted()).toEqual([
      'a same',
      'b same',
      'c same',
      'd right',
    ]);
  });

  it('tells whether the order is another one', () => {
    const reordered = (left: string[], right: string[]) =>
      isReordered(align({ left, right, nameOf: (name) => name, same: () => true }));
    expect(reordered(['a', 'b', 'c'], ['a', 'b', 'c'])).toBe(false);
    expect(reordered(['a', 'b', 'c'], ['b', 'a', 'c'])).toBe(true);
    expect(reordered(['a', 'a', 'b'], ['a', 'a', 'b'])).toBe(false);
    // What only one side has is said at its line.
    expect(reordered(['a', 'x', 'b'], ['y', 'a', 'b', 'z'])).toBe(false);
  });

  it('pairs repeated names in their order', () => {
    expect(lines(['a=1', 'a=2'], ['a=1', 'a=3', 'a=4'])).toEqual(['a same', 'a changed', 'a right']);
  });
});

describe('firstDifference', () => {
  it.each([
    ['abc', 'abc', null],
    ['abc', 'abd', 2],
    ['ab', 'abc', 2],
    ['', '', null],
    ['', 'a', 0],
  ])('of %j and %j is %j', (a, b, at) => {
    expect(firstDifference(Buffer.from(a), Buffer.from(b))).toBe(at);
  });
});

describe('fields and headers', () => {
  it('differ by value and by source', () => {
    const left = post({ fields: [field(0, { name: 'a', value: '1' }), field(1, { name: 'b', value: null })] });
    const right = post({
      fields: [field(0, { name: 'a', value: '1', source: 'query' }), field(1, { name: 'b', value: '' })],
    });
    expect(compareFields(left, right).map(({ change }) => change)).toEqual(['changed', 'changed']);
    expect(compareFields(left, left).map(({ change }) => change)).toEqual(['same', 'same']);
  });

  it('pairs header names without regard to case, says where it differs, and knows the secret ones', () => {
    const left = post({
      headers: [
        ['Host', 'a.test'],
        ['Authorization', 'one'],
      ],
      secretHeaders: ['Authorization'],
    });
    const right = post({
      headers: [
        ['host', 'a.test'],
        ['authorization', 'two'],
      ],
      secretHeaders: ['authorization'],
    });
    const compared = compareHeaders(left, right);
    expect(compared.map(({ names, change }) => [...names, change])).toEqual([
      ['Host', 'host', 'case'],
      ['Authorization', 'authorization', 'changed'],
    ]);
    expect(compareHeaders(left, left).map(({ names, change }) => [...names, change])).toEqual([
      ['Host', 'same'],
      ['Authorization', 'same'],
    ]);
    expect(compared[1]).toMatchObject({ left: { secret: true }, right: { secret: true } });
  });
});

describe('choosing', () => {
  it('offers the newest of the posts before', () => {
    const at = (id: number, receivedAt: string) => summary(id, { receivedAt });
    const posts = [
      at(1, '2026-11-22T10:00:00.000Z'),
      at(9, '2026-11-22T10:00:01.000Z'),
      at(3, '2026-11-22T10:00:03.000Z'),
    ];
    expect(previousOf(at(5, '2026-11-22T10:00:02.000Z'), posts)?.id).toBe(9);
    expect(previousOf(at(1, '2026-11-22T10:00:00.000Z'), posts)).toBeNull();
  });

  it.each([
    ['42', 'id:42'],
    [' #42 ', 'id:42'],
    ['kind:status', 'kind:status'],
    ['', ''],
  ])('takes %j for %j', (typed, query) => {
    expect(queryFor(typed)).toBe(query);
  });

  it('has an address of its own', () => {
    const view = { screen: 'compare', postId: null, compared: [41, 42] } as const;
    expect(formatView(view)).toBe('#/compare/41/42');
    expect(parseView('#/compare/41/42')).toEqual(view);
    expect(parseView('#/compare/41')).toEqual({ screen: 'inbox', postId: null });
  });
});
