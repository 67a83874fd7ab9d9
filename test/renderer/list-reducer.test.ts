import { describe, expect, it } from 'vitest';
import { initialListState, type ListAction, listReducer } from '../../renderer/inbox/list-reducer.ts';
import { summaries, summary } from './posts.ts';

const run = (...actions: ListAction[]) => actions.reduce(listReducer, initialListState);
const opened = { type: 'opened', page: { posts: summaries(3, 1), next: null }, query: '' } as const;

describe('listReducer', () => {
  it('loses no post that arrives while the first page is read', () => {
    const arrived = { type: 'arrived', posts: summaries(3, 5), hold: false, gap: false } as const;
    const state = run({ type: 'opening' }, arrived, opened);
    expect(state.list.posts.map((post) => post.id)).toEqual([5, 4, 3, 2, 1]);
  });

  it('takes the marks of a post that arrived while the first page is read', () => {
    const arrived = { type: 'arrived', posts: summaries(4, 5), hold: false, gap: false } as const;
    const changed = { type: 'changed', posts: [summary(5, { unread: false })] } as const;
    const state = run({ type: 'opening' }, arrived, changed, opened);
    expect(state.list.posts.map((post) => post.unread)).toEqual([false, true, true, true, true]);
  });

  it('keeps the old list on screen while a new query is read', () => {
    const state = run(opened, { type: 'opening' });
    expect(state.opening).toBe(true);
    expect(state.list.posts).toHaveLength(3);
  });

  it('tells whose posts it has, also while another query is read', () => {
    const found = { ...opened, query: 'kind:status' };
    expect(run(found, { type: 'opening' }).shownQuery).toBe('kind:status');
    expect(run(found, { type: 'opening' }, opened).shownQuery).toBe('');
  });

  it('keeps the list when a later query fails, and forgets the error when the next one works', () => {
    const failed = run(opened, { type: 'opening' }, { type: 'failed', error: new Error('no') });
    expect(failed.list.phase).toBe('ready');
    expect(failed.error).toBeInstanceOf(Error);
    expect(listReducer(failed, opened).error).toBeNull();
  });

  it('says that the very first reading failed', () => {
    expect(run({ type: 'failed', error: 1 }).list.phase).toBe('failed');
  });

  it('marks a gap when the feed skipped posts', () => {
    const state = run(opened, { type: 'arrived', posts: summaries(90, 91), hold: false, gap: true });
    expect(state.list.gap).toBe(true);
    expect(state.list.posts.map((post) => post.id)).toEqual([3, 2, 1]);
  });

  it('drops posts that are gone, by name or because a page has them no more', () => {
    const removed = run(opened, { type: 'removed', gone: ({ id }) => id === 2 });
    expect(removed.list.posts.map((post) => post.id)).toEqual([3, 1]);
    const long = { type: 'opened', page: { posts: summaries(9, 1), next: '1' }, query: '' } as const;
    const page = { posts: [...summaries(7, 6), ...summaries(4, 4)], next: '4' };
    const told = run(long, { type: 'reconciled', page, top: 8 });
    expect(told.list.posts.map((post) => post.id)).toEqual([9, 7, 6, 4, 3, 2, 1]);
  });

  it('keeps what arrived while its head was read again, and drops what was deleted there', () => {
    const reading = run(opened, { type: 'arrived', posts: summaries(4, 5), hold: false, gap: false });
    const late = { type: 'head', page: { posts: summaries(2, 1), next: null }, hold: false, asOf: 3 } as const;
    expect(listReducer(reading, late).list.posts.map((post) => post.id)).toEqual([5, 4, 2, 1]);
  });

  it('begins in the middle for a post far below, and grows upwards until nothing is missing', () => {
    const far = { posts: summaries(50, 41), next: '41' };
    const top = { type: 'opened', page: { posts: summaries(100, 91), next: '91' }, query: '' } as const;
    const around = run(top, { type: 'around', page: far, above: true });
    expect(around.list).toMatchObject({ gap: true, next: '41', held: [] });
    const more = listReducer(around, { type: 'above', posts: summaries(60, 51), whole: false });
    expect(more.list.posts.map((post) => post.id)).toEqual(summaries(60, 41).map((post) => post.id));
    expect(more.list.gap).toBe(true);
    expect(listReducer(more, { type: 'above', posts: [], whole: true }).list.gap).toBe(false);
  });

  it('stays around a post when the head of the list comes in right behind, asked for before', () => {
    const head = { posts: summaries(300, 201), next: '201' };
    const state = run(
      { type: 'opened', page: head, query: '' },
      { type: 'around', page: { posts: summaries(50, 41), next: '41' }, above: true },
      { type: 'head', page: head, hold: false, asOf: 300 },
    );
    expect(state.list.posts.map((post) => post.id)).toEqual(summaries(50, 41).map((post) => post.id));
    expect(state.list.gap).toBe(true);
  });

  it('joins a page around a post with the list where they meet', () => {
    const top = { type: 'opened', page: { posts: summaries(100, 91), next: '91' }, query: '' } as const;
    const joined = run(top, { type: 'around', page: { posts: summaries(95, 81), next: '81' }, above: true });
    expect(joined.list.posts.map((post) => post.id)).toEqual(summaries(100, 81).map((post) => post.id));
    expect(joined.list).toMatchObject({ gap: false, next: '81' });
  });

  it('lets go of the oldest posts of a long list, and reads them again from there', () => {
    const state = run(opened, { type: 'trimmed', most: 2 });
    expect(state.list).toMatchObject({ next: '2' });
    expect(state.list.posts.map((post) => post.id)).toEqual([3, 2]);
  });
});
