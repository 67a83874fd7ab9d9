import { Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { Post } from '../../contract/index.ts';
import { useStatusLabels } from '../labels/use-status-label.ts';
import { Failure, Message } from '../ui/message.tsx';
import pane from '../ui/pane.module.css';
import { gapWords } from './gap-words.ts';
import { text } from './strings.ts';
import { type TimelineEntry, timelineEntries } from './timeline-entries.ts';
import { TimelineRow } from './timeline-row.tsx';
import css from './timeline-tab.module.css';
import { useTimeline } from './use-timeline.ts';

const rowHeight = 56;
/** The API gives at most so many posts of each ticket. */
const most = 1000;

/** The posts that share the ticket or custom ticket of the opened one, in order of arrival. */
export function TimelineTab(props: { post: Post }) {
  const { post } = props;
  const timeline = useTimeline(post);
  const labels = useStatusLabels();
  const entries = useMemo(() => timelineEntries(timeline.data ?? [], labels), [timeline.data, labels]);
  if (!timeline.hasTicket) return <Message title={text.noTicket}>{text.noTicketHint}</Message>;
  if (timeline.error && !timeline.data)
    return <Failure title={text.failed} error={timeline.error} onRetry={() => void timeline.refetch()} />;
  if (!timeline.data) return <Skeleton h={80} m={16} role="status" aria-label={text.loading} />;
  return (
    <div className={`${pane.pane} ${css.tab}`}>
      <Facts post={post} entries={entries} />
      {entries.length >= most ? <p className={css.cut}>{text.cut(most)}</p> : null}
      <Rows entries={entries} openId={post.id} />
    </div>
  );
}

function Facts(props: { post: Post; entries: readonly TimelineEntry[] }) {
  const { post, entries } = props;
  const first = entries[0]?.post.receivedAt;
  const last = entries.at(-1)?.post.receivedAt;
  return (
    <div className={css.facts}>
      {post.ticket ? <Ticket name={text.ticket} value={post.ticket} /> : null}
      {post.customTicket ? <Ticket name={text.customTicket} value={post.customTicket} /> : null}
      <span>
        {entries.length > 1 && first && last
          ? `${text.posts(entries.length)} ${text.span(gapWords(Date.parse(last) - Date.parse(first)))}`
          : text.alone}
      </span>
    </div>
  );
}

function Ticket(props: { name: string; value: string }) {
  return (
    <span className={css.ticket}>
      {props.name} <bdi>{props.value}</bdi>
    </span>
  );
}

function Rows(props: { entries: readonly TimelineEntry[]; openId: number }) {
  const { entries, openId } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    useFlushSync: false,
  });
  const at = entries.findIndex((entry) => entry.post.id === openId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only opening a post scrolls, not every new row
  useEffect(() => {
    if (at > 0) rows.scrollToIndex(at, { align: 'center' });
  }, [openId]);
  return (
    <div ref={scroller} className={pane.scroller}>
      <ol className={pane.rows} aria-label={text.list} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          return entry ? (
            <TimelineRow
              key={entry.post.id}
              entry={entry}
              place={{ index: item.index, count: entries.length, offset: item.start }}
              open={entry.post.id === openId}
            />
          ) : null;
        })}
      </ol>
    </div>
  );
}
