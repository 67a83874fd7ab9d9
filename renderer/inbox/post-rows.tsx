import type { VirtualItem } from '@tanstack/react-virtual';
import { memo, useMemo } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { useStatusLabels } from '../labels/use-status-label.ts';
import { useHighlighter } from '../search/highlight-context.tsx';
import type { ColumnId } from './columns.ts';
import { GapRow } from './gap-row.tsx';
import { type Gap, rowAt } from './gap-rows.ts';
import type { RowLook } from './post-cell.tsx';
import css from './post-grid.module.css';
import { PostRow, type RowEvents } from './post-row.tsx';
import { useRowKeys } from './row-keys.ts';
import { isSelected, type Selection } from './selection.ts';

/** The rows on screen: posts, and the outages between them. What the list says of itself elsewhere does not draw them anew. */
export const PostRows = memo(function PostRows(props: {
  posts: readonly PostSummary[];
  /** The query whose posts these are. */
  query: string;
  gaps: readonly Gap[];
  items: readonly VirtualItem[];
  /** Pixels of all rows. */
  height: number;
  columns: readonly ColumnId[];
  selection: Selection;
  openId: number | null;
  now: Date;
  events: RowEvents;
}) {
  const { posts, gaps, items, columns, selection, openId, now } = props;
  const highlighter = useHighlighter();
  const labels = useStatusLabels();
  const look = useMemo<RowLook>(() => ({ columns, now, highlighter, labels }), [columns, now, highlighter, labels]);
  const any = selection.ids.size > 0;
  const shown = items.map((item) => {
    const row = rowAt(gaps, item.index);
    return { item, row, post: 'post' in row ? posts[row.post] : undefined };
  });
  const keys = useRowKeys(
    shown.flatMap(({ post }) => post?.id ?? []),
    props.query,
  );
  return (
    <div role="presentation" className={css.rows} style={{ height: props.height }}>
      {shown.map(({ item, row, post }) => {
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
        return post ? (
          <PostRow
            key={keys.get(post.id)}
            post={post}
            index={item.index}
            offset={item.start}
            selected={any ? isSelected(selection, post.id) : post.id === openId}
            open={post.id === openId}
            look={look}
            events={props.events}
          />
        ) : null;
      })}
    </div>
  );
});
