import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { LabelTag } from '../labels/label-tag.tsx';
import { Marked } from '../search/marked.tsx';
import { formatSize } from '../ui/bytes.ts';
import { KindBadge } from '../ui/kind-badge.tsx';
import { clockParts, otherTime } from '../ui/time.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import type { ColumnId } from './columns.ts';
import css from './post-grid.module.css';
import { text } from './strings.ts';

/** One value of a post's row. */
export function PostCell(props: {
  column: ColumnId;
  post: PostSummary;
  now: Date;
  /** True when no column of its own says what the post can be recognised by. */
  inlineKey: boolean;
}) {
  const { column, post } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see post-grid.tsx
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, cells are not interactive
    <span
      role="gridcell"
      className={css.cell}
      data-column={column}
      title={column === 'time' ? otherTime(post.receivedAt) : undefined}
      aria-describedby={`column-${column}`}
    >
      {contentOf(props)}
    </span>
  );
}

function contentOf(props: { column: ColumnId; post: PostSummary; now: Date; inlineKey: boolean }): ReactNode {
  const { column, post } = props;
  switch (column) {
    case 'time':
      return <Time at={post.receivedAt} now={props.now} />;
    case 'kind':
      return <KindBadge kind={post.kind} />;
    case 'key':
      return <Value value={keyOf(post)} />;
    case 'excerpt':
      return <Excerpt post={post} inlineKey={props.inlineKey} />;
    case 'findings':
      return post.findings > 0 ? <Findings count={post.findings} /> : null;
    case 'response':
      return <span data-answer={answerTone(post.responseStatus)}>{post.responseStatus ?? '–'}</span>;
    case 'size':
      return formatSize(post.bodySize);
    case 'status':
      return (
        <>
          <Value value={post.status} />
          <Label post={post} />
        </>
      );
    case 'via':
    case 'method':
      return post[column];
    case 'id':
      return post.id;
    default:
      return <Value value={post[column]} />;
  }
}

function Value(props: { value: string | null }) {
  return (
    <bdi>
      <Marked text={props.value} />
    </bdi>
  );
}

function Time(props: { at: string; now: Date }) {
  const clock = clockParts(props.at, props.now);
  return (
    <>
      {clock.day ? <span className={css.day}>{clock.day}</span> : null}
      {clock.seconds}
      <span className={css.millis}>{clock.millis}</span>
    </>
  );
}

function Excerpt(props: { post: PostSummary; inlineKey: boolean }) {
  const { post } = props;
  if (post.excerpt === null) {
    return (
      <span className={css.path}>
        <Marked text={`${post.method} ${post.path}`} />
      </span>
    );
  }
  return (
    <>
      {props.inlineKey && keyOf(post) ? (
        <bdi className={css.inlineKey}>
          <Marked text={keyOf(post)} />
        </bdi>
      ) : null}
      <VisibleText value={post.excerpt} oneLine />
      <Label post={post} />
    </>
  );
}

function Label(props: { post: PostSummary }) {
  return (
    <span className={css.label}>
      <LabelTag post={props.post} compact />
    </span>
  );
}

function Findings(props: { count: number }) {
  return (
    <span className={css.findings} title={text.findings(props.count)}>
      <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
      <span aria-hidden>{props.count}</span>
      <span className={css.quiet}>{text.findings(props.count)}</span>
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
