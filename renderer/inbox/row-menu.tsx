import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { useCurl } from '../post/use-curl.tsx';
import { type Filter, termOf, toggleFilter } from '../search/edit-query.ts';
import { useCommandList } from '../ui/commands.tsx';
import { readStored } from '../ui/stored.ts';
import { text as frame } from '../ui/strings.ts';
import { copyText } from '../ui/toast.ts';
import { formatView } from '../ui/view.ts';
import { text } from './list-strings.ts';
import { MenuAt, type Place } from './menu-at.tsx';
import { noSelection } from './selection.ts';
import type { useBulk } from './use-bulk.tsx';

/** What can be done with one post, at the pointer or at its row. */
export function RowMenu(props: {
  post: PostSummary;
  at: Place;
  openId: number | null;
  search: string;
  bulk: ReturnType<typeof useBulk>;
  onOpen: (id: number) => void;
  onSearch: (query: string) => void;
  onClose: () => void;
}) {
  const { post, openId, bulk } = props;
  const commands = useCommandList();
  const curl = useCurl(post.id, readStored(`target:${post.endpoint ?? ''}`) || null);
  const only = { ...noSelection, ids: new Set([post.id]) };
  const copy = (value: string, what: string) => void copyText(value, frame.copied(what));
  const ask = (id: string) => {
    props.onOpen(post.id);
    commands.ask(id, post.id);
  };
  const compareTo = openId !== null && openId !== post.id ? openId : null;
  const compare = () => {
    if (compareTo === null) return ask('compare');
    const compared = [Math.min(compareTo, post.id), Math.max(compareTo, post.id)] as const;
    window.location.hash = formatView({ screen: 'compare', postId: null, compared });
  };
  const link = () => new URL(formatView({ screen: 'inbox', postId: post.id }), window.location.href).href;
  const ticket = post.ticket || post.customTicket;
  const groups: Item[][] = [
    [
      { label: text.open, run: () => props.onOpen(post.id) },
      { label: text.replay, key: 'r', run: () => ask('replay') },
      { label: text.edit, key: 'e', run: () => ask('edit') },
    ],
    [
      { label: text.curl, key: 'c', run: () => void curl.copy(false) },
      { label: text.copyId, run: () => copy(String(post.id), 'the id') },
      ...(ticket ? [{ label: text.copyTicket, run: () => copy(ticket, 'the ticket') }] : []),
      ...(post.phone ? [{ label: text.copyPhone, run: () => copy(post.phone ?? '', 'the phone number') }] : []),
      { label: text.copyLink, run: () => copy(link(), 'the link') },
    ],
    filtersOf(post)
      .filter((filter) => termOf(filter) !== null)
      .map((filter) => ({
        label: text.filterBy(filter.name, filter.value),
        run: () => props.onSearch(toggleFilter(props.search, filter)),
      })),
    [
      { label: post.pinned ? text.unpin : text.pin, run: () => void bulk.mark(only, { pinned: !post.pinned }) },
      {
        label: post.unread ? text.markRead : text.markUnread,
        run: () => void bulk.mark(only, { unread: !post.unread }),
      },
      { label: text.note, key: 'n', run: () => ask('note') },
      { label: compareTo === null ? text.compareChoose : text.compare(compareTo), run: compare },
    ],
    [{ label: text.delete, key: 'Del', danger: true, run: () => bulk.remove(only) }],
  ];
  return (
    <MenuAt at={props.at} label={text.menu(post.id)} onClose={props.onClose}>
      {groups
        .filter((group) => group.length > 0)
        .map((group, index) => (
          <Fragment key={group[0]?.label}>
            {index > 0 ? <Menu.Divider /> : null}
            {group.map((item) => (
              <Menu.Item
                key={item.label}
                color={item.danger ? 'var(--tl-bad)' : undefined}
                rightSection={item.key ? <kbd>{item.key}</kbd> : null}
                onClick={item.run}
              >
                {item.label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
    </MenuAt>
  );
}

interface Item {
  label: string;
  key?: string;
  danger?: boolean;
  run: () => void;
}

function filtersOf(post: PostSummary): Filter[] {
  const values: [Filter['name'], string | null][] = [
    ['phone', post.phone],
    ['ticket', post.ticket || post.customTicket],
    ['keyword', post.keyword],
    ['status', post.status],
  ];
  return values.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}
