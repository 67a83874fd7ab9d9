import { describe, expect, it } from 'vitest';
import { initialListState, type ListAction, listReducer } from '../../renderer/inbox/list-reducer.ts';
import { summaries } from './posts.ts';

const run = (...actions: ListAction[]) => actions.reduce(listReducer, initialListState);
const opened = { type: 'opened', page: { posts: summaries(3, 1), next: null }, query: '' } as const;

describe('listReducer', () => {
  it('loses no post that arrives while the first page is read', () => {
    const arrived = { type: 'arrived', posts: summaries(3, 5), hold: false, gap: false } as const;
    const state = run({ type: 'opening' }, arrived, opened);
    expect(state.list.posts.map((post) => post.id)).toEqual([5, 4, 3, 2, 1]);
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
});
