import { describe, expect, it } from 'vitest';
import { createMarksHeard } from '../../renderer/inbox/marks-heard.ts';
import { summary } from './posts.ts';

const unread = (id: number) => summary(id, { unread: true });
const seen = (id: number) => summary(id, { unread: false });
const unreadOf = (posts: readonly { id: number; unread: boolean }[]) =>
  posts.filter((post) => post.unread).map((post) => post.id);

describe('the marks that were heard', () => {
  it('are kept for a post that comes later than they', () => {
    const marks = createMarksHeard();
    marks.hear([seen(2)]);
    expect(unreadOf(marks.onto([unread(1), unread(2), unread(3)]))).toEqual([1, 3]);
  });

  it('hold against what was read before they were told, and not against what is read after', () => {
    const marks = createMarksHeard();
    const before = marks.begin();
    marks.hear([seen(2)]);
    const after = marks.begin();
    marks.hear([seen(3)]);
    const read = [unread(3), unread(2), unread(1)];
    expect(unreadOf(before(read))).toEqual([1]);
    expect(unreadOf(after(read))).toEqual([2, 1]);
    expect(unreadOf(marks.begin()(read))).toEqual([3, 2, 1]);
  });

  it('are those that were told last, and only the newest of many', () => {
    const marks = createMarksHeard();
    marks.hear([seen(1), seen(2)]);
    marks.hear([unread(2)]);
    expect(unreadOf(marks.onto([unread(1), unread(2)]))).toEqual([2]);
    for (let id = 10; id < 2010; id++) marks.hear([seen(id)]);
    expect(unreadOf(marks.onto([unread(1), unread(2009)]))).toEqual([1]);
  });
});
