import type { PostSummary } from '../../contract/index.ts';
import {
  arrive,
  change,
  drop,
  emptyList,
  extendUp,
  mergeHead,
  type Page,
  type PostList,
  readHead,
  readTail,
  reconcile,
  release,
  showAround,
  trim,
  withChanges,
} from './post-list.ts';

export interface ListState {
  list: PostList;
  /** True while the first page of a new query is read; the old list stays on screen until then. */
  opening: boolean;
  /** The query whose posts the list has. */
  shownQuery: string;
  /** Live posts that came meanwhile, newest first. */
  early: readonly PostSummary[];
  error: unknown;
  tailError: unknown;
}

export type ListAction =
  | { type: 'opening' }
  | { type: 'opened'; page: Page; query: string }
  | { type: 'failed'; error: unknown }
  | { type: 'head'; page: Page; hold: boolean; asOf: number }
  | { type: 'tail'; page: Page }
  | { type: 'tail-failed'; error: unknown }
  | { type: 'arrived'; posts: readonly PostSummary[]; hold: boolean; gap: boolean }
  | { type: 'changed'; posts: readonly PostSummary[] }
  | { type: 'released' }
  | { type: 'around'; page: Page; above: boolean }
  | { type: 'above'; posts: readonly PostSummary[]; whole: boolean }
  | { type: 'reconciled'; page: Page; top: number }
  | { type: 'removed'; gone: (post: PostSummary) => boolean }
  | { type: 'trimmed'; most: number };

export const initialListState: ListState = {
  list: emptyList,
  opening: true,
  shownQuery: '',
  early: [],
  error: null,
  tailError: null,
};

/** All that can happen to the list on screen. */
export function listReducer(state: ListState, action: ListAction): ListState {
  const { list } = state;
  switch (action.type) {
    case 'opening':
      return { ...state, opening: true, early: [] };
    case 'opened':
      return {
        ...initialListState,
        opening: false,
        shownQuery: action.query,
        list: readHead({ ...emptyList, held: state.early }, action.page),
      };
    case 'failed':
      return {
        ...state,
        opening: false,
        early: [],
        error: action.error,
        list: { ...list, phase: list.phase === 'ready' ? 'ready' : 'failed' },
      };
    case 'head':
      // Whoever asked may not have seen yet that the list was read around a post meanwhile: that one must stay.
      return { ...state, list: mergeHead(list, action.page, { hold: action.hold || list.gap, asOf: action.asOf }) };
    case 'tail':
      return { ...state, tailError: null, list: readTail(list, action.page) };
    case 'tail-failed':
      return { ...state, tailError: action.error };
    case 'arrived': {
      if (state.opening) return { ...state, early: [...action.posts].reverse().concat(state.early) };
      const next = arrive(list, action.posts, action.hold || action.gap);
      return { ...state, list: action.gap ? { ...next, gap: true } : next };
    }
    case 'changed':
      return { ...state, list: change(list, action.posts), early: withChanges(state.early, action.posts) };
    case 'released':
      return { ...state, list: release(list) };
    case 'around':
      return { ...state, list: showAround(list, action.page, action.above) };
    case 'above':
      return { ...state, tailError: null, list: extendUp(list, action.posts, action.whole) };
    case 'reconciled':
      return { ...state, list: reconcile(list, action.page, action.top) };
    case 'removed':
      return { ...state, list: drop(list, action.gone) };
    case 'trimmed':
      return { ...state, list: trim(list, action.most) };
  }
}
