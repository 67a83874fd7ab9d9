import { StatusValue } from '../labels/status-value.tsx';
import { clockParts, fullTime, otherTime, sameDay } from '../ui/time.ts';
import { formatView } from '../ui/view.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import { threadText as text } from './strings.ts';
import type { ThreadDay, ThreadPost } from './thread.ts';
import css from './thread-pane.module.css';

const dayMs = 86_400_000;

/** The posts of one day under its date. */
export function ThreadDayList(props: { day: ThreadDay }) {
  const { day } = props;
  const name = dayName(day.begins);
  return (
    <>
      <h3 className={css.day}>
        <span>{name}</span>
      </h3>
      <ul className={css.posts} aria-label={name}>
        {day.posts.map((each) => (
          <ThreadLine key={each.post.id} item={each} />
        ))}
      </ul>
    </>
  );
}

function ThreadLine(props: { item: ThreadPost }) {
  const { post, byTicket } = props.item;
  const side = post.kind === 'callback' ? 'in' : post.kind === 'status' ? 'status' : 'other';
  return (
    <li className={css.post} data-side={side}>
      {post.kind === 'status' && post.status !== null ? (
        <span className={css.event}>
          <span className={css.value}>
            <StatusValue dialect={post.dialect} status={post.status} />
          </span>
          {byTicket === null ? null : (
            <span className={css.byTicket} title={text.sharesTicket(byTicket)}>
              {text.noPhone}
            </span>
          )}
          <Meta item={props.item} />
        </span>
      ) : (
        <span className={css.bubble}>
          <span className={css.words}>
            <VisibleText value={post.excerpt ?? `${post.method} ${post.path}`} />
          </span>
          <Meta item={props.item} />
        </span>
      )}
    </li>
  );
}

/** When it came, its keyword, and the way to the post itself. */
function Meta(props: { item: ThreadPost }) {
  const { post } = props.item;
  const clock = clockParts(post.receivedAt, new Date(post.receivedAt));
  return (
    <span className={css.meta}>
      {post.keyword ? <bdi className={css.keyword}>{post.keyword}</bdi> : null}
      <time dateTime={post.receivedAt} title={`${fullTime(post.receivedAt)} (${otherTime(post.receivedAt)})`}>
        {clock.seconds}
      </time>
      <a
        className={css.open}
        href={formatView({ screen: 'inbox', postId: post.id })}
        aria-label={text.openPost(post.id)}
      >
        #{post.id}
      </a>
    </span>
  );
}

/** `Today`, `Yesterday`, or the date. */
function dayName(iso: string): string {
  const now = new Date();
  const at = new Date(iso);
  if (sameDay(at, now)) return text.today;
  if (sameDay(at, new Date(now.getTime() - dayMs))) return text.yesterday;
  return fullTime(iso).split(', ')[0] ?? iso;
}
