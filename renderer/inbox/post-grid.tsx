import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { faultOf } from '../api.ts';
import { GapRow } from './gap-row.tsx';
import { indexOfId, rowAt, rowOfPost } from './gap-rows.ts';
import css from './post-grid.module.css';
import { PostRow } from './post-row.tsx';
import { text } from './strings.ts';
import { useAnchor } from './use-anchor.ts';
import { useAnnouncement } from './use-announcement.ts';
import { useGaps } from './use-gaps.ts';
import type { usePostList } from './use-post-list.ts';

export const rowHeight = 30;
const columns = ['time', 'kind', 'phone', 'key', 'excerpt', 'findings', 'response', 'via', 'size'] as const;

/**
 * The virtualised list. The heads stand outside the grid, so that its rows are the posts, and the outages between them, and
 * nothing else; cells point to them with aria-describedby.
 */
export function PostGrid(props: {
  list: ReturnType<typeof usePostList>;
  openId: number | null;
  onOpen: (id: number) => void;
  total: number;
}) {
  const { list, openId, onOpen } = props;
  const { posts, held, gap, next } = list.list;
  const scroller = useRef<HTMLDivElement>(null);
  const { gaps, total: outages } = useGaps(list);
  const rows = useVirtualizer({
    count: posts.length + gaps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    useFlushSync: false,
  });
  const items = rows.getVirtualItems();
  const above = useAnchor({ scroller, posts, gaps, rowHeight, onTop: list.setAtTop });
  const announcement = useAnnouncement(posts[0]?.id ?? 0, posts);
  const now = useToday();
  const lastShown = items.at(-1)?.index ?? 0;
  const { more } = list;

  useEffect(() => {
    if (next !== null && lastShown > posts.length + gaps.length - 40) more();
  }, [next, lastShown, posts.length, gaps.length, more]);

  const at = useMemo(() => (openId === null ? -1 : indexOfId(posts, openId)), [posts, openId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice scrolls, not every new row
  useLayoutEffect(() => {
    if (at >= 0) rows.scrollToIndex(rowOfPost(gaps, at), { align: 'auto' });
  }, [openId]);

  const dated = posts.length > 0 && new Date(posts.at(-1)?.receivedAt ?? 0).toDateString() !== now.toDateString();
  const waiting = above + held.length;
  return (
    <div
      className={css.list}
      data-dated={dated || undefined}
      data-stale={list.opening || list.error ? true : undefined}
    >
      <div className={css.heads} aria-hidden>
        <span />
        {columns.map((column) => (
          <span key={column} id={`column-${column}`} data-column={column}>
            {column === 'findings' ? <FindingsHead /> : text.columns[column]}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be virtualised with absolutely placed rows */}
      <div
        ref={scroller}
        className={css.scroller}
        role="grid"
        aria-label={text.grid}
        aria-rowcount={props.total + outages}
        aria-activedescendant={at >= 0 ? `post-${openId}` : undefined}
        aria-busy={list.opening}
        tabIndex={0}
      >
        <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = rowAt(gaps, item.index);
            if ('gap' in row) {
              const { outage } = row.gap;
              return (
                <GapRow
                  key={`gap-${outage.id}`}
                  outage={outage}
                  index={item.index}
                  offset={item.start}
                  columns={columns.length + 1}
                  now={now}
                />
              );
            }
            const post = posts[row.post];
            return post ? (
              <PostRow
                key={post.id}
                post={post}
                index={item.index}
                offset={item.start}
                selected={post.id === openId}
                now={now}
                onOpen={onOpen}
              />
            ) : null;
          })}
        </div>
        {list.tailError ? (
          <div className={css.tail} role="alert">
            {text.failedMore} {faultOf(list.tailError).message} <Button onClick={more}>{text.retry}</Button>
          </div>
        ) : list.reading ? (
          <div className={css.tail}>{text.loadingMore}</div>
        ) : null}
      </div>
      {waiting > 0 && !list.paused ? (
        <Button
          className={css.jump}
          variant="filled"
          radius="xl"
          leftSection={<IconArrowUp size={14} />}
          onClick={() => {
            list.show();
            scroller.current?.scrollTo({ top: 0 });
          }}
        >
          {text.fresh(waiting, gap)}
        </Button>
      ) : null}
      <div className={css.quiet} aria-live="polite">
        {announcement}
      </div>
    </div>
  );
}

function FindingsHead() {
  return (
    <>
      <IconAlertTriangle size={13} stroke={1.8} aria-hidden />
      <span className={css.quiet}>{text.columns.findings}</span>
    </>
  );
}

/** Today, renewed now and then so that rows get their date when midnight passes. */
function useToday(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow((old) => (old.toDateString() === new Date().toDateString() ? old : new Date()));
    }, 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
