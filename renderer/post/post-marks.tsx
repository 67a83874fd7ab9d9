import { ActionIcon, Tooltip } from '@mantine/core';
import { IconMail, IconMailOpened, IconNote, IconPin, IconPinnedFilled } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Post, PostSummary } from '../../contract/index.ts';
import { useCommands } from '../ui/commands.tsx';
import { useLive } from '../ui/live.tsx';
import { toastFault } from '../ui/toast.ts';
import { text } from './strings.ts';

/** Pin, unread and note: what the user keeps about a post. */
export function PostMarks(props: { post: Post | PostSummary; noting: boolean; onNote: (open: boolean) => void }) {
  const { post } = props;
  const { api } = useLive();
  const mark = useMutation(api.query.posts.mark.mutationOptions({ onError: toastFault }));
  const pin = () => mark.mutate({ id: post.id, pinned: !post.pinned });
  const toggleUnread = () => mark.mutate({ id: post.id, unread: !post.unread });
  const unreadWord = post.unread ? text.markRead : text.markUnread;
  useCommands([
    { id: 'pin', group: 'Post', post: post.id, title: post.pinned ? text.unpin : text.pin, keys: ['p'], run: pin },
    { id: 'unread', group: 'Post', post: post.id, title: unreadWord, keys: ['u'], run: toggleUnread },
    { id: 'note', group: 'Post', title: text.note, keys: ['n'], post: post.id, run: () => props.onNote(true) },
  ]);
  return (
    <>
      <Mark label={post.pinned ? text.unpin : text.pin} hint={text.pinHint} pressed={post.pinned} onClick={pin}>
        {post.pinned ? <IconPinnedFilled size={16} /> : <IconPin size={16} stroke={1.6} />}
      </Mark>
      <Mark label={unreadWord} onClick={toggleUnread}>
        {post.unread ? <IconMailOpened size={16} stroke={1.6} /> : <IconMail size={16} stroke={1.6} />}
      </Mark>
      <Mark label={text.addNote} pressed={props.noting} onClick={() => props.onNote(!props.noting)}>
        <IconNote size={16} stroke={1.6} />
      </Mark>
    </>
  );
}

function Mark(props: { label: string; hint?: string; pressed?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={props.hint ? `${props.label}. ${props.hint}.` : props.label}>
      <ActionIcon
        aria-label={props.label}
        aria-pressed={props.pressed}
        color={props.pressed ? 'indigo' : 'gray'}
        onClick={props.onClick}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
