import { Button } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { faultOf } from '../api.ts';
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
  onOpen: (id: number) => void;
  onClear: () => void;
}) {
  const { list } = props;
  const { api } = useLive();
  const stored = useQuery(api.query.status.queryOptions()).data?.posts;
  const { posts, phase } = list.list;
  if (posts.length === 0) {
    if (list.error && faultOf(list.error).code !== 'BAD_QUERY') {
      return <Failure title={text.failed} error={list.error} onRetry={list.retry} />;
    }
    if (phase === 'loading') return <ListSkeleton />;
    if (list.query === '') return <FirstRun onOpenPost={props.onOpen} />;
    return (
      <Message
        icon={<IconSearchOff size={26} stroke={1.5} />}
        title={text.nothing}
        actions={<Button onClick={props.onClear}>{text.clear}</Button>}
      >
        {text.nothingHint}
      </Message>
    );
  }
  return (
    <PostGrid
      list={list}
      openId={props.openId}
      onOpen={props.onOpen}
      total={list.query === '' ? (stored ?? posts.length) : posts.length}
    />
  );
}
