import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { parseQuery } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { postKeys } from '../post/post-keys.ts';
import { HighlightProvider } from '../search/highlight-context.tsx';
import { type Command, useCommands } from '../ui/commands.tsx';
import { PostPanel } from '../ui/later-views.ts';
import { useLive } from '../ui/live.tsx';
import { Split } from '../ui/split.tsx';
import { toast, toastFault } from '../ui/toast.ts';
import { indexOfId } from './gap-rows.ts';
import css from './inbox.module.css';
import { InboxToolbar } from './inbox-toolbar.tsx';
import { ListBody } from './list-body.tsx';
import { text } from './strings.ts';
import { usePostList } from './use-post-list.ts';
import { type Remember, useSearch } from './use-search.ts';

const none = [] as const;
/** While no post is open its keys say what they are waiting for, and the sheet of shortcuts has them. */
const keysForNothing = postKeys.map(
  ({ id, title, key }): Command => ({
    id,
    group: 'Post',
    title,
    keys: [key],
    listed: false,
    run: () => toast(text.openFirst, 'open-first'),
  }),
);

/** The list of posts, what it is searched for and, beside it, the opened post. */
export function Inbox(props: {
  openId: number | null;
  onOpen: (id: number | null) => void;
  query: string;
  onQuery: Remember;
}) {
  const { openId, onOpen } = props;
  const search = useSearch(props.query, props.onQuery);
  const list = usePostList({ text: search.settled, openId });
  const { posts, held, gap, next } = list.list;
  const searchBox = useRef<HTMLInputElement>(null);
  const open = openId === null ? null : (posts[indexOfId(posts, openId)] ?? null);
  useReadMark(open);
  const leave = useCallback(() => onOpen(null), [onOpen]);

  const step = useCallback(
    (by: 1 | -1) => {
      const at = posts.findIndex((post) => post.id === openId);
      const next = at < 0 ? posts[0] : posts[Math.max(0, Math.min(posts.length - 1, at + by))];
      if (next) onOpen(next.id);
      if (at + by > posts.length - 20) list.more();
    },
    [posts, openId, onOpen, list.more],
  );
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
    { id: 'leave', group: 'Inbox', title: 'Leave the post', keys: ['Escape'], listed: false, run: leave },
  ]);

  useCommands(openId === null ? keysForNothing : none);

  const wrong = useMemo(() => wrongPlaceOf(search.text, search.settled), [search.text, search.settled]);
  const refused = list.error ? faultOf(list.error) : null;
  const fault = wrong?.message ?? (refused?.code === 'BAD_QUERY' ? refused.message : null);
  return (
    <div className={css.inbox}>
      <InboxToolbar
        searchBox={searchBox}
        search={search}
        shownQuery={list.shownQuery}
        complete={next === null && !gap && !list.opening ? posts.length + held.length : null}
        paused={list.paused}
        fresh={list.paused ? text.fresh(held.length, gap) : null}
        onPause={list.setPaused}
        wrong={wrong}
        fault={fault}
      />
      {/* Names the query that is asked, and the one whose posts are on screen, for whoever measures how long that took. */}
      <div className={css.panes} data-asked={list.query} data-shown={list.shownQuery}>
        <HighlightProvider query={list.shownQuery}>
          <Split
            name="detail-width"
            label={text.resize}
            left={
              <ListBody
                list={list}
                openId={openId}
                onOpen={onOpen}
                search={search.text}
                fault={fault}
                onSearch={search.choose}
              />
            }
            right={openId === null ? null : <PostPanel key={openId} id={openId} summary={open} onClose={leave} />}
          />
        </HighlightProvider>
      </div>
    </div>
  );
}

/** What is wrong with the query, once it is searched as it stands: while a term is half typed it is not. */
function wrongPlaceOf(text: string, settled: string) {
  if (text !== settled) return null;
  const parsed = parseQuery(text);
  return parsed.ok ? null : parsed;
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
