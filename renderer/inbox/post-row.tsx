import { IconAlertTriangle, IconPinFilled } from '@tabler/icons-react';
import { memo } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { formatSize } from '../ui/bytes.ts';
import { KindBadge } from '../ui/kind-badge.tsx';
import { clockParts, utcTime } from '../ui/time.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import css from './post-grid.module.css';
import { text } from './strings.ts';

/** One post. Unread ones are bold and carry a dot; colours never say anything alone. */
export const PostRow = memo(function PostRow(props: {
  post: PostSummary;
  index: number;
  offset: number;
  selected: boolean;
  now: Date;
  onOpen: (id: number) => void;
}) {
  const { post } = props;
  const clock = clockParts(post.receivedAt, props.now);
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
      data-unread={post.unread || undefined}
      style={{ transform: `translateY(${props.offset}px)` }}
      onClick={() => props.onOpen(post.id)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see post-grid.tsx */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, cells are not interactive */}
      <span className={css.mark} role="gridcell">
        {post.unread ? <span className={css.dot} role="img" aria-label={text.unread} /> : null}
        {post.pinned ? <IconPinFilled size={11} role="img" aria-label={text.pinned} /> : null}
      </span>
      <Cell column="time" title={utcTime(post.receivedAt)}>
        {clock.day ? <span className={css.day}>{clock.day}</span> : null}
        {clock.seconds}
        <span className={css.millis}>{clock.millis}</span>
      </Cell>
      <Cell column="kind">
        <KindBadge kind={post.kind} />
      </Cell>
      <Cell column="phone">{post.phone}</Cell>
      <Cell column="key">
        <bdi>{keyOf(post)}</bdi>
      </Cell>
      <Cell column="excerpt">
        {post.excerpt === null ? (
          <span className={css.path}>{`${post.method} ${post.path}`}</span>
        ) : (
          <>
            {keyOf(post) ? <bdi className={css.inlineKey}>{keyOf(post)}</bdi> : null}
            <VisibleText value={post.excerpt} oneLine />
          </>
        )}
      </Cell>
      <Cell column="findings">
        {post.findings > 0 ? (
          <span className={css.findings} title={text.findings(post.findings)}>
            <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
            <span aria-hidden>{post.findings}</span>
            <span className={css.quiet}>{text.findings(post.findings)}</span>
          </span>
        ) : null}
      </Cell>
      <Cell column="response">
        <span data-answer={answerTone(post.responseStatus)}>{post.responseStatus ?? '–'}</span>
      </Cell>
      <Cell column="via">{post.via}</Cell>
      <Cell column="size">{formatSize(post.bodySize)}</Cell>
    </div>
  );
});

function Cell(props: { column: string; title?: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see post-grid.tsx
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, cells are not interactive
    <span
      role="gridcell"
      className={css.cell}
      data-column={props.column}
      title={props.title}
      aria-describedby={`column-${props.column}`}
    >
      {props.children}
    </span>
  );
}

/** The keyword of a callback, the ticket of a status: whatever the post can be recognised by. */
function keyOf(post: PostSummary): string | null {
  return post.keyword || post.ticket || post.customTicket;
}

function answerTone(status: number | null): 'ok' | 'bad' | undefined {
  if (status === null) return undefined;
  return status < 400 ? 'ok' : 'bad';
}
