import { ActionIcon, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMessages, IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommands } from '../ui/commands.tsx';
import { Failure, Message } from '../ui/message.tsx';
import pane from '../ui/pane.module.css';
import { Split } from '../ui/split.tsx';
import type { ConversationKey } from '../ui/view.ts';
import { conversationKey } from './conversation-list.ts';
import { ConversationRows } from './conversation-rows.tsx';
import css from './conversations-screen.module.css';
import { text } from './strings.ts';
import { ThreadPane } from './thread-pane.tsx';
import { useConversations } from './use-conversations.ts';

const settleMs = 120;

/** All conversations, and beside the list the one that is open. */
export function ConversationsScreen(props: {
  open: ConversationKey | null;
  onOpen: (conversation: ConversationKey | null) => void;
}) {
  const { open, onOpen } = props;
  const [prefix, setPrefix] = useState('');
  const [settled] = useDebouncedValue(prefix.trim(), settleMs);
  const list = useConversations(settled);
  const step = (by: 1 | -1) => {
    const all = list.page?.conversations ?? [];
    const at = open ? all.findIndex((each) => conversationKey(each) === conversationKey(open)) : -1;
    const next = at < 0 ? all[0] : all[Math.max(0, Math.min(all.length - 1, at + by))];
    if (next) onOpen({ phone: next.phone, code: next.code });
  };
  useCommands([
    { id: 'next', group: 'Inbox', title: 'Next conversation', keys: ['j'], run: () => step(1) },
    { id: 'previous', group: 'Inbox', title: 'Previous conversation', keys: ['k'], run: () => step(-1) },
    {
      id: 'leave',
      group: 'Inbox',
      title: 'Leave the conversation',
      keys: ['Escape'],
      listed: false,
      run: () => onOpen(null),
    },
  ]);
  return (
    <Split
      name="thread-width"
      label={text.resize}
      share={0.6}
      left={
        <div className={pane.pane}>
          <div className={css.tools}>
            <TextInput
              className={css.filter}
              type="search"
              aria-label={text.filter}
              placeholder={text.filter}
              value={prefix}
              maxLength={256}
              spellCheck={false}
              leftSection={<IconSearch size={14} stroke={1.6} />}
              rightSection={
                prefix ? (
                  <ActionIcon size={20} aria-label={text.clear} onClick={() => setPrefix('')}>
                    <IconX size={13} />
                  </ActionIcon>
                ) : null
              }
              onChange={(event) => setPrefix(event.currentTarget.value)}
            />
          </div>
          {list.error && !list.page ? (
            <Failure title={text.failed} error={list.error} onRetry={list.retry} />
          ) : list.page === null ? (
            <Skeleton h={120} m={12} role="status" aria-label={text.loading} />
          ) : list.page.conversations.length > 0 ? (
            <ConversationRows
              conversations={list.page.conversations}
              open={open}
              onOpen={onOpen}
              onEnd={list.page.next === null ? null : list.more}
            />
          ) : settled ? (
            <Message title={text.noMatch}>{text.noMatchHint}</Message>
          ) : (
            <Message icon={<IconMessages size={30} stroke={1.3} />} title={text.none}>
              {text.noneHint}
            </Message>
          )}
        </div>
      }
      right={open ? <ThreadPane key={conversationKey(open)} conversation={open} onClose={() => onOpen(null)} /> : null}
    />
  );
}
