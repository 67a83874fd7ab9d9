import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Conversation } from '../../contract/index.ts';
import { LabelTag } from '../labels/label-tag.tsx';
import pane from '../ui/pane.module.css';
import { clockParts, fullTime, otherTime } from '../ui/time.ts';
import { type ConversationKey, formatView } from '../ui/view.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import { conversationKey } from './conversation-list.ts';
import css from './conversations-screen.module.css';
import { text } from './strings.ts';

const rowHeight = 54;
/** Rows before the end at which the next page is asked for. */
const ahead = 20;

/** The list: phone number and short code, how many posts, when the last came and what it says. */
export function ConversationRows(props: {
  conversations: readonly Conversation[];
  open: ConversationKey | null;
  onOpen: (conversation: ConversationKey) => void;
  /** Asks for the next page; null when there is none. */
  onEnd: (() => void) | null;
}) {
  const { conversations, open, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    useFlushSync: false,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd && last > conversations.length - ahead) onEnd();
  }, [onEnd, last, conversations.length]);
  const now = new Date();
  return (
    <div ref={scroller} className={pane.scroller}>
      <ul className={pane.rows} aria-label={text.list} style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const conversation = conversations[item.index];
          return conversation ? (
            <li
              key={conversationKey(conversation)}
              className={css.row}
              aria-posinset={item.index + 1}
              aria-setsize={onEnd ? -1 : conversations.length}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Row
                conversation={conversation}
                now={now}
                current={open !== null && conversationKey(open) === conversationKey(conversation)}
                onOpen={props.onOpen}
              />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

function Row(props: {
  conversation: Conversation;
  now: Date;
  current: boolean;
  onOpen: (conversation: ConversationKey) => void;
}) {
  const { phone, code, posts, last, lastAt } = props.conversation;
  const clock = clockParts(lastAt, props.now);
  return (
    <a
      className={css.link}
      href={formatView({ screen: 'conversations', postId: null, conversation: { phone, code } })}
      aria-current={props.current ? 'true' : undefined}
      onClick={(event) => {
        event.preventDefault();
        props.onOpen({ phone, code });
      }}
    >
      <span className={css.line}>
        <bdi className={css.phone}>{phone}</bdi>
        <span className={css.code}>{code ?? text.noCode}</span>
        <time className={css.time} dateTime={lastAt} title={`${fullTime(lastAt)} (${otherTime(lastAt)})`}>
          {clock.day ?? clock.seconds}
        </time>
      </span>
      <span className={css.line}>
        <span className={css.excerpt} data-kind={last.kind}>
          <VisibleText value={last.excerpt ?? `${last.method} ${last.path}`} oneLine /> <LabelTag post={last} />
        </span>
        <span className={css.count}>{text.posts(posts)}</span>
      </span>
    </a>
  );
}
