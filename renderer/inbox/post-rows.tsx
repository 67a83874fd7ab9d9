import type { PostSummary } from '../../contract/index.ts';
import type { ColumnId } from './columns.ts';
import { GapRow } from './gap-row.tsx';
import { rowAt } from './gap-rows.ts';
import { PostRow, type RowEvents } from './post-row.tsx';
import { isSelected, type Selection } from './selection.ts';
import type { useRows } from './use-rows.ts';

/** The rows on screen: posts, and the outages between them. */
export function PostRows(props: {
  posts: readonly PostSummary[];
  rows: ReturnType<typeof useRows>;
  columns: readonly ColumnId[];
  selection: Selection;
  openId: number | null;
  now: Date;
  events: RowEvents;
}) {
  const { posts, selection, openId, now } = props;
  const { gaps, rows, items } = props.rows;
  const any = selection.ids.size > 0;
  return (
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
              columns={props.columns.length + 1}
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
            columns={props.columns}
            selected={any ? isSelected(selection, post.id) : post.id === openId}
            open={post.id === openId}
            now={now}
            events={props.events}
          />
        ) : null;
      })}
    </div>
  );
}
