import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrive,
  change,
  emptyList,
  heldLimit,
  mergeHead,
  type PostList,
  readHead,
  readTail,
  release,
} from '../../renderer/inbox/post-list.ts';
import { summaries, summary } from './posts.ts';

const ids = (posts: readonly { id: number }[]) => posts.map((post) => post.id);
const ready = (newest: number, oldest: number, next: string | null = null): PostList =>
  readHead(emptyList, { posts: summaries(newest, oldest), next });

describe('arrive', () => {
  it('puts a live batch on top, newest first', () => {
    expect(ids(arrive(ready(3, 1), summaries(4, 6), false).posts)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('ignores posts that are there already', () => {
    const list = ready(3, 1);
    expect(arrive(list, summaries(2, 3), false)).toBe(list);
  });

  it('holds posts back while paused, and shows them in order when released', () => {
    const held = arrive(arrive(ready(3, 1), summaries(4, 5), true), summaries(6, 6), true);
    expect(ids(held.posts)).toEqual([3, 2, 1]);
    expect(ids(held.held)).toEqual([6, 5, 4]);
    expect(ids(release(held).posts)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('keeps holding while something is held, so that the order stays right', () => {
    const held = arrive(ready(3, 1), summaries(4, 4), true);
    expect(ids(arrive(held, summaries(5, 5), false).posts)).toEqual([3, 2, 1]);
  });

  it('stops piling up at the limit and marks the gap', () => {
    const list = arrive(ready(3, 1), summaries(4, heldLimit + 10), true);
    expect(list.held).toHaveLength(heldLimit);
    expect(list.gap).toBe(true);
    expect(release(list)).toBe(list);
  });

  it('never shows a post twice and never loses the order, whatever batches come', () => {
    const batch = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(batch, fc.boolean()), { maxLength: 12 }), (batches) => {
        let list = ready(10, 1);
        for (const [numbers, hold] of batches) {
          const posts = [...new Set(numbers)].sort((a, b) => a - b).map((id) => summary(id));
          list = arrive(list, posts, hold);
        }
        const shown = ids(release(list).posts);
        expect(shown).toEqual([...new Set(shown)].sort((a, b) => b - a));
      }),
    );
  });
});

describe('readHead', () => {
  it('puts what arrived during the reading on top', () => {
    const early = { ...emptyList, held: summaries(12, 10) };
    expect(ids(readHead(early, { posts: summaries(10, 8), next: 'x' }).posts)).toEqual([12, 11, 10, 9, 8]);
  });

  it('takes the page as the truth where both overlap, and keeps what is older', () => {
    const page = { posts: [summary(9), summary(7), summary(5)], next: '5' };
    expect(ids(readHead(ready(8, 1, '1'), page).posts)).toEqual([9, 7, 5, 4, 3, 2, 1]);
  });

  it('replaces the list when posts are missing in between', () => {
    const list = readHead(ready(8, 1), { posts: summaries(40, 38), next: '38' });
    expect(ids(list.posts)).toEqual([40, 39, 38]);
    expect(list.next).toBe('38');
  });

  it('empties the list when everything was deleted', () => {
    expect(readHead(ready(8, 1), { posts: [], next: null }).posts).toEqual([]);
  });
});

describe('mergeHead', () => {
  it('holds new matches back while the user reads on', () => {
    const list = mergeHead(ready(8, 1), { posts: summaries(10, 6), next: '6' }, { hold: true });
    expect(ids(list.posts)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(ids(list.held)).toEqual([10, 9]);
    expect(list.gap).toBe(false);
  });

  it('marks a gap instead of moving what is read', () => {
    const list = mergeHead(ready(8, 1), { posts: summaries(40, 38), next: '38' }, { hold: true });
    expect(list.gap).toBe(true);
    expect(ids(list.posts)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });
});

describe('readTail and change', () => {
  it('appends an older page without repeating its overlap', () => {
    const list = readTail(ready(8, 5, '5'), { posts: summaries(6, 3), next: '3' });
    expect(ids(list.posts)).toEqual([8, 7, 6, 5, 4, 3]);
    expect(list.next).toBe('3');
  });

  it('takes marks over, in what is held too', () => {
    const list = arrive(ready(3, 1), summaries(4, 4), true);
    const changed = change(list, [summary(2, { pinned: true }), summary(4, { unread: false })]);
    expect(changed.posts[1]?.pinned).toBe(true);
    expect(changed.held[0]?.unread).toBe(false);
  });

  it('leaves the list untouched when the change is about other posts', () => {
    const list = ready(3, 1);
    expect(change(list, [summary(77)])).toBe(list);
  });
});
