import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { faultOf } from '../api.ts';
import { PostPanel } from '../post/post-panel.tsx';
import { useCommands } from '../ui/commands.tsx';
import { useLive } from '../ui/live.tsx';
import { Split } from '../ui/split.tsx';
import { toastFault } from '../ui/toast.ts';
import css from './inbox.module.css';
import { InboxToolbar } from './inbox-toolbar.tsx';
import { ListBody } from './list-body.tsx';
import type { KindFilter } from './query.ts';
import { text } from './strings.ts';
import { usePostList } from './use-post-list.ts';
import { useSearch } from './use-search.ts';

/** The list of posts and, beside it, the opened one. */
export function Inbox(props: { openId: number | null; onOpen: (id: number | null) => void }) {
  const { openId, onOpen } = props;
  const search = useSearch();
  const [kind, setKind] = useState<KindFilter>('all');
  const list = usePostList({ text: search.settled, kind });
  const posts = list.list.posts;
  const searchBox = useRef<HTMLInputElement>(null);
  const open = useMemo(() => posts.find((post) => post.id === openId) ?? null, [posts, openId]);
  useReadMark(open);

  const step = useCallback(
    (by: 1 | -1) => {
      const at = posts.findIndex((post) => post.id === openId);
      const next = at < 0 ? posts[0] : posts[Math.max(0, Math.min(posts.length - 1, at + by))];
      if (next) onOpen(next.id);
      if (at + by > posts.length - 20) list.more();
    },
    [posts, openId, onOpen, list.more],
  );
  const clear = () => {
    search.setText('');
    setKind('all');
  };
  useCommands([
    { id: 'next', group: 'Inbox', title: 'Next post', keys: ['j'], looseKeys: ['ArrowDown'], run: () => step(1) },
    {
      id: 'previous',
      group: 'Inbox',
      title: 'Previous post',
      keys: ['k'],
      looseKeys: ['ArrowUp'],
      run: () => step(-1),
    },
    { id: 'search', group: 'Inbox', title: text.search, keys: ['/'], run: () => searchBox.current?.select() },
    {
      id: 'pause',
      group: 'Inbox',
      title: list.paused ? 'Resume the list' : 'Pause the list',
      run: () => list.setPaused(!list.paused),
    },
    { id: 'leave', group: 'Inbox', title: 'Leave the post', keys: ['Escape'], listed: false, run: () => onOpen(null) },
  ]);

  const fault = list.error ? faultOf(list.error) : null;
  return (
    <div className={css.inbox}>
      <InboxToolbar
        searchBox={searchBox}
        search={search.text}
        onSearch={search.setText}
        kind={kind}
        onKind={setKind}
        list={list}
        queryFault={fault?.code === 'BAD_QUERY' ? fault.message : null}
      />
      <div className={css.panes}>
        <Split
          name="detail-width"
          label={text.resize}
          left={<ListBody list={list} openId={openId} onOpen={onOpen} onClear={clear} />}
          right={
            openId === null ? null : <PostPanel key={openId} id={openId} summary={open} onClose={() => onOpen(null)} />
          }
        />
      </div>
    </div>
  );
}

/** Opening a post marks it read, once: marking it unread again while it is open must hold. */
function useReadMark(open: { id: number; unread: boolean } | null) {
  const { api } = useLive();
  const { mutate } = useMutation(api.query.posts.mark.mutationOptions({ onError: toastFault }));
  const marked = useRef<number | null>(null);
  const id = open?.id ?? null;
  const unread = open?.unread ?? false;
  useEffect(() => {
    if (id === null || id === marked.current) return;
    marked.current = id;
    if (unread) mutate({ id, unread: false });
  }, [id, unread, mutate]);
}
