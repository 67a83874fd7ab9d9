import { IconNote, IconPinFilled } from '@tabler/icons-react';
import { type MouseEvent, memo } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { text as listText } from './list-strings.ts';
import { postCell, type RowLook } from './post-cell.tsx';
import css from './post-grid.module.css';
import { text } from './strings.ts';

/** What a row is asked for: to be opened, selected, or to show what can be done with its post. */
export interface RowEvents {
  onClick(event: MouseEvent, id: number): void;
  onCheck(event: MouseEvent, id: number): void;
  onMenu(event: MouseEvent, id: number): void;
}

/** One post. Unread ones are bold and carry a dot; colours never say anything alone. */
export const PostRow = memo(function PostRow(props: {
  post: PostSummary;
  index: number;
  offset: number;
  selected: boolean;
  open: boolean;
  look: RowLook;
  events: RowEvents;
}) {
  const { post, events } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the focus and its keys move the selection
    // biome-ignore lint/a11y/useSemanticElements: see post-grid.tsx
    <div
      id={`post-${post.id}`}
      className={css.row}
      role="row"
      tabIndex={-1}
      aria-rowindex={props.index + 1}
      aria-selected={props.selected}
      aria-current={props.open || undefined}
      data-unread={post.unread || undefined}
      style={{ transform: `translateY(${props.offset}px)` }}
      onClick={(event) => events.onClick(event, post.id)}
      onContextMenu={(event) => events.onMenu(event, post.id)}
    >
      <Cells post={post} look={props.look} onCheck={events.onCheck} />
    </div>
  );
});

/** The cells do not know where their row is: a row that moves because others arrive is not drawn again. */
const Cells = memo(function Cells(props: { post: PostSummary; look: RowLook; onCheck: RowEvents['onCheck'] }) {
  const { post, look } = props;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: see post-grid.tsx */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, cells are not interactive */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the key "x" does the same */}
      <span
        className={css.marks}
        role="gridcell"
        title={listText.select(post.id)}
        onClick={(event) => props.onCheck(event, post.id)}
      >
        <span className={css.check} aria-hidden />
        {post.unread ? <span className={css.dot} role="img" aria-label={text.unread} /> : null}
        {post.pinned ? <IconPinFilled key={post.id} size={11} role="img" aria-label={text.pinned} /> : null}
        {post.noted ? (
          <IconNote key={`note-${post.id}`} size={12} stroke={1.8} role="img" aria-label={listText.noted} />
        ) : null}
      </span>
      {look.columns.map((column) => postCell(column, post, look))}
    </>
  );
});
