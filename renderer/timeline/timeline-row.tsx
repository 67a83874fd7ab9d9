import { Tooltip } from '@mantine/core';
import { StatusValue } from '../labels/status-value.tsx';
import { KindBadge } from '../ui/kind-badge.tsx';
import quiet from '../ui/quiet.module.css';
import { clockParts, fullTime, otherTime } from '../ui/time.ts';
import { formatView } from '../ui/view.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import { gapWords } from './gap-words.ts';
import { text } from './strings.ts';
import type { TimelineEntry, TimelineMark } from './timeline-entries.ts';
import css from './timeline-tab.module.css';

/** One post of the timeline. The whole row leads to it; the status value can be labelled. */
export function TimelineRow(props: {
  entry: TimelineEntry;
  place: { index: number; count: number; offset: number };
  open: boolean;
}) {
  const { entry, place, open } = props;
  const { post, gapMs, marks } = entry;
  const clock = clockParts(post.receivedAt, new Date());
  return (
    <li
      className={css.row}
      style={{ transform: `translateY(${place.offset}px)` }}
      aria-posinset={place.index + 1}
      aria-setsize={place.count}
      aria-current={open || undefined}
    >
      <span className={css.when}>
        <time
          dateTime={post.receivedAt}
          title={`${fullTime(post.receivedAt)} (${otherTime(post.receivedAt)})`}
          data-dated={clock.day !== null || undefined}
        >
          {clock.day ? `${clock.day} ` : ''}
          {clock.seconds}
          <span className={css.millis}>{clock.millis}</span>
        </time>
        <span className={css.gap}>{gapMs === null ? '' : gapMs < 0 ? gapWords(gapMs) : `+ ${gapWords(gapMs)}`}</span>
      </span>
      <span className={css.rail} aria-hidden data-kind={post.kind} />
      <span className={css.what}>
        <span className={css.first}>
          <KindBadge kind={post.kind} />
          <a className={css.id} href={formatView({ screen: 'inbox', postId: post.id })} aria-label={text.open(post.id)}>
            #{post.id}
          </a>
          {open ? <span className={css.here}>{text.here}</span> : null}
          {marks.map((mark) => (
            <Mark key={mark.type} mark={mark} />
          ))}
          <span className={css.answer} data-answer={tone(post.responseStatus)}>
            <span aria-hidden title={text.answered(post.responseStatus)}>
              {post.responseStatus ?? '–'}
            </span>
            <span className={quiet.quiet}>{text.answered(post.responseStatus)}</span>
          </span>
        </span>
        <span className={css.second}>
          {post.status === null ? (
            <VisibleText value={post.excerpt ?? `${post.method} ${post.path}`} oneLine />
          ) : (
            <span className={css.status}>
              <StatusValue dialect={post.dialect} status={post.status} />
            </span>
          )}
        </span>
      </span>
    </li>
  );
}

function Mark(props: { mark: TimelineMark }) {
  return (
    <Tooltip label={props.mark.sentence} multiline maw={340}>
      <span className={css.mark} data-mark={props.mark.type}>
        {text.marks[props.mark.type]}
        <span className={quiet.quiet}>: {props.mark.sentence}</span>
      </span>
    </Tooltip>
  );
}

function tone(status: number | null): 'ok' | 'bad' | undefined {
  if (status === null) return undefined;
  return status < 400 ? 'ok' : 'bad';
}
