import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { faultOf } from '../api.ts';
import { NoResult } from '../search/no-result.tsx';
import { prepareViews } from '../ui/later-views.ts';
import { useLive } from '../ui/live.tsx';
import { Failure, Message } from '../ui/message.tsx';
import { FirstRun } from './first-run.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { PostGrid } from './post-grid.tsx';
import { text } from './strings.ts';
import type { usePostList } from './use-post-list.ts';

/** The list in whichever state it is: being read, failed, empty for one of two reasons, or full. */
export function ListBody(props: {
  list: ReturnType<typeof usePostList>;
  openId: number | null;
  onOpen: (id: number | null) => void;
  /** What is in the search box, and what is wrong with it. */
  search: string;
  fault: string | null;
  onSearch: (query: string) => void;
}) {
  const { list } = props;
  const { api } = useLive();
  const stored = useQuery(api.query.status.queryOptions({ select: (status) => status.posts })).data;
  const { posts, phase } = list.list;
  const shown = phase !== 'loading';
  useEffect(() => {
    if (shown) void prepareViews();
  }, [shown]);
  if (posts.length === 0) {
    if (list.error && faultOf(list.error).code !== 'BAD_QUERY') {
      return <Failure title={text.failed} error={list.error} onRetry={list.retry} />;
    }
    if (props.fault !== null) return <Message title={text.wrong}>{props.fault}</Message>;
    if (phase === 'loading' || (list.query === '' && list.opening)) return <ListSkeleton />;
    if (list.query === '') return <FirstRun onOpenPost={props.onOpen} />;
    return <NoResult query={props.search} onChoose={props.onSearch} />;
  }
  return (
    <PostGrid
      list={list}
      openId={props.openId}
      onOpen={props.onOpen}
      search={props.search}
      onSearch={props.onSearch}
      total={list.query === '' ? (stored ?? posts.length) : posts.length}
    />
  );
}
