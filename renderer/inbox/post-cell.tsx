import { IconAlertTriangle } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import type { PostSummary, StatusLabel } from '../../contract/index.ts';
import { Tag } from '../labels/label-tag.tsx';
import { labelOf } from '../labels/label-words.ts';
import type { Highlighter } from '../search/highlight.ts';
import { marked } from '../search/marked.tsx';
import { formatSize } from '../ui/bytes.ts';
import { KindBadge } from '../ui/kind-badge.tsx';
import quiet from '../ui/quiet.module.css';
import { clockParts, otherTime } from '../ui/time.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import type { ColumnId } from './columns.ts';
import css from './post-grid.module.css';
import { text } from './strings.ts';

/** Characters of which none is written from right to left. */
const latin = /^[\u0020-\u024f]*$/;
/** A value of those in which no character is drawn as a sign: no blank that the eye would miss, and no control character. */
const simple = /^(?! )(?!.*(?: {2}| $))[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f]*$/;

/** What all rows have in common. Asked for once and handed down: hundreds of rows a second are drawn while posts pour in. */
export interface RowLook {
  columns: readonly ColumnId[];
  now: Date;
  highlighter: Highlighter | null;
  labels: readonly StatusLabel[];
}

/**
 * One value of a post's row: an element and no component, for the same reason. Another post may take over the row and its cells
 * (see `row-keys.ts`). A text that begins where the one before it began can then be filled in; whatever may begin elsewhere
 * has a key, so that it is made anew: a thing that stays and moves is a shift of the layout.
 */
export function postCell(column: ColumnId, post: PostSummary, look: RowLook): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see post-grid.tsx
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, cells are not interactive
    <span
      key={column}
      role="gridcell"
      className={css.cell}
      data-column={column}
      title={column === 'time' ? otherTime(post.receivedAt) : undefined}
      aria-describedby={`column-${column}`}
    >
      {contentOf(column, post, look)}
    </span>
  );
}

function contentOf(column: ColumnId, post: PostSummary, look: RowLook): ReactNode {
  switch (column) {
    case 'time':
      return timeOf(post.receivedAt, look.now);
    case 'kind':
      return <KindBadge kind={post.kind} />;
    case 'key':
      return keyValue(keyOf(post), look);
    case 'excerpt':
      return excerptOf(post, look);
    case 'findings':
      return post.findings > 0 ? findingsOf(post.findings) : null;
    case 'response':
      return <span data-answer={answerTone(post.responseStatus)}>{post.responseStatus ?? '–'}</span>;
    case 'size':
      return sizeOf(post.bodySize);
    case 'status':
      return (
        <Fragment key={post.id}>
          {keyValue(post.status, look)}
          {labelTag(post, look)}
        </Fragment>
      );
    case 'via':
    case 'method':
      return post[column];
    case 'id':
      return post.id;
    default:
      return keyValue(post[column], look);
  }
}

function keyValue(value: string | null, look: RowLook): ReactNode {
  if (!value) return null;
  const isPlain = look.highlighter === null && latin.test(value);
  return <bdi key={isPlain ? 'plain' : value}>{marked(value, look.highlighter)}</bdi>;
}

/** Ends at the right edge, so its beginning depends on how many characters it has. */
function sizeOf(bytes: number): ReactNode {
  const size = formatSize(bytes);
  return <Fragment key={size.length}>{size}</Fragment>;
}

function timeOf(at: string, now: Date): ReactNode {
  const clock = clockParts(at, now);
  return (
    <Fragment key={clock.day}>
      {clock.day ? <span className={css.day}>{clock.day}</span> : null}
      {clock.seconds}
      <span className={css.millis}>{clock.millis}</span>
    </Fragment>
  );
}

function excerptOf(post: PostSummary, look: RowLook): ReactNode {
  // Where no column of its own says what the post can be recognised by, this one does.
  const key = look.columns.includes('key') || look.columns.includes('keyword') ? null : keyOf(post);
  const { excerpt } = post;
  const label = labelTag(post, look);
  const isPlain = look.highlighter === null && excerpt !== null && !key && label === null && simple.test(excerpt);
  return (
    <Fragment key={isPlain ? 'plain' : post.id}>
      {excerpt === null ? (
        <span className={css.path}>{marked(`${post.method} ${post.path}`, look.highlighter)}</span>
      ) : (
        <>
          {key ? <bdi className={css.inlineKey}>{marked(key, look.highlighter)}</bdi> : null}
          <VisibleText value={excerpt} oneLine />
          {label}
        </>
      )}
    </Fragment>
  );
}

function labelTag(post: PostSummary, look: RowLook): ReactNode {
  const label = labelOf(look.labels, post);
  return label ? (
    <span className={css.label}>
      <Tag label={label} compact />
    </span>
  ) : null;
}

function findingsOf(count: number): ReactNode {
  return (
    <span className={css.findings} title={text.findings(count)}>
      <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
      <span aria-hidden>{count}</span>
      <span className={quiet.quiet}>{text.findings(count)}</span>
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
