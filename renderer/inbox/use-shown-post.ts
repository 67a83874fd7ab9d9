import { type Dispatch, useEffect, useRef } from 'react';
import { indexOfId } from './gap-rows.ts';
import { type ReadPosts, readAround } from './list-around.ts';
import type { ListAction, ListState } from './list-reducer.ts';
import type { MarksHeard } from './marks-heard.ts';

/** Sees to it that the open post has a row: where it is not among the posts that were read, the list is read around it. */
export function useShownPost(options: {
  openId: number | null;
  state: ListState;
  query: string;
  read: ReadPosts;
  dispatch: Dispatch<ListAction>;
  marks: MarksHeard;
}): void {
  const { openId, state, query, read, dispatch, marks } = options;
  const { list, opening } = state;
  const asked = useRef<string | null>(null);
  const wanted = useRef('');
  wanted.current = `${openId} ${query}`;
  const ready = !opening && list.phase === 'ready' && state.shownQuery === query;
  const isThere = openId === null || indexOfId(list.posts, openId) >= 0;
  useEffect(() => {
    const asking = `${openId} ${query}`;
    if (!ready || openId === null) return;
    if (isThere || asked.current === asking) {
      asked.current = asking;
      return;
    }
    asked.current = asking;
    const withMarks = marks.begin();
    readAround(read, openId).then(
      (found) => {
        // What was asked for another search is none of this list's.
        if (!found || wanted.current !== asking) return;
        const { page, above } = found;
        dispatch({ type: 'around', page: { ...page, posts: withMarks(page.posts) }, above });
      },
      () => {
        // The panel tells why the post cannot be read; the list stays as it is.
      },
    );
  }, [ready, isThere, openId, query, read, dispatch, marks]);
}
