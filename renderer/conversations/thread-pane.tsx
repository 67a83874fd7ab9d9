import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import { IconArrowDown, IconX } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { Failure, Message } from '../ui/message.tsx';
import pane from '../ui/pane.module.css';
import type { ConversationKey } from '../ui/view.ts';
import { text as listText, threadText as text } from './strings.ts';
import { threadDays } from './thread.ts';
import css from './thread-pane.module.css';
import { ThreadDayList } from './thread-post.tsx';
import { threadLimit, useThread } from './use-thread.ts';

/** Closer to the end than this counts as being there, in pixels. */
const nearEnd = 40;
/** So near to the top older posts are read. */
const nearTop = 120;

/** One conversation: messages that came in on the left, statuses of those that went out on the right. */
export function ThreadPane(props: { conversation: ConversationKey; onClose: () => void }) {
  const { phone, code } = props.conversation;
  const { thread, error, reading, older, full, retry } = useThread(props.conversation);
  return (
    <section className={pane.pane} aria-label={listText.open(phone, code)}>
      <header className={css.head}>
        <h2 className={css.title}>
          <bdi>{phone}</bdi> <span className={css.code}>{code ?? listText.noCode}</span>
        </h2>
        <Tooltip label={`${text.close} (Esc)`}>
          <ActionIcon aria-label={text.close} onClick={props.onClose}>
            <IconX size={15} />
          </ActionIcon>
        </Tooltip>
      </header>
      {error && !thread ? (
        <Failure title={text.failed} error={error} onRetry={retry} />
      ) : thread === null ? (
        <Skeleton h={120} m={16} role="status" aria-label={text.loading} />
      ) : thread.posts.length === 0 ? (
        <Message title={text.empty} />
      ) : (
        <Posts thread={thread} reading={reading} full={full} onOlder={older} />
      )}
    </section>
  );
}

function Posts(props: {
  thread: NonNullable<ReturnType<typeof useThread>['thread']>;
  reading: boolean;
  full: boolean;
  onOlder: () => void;
}) {
  const { thread, reading, full, onOlder } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [unseen, setUnseen] = useState(0);
  const before = useRef({ height: 0, first: 0, last: 0, atEnd: true, count: 0 });
  const first = thread.posts[0]?.post.id ?? 0;
  const last = thread.posts.at(-1)?.post.id ?? 0;
  const { length } = thread.posts;

  // What is being read stays in place when older posts come above it; at the end new ones are followed.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const was = before.current;
    if (was.count === 0 || (was.last !== last && was.atEnd)) box.scrollTop = box.scrollHeight;
    else if (was.first !== first) box.scrollTop += box.scrollHeight - was.height;
    else if (was.last !== last) setUnseen((count) => count + length - was.count);
    before.current = { ...was, height: box.scrollHeight, first, last, count: length };
  }, [first, last, length]);

  const toEnd = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  return (
    <div className={css.frame}>
      <div
        ref={scroller}
        className={css.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={text.thread}
        onScroll={(event) => {
          const box = event.currentTarget;
          const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd;
          before.current.atEnd = atEnd;
          if (atEnd && unseen > 0) setUnseen(0);
          if (box.scrollTop < nearTop) onOlder();
        }}
      >
        <div className={css.start}>
          {full && thread.next !== null ? (
            text.cut(threadLimit)
          ) : thread.next === null ? (
            text.start
          ) : (
            <Button loading={reading} onClick={onOlder}>
              {text.older}
            </Button>
          )}
        </div>
        {threadDays(thread.posts).map((day) => (
          <ThreadDayList key={day.begins} day={day} />
        ))}
      </div>
      {unseen > 0 ? (
        <Button
          className={css.jump}
          variant="filled"
          radius="xl"
          leftSection={<IconArrowDown size={14} />}
          onClick={toEnd}
        >
          {text.fresh(unseen)}
        </Button>
      ) : null}
    </div>
  );
}
