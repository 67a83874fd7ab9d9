import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import { type Command, useCommandList, useCommands } from '../ui/commands.tsx';
import { text } from './list-strings.ts';
import { MenuAt, type Place } from './menu-at.tsx';
import { noSelection } from './selection.ts';
import type { useBulk } from './use-bulk.tsx';

const deleteAllId = 'delete-all';

/** What can be done with all posts of the list: the same by menu, palette and key. */
export function useListCommands(options: {
  query: string;
  bulk: ReturnType<typeof useBulk>;
  onColumns: () => void;
}): readonly Command[] {
  const { query, bulk } = options;
  const found = query !== '';
  const commands: Command[] = [
    { id: 'columns', group: 'Inbox', title: text.chooseColumns, run: options.onColumns },
    {
      id: 'read-all',
      group: 'Inbox',
      title: found ? text.markAllReadFound : text.markAllRead,
      keys: ['U'],
      run: () => void bulk.withEvery((all) => void bulk.mark({ ...all, ids: noSelection.ids }, { unread: false })),
    },
    {
      id: deleteAllId,
      group: 'Inbox',
      title: found ? text.deleteEveryFound : text.deleteEvery,
      run: () => void bulk.withEvery((all) => bulk.remove(all)),
    },
  ];
  useCommands(commands);
  return commands;
}

/** What others offer for all posts of the list: replaying, exporting and importing them. */
const offeredIds = ['replay-all', 'export', 'import'];

/** The menu at the end of the heads. */
export function ListMenu(props: { at: Place; commands: readonly Command[]; onClose: () => void }) {
  const all = useCommandList().all();
  const isDanger = (command: Command) => command.id === deleteAllId;
  const groups = [
    all.filter((command) => offeredIds.includes(command.id)),
    props.commands.filter((command) => !isDanger(command)),
    props.commands.filter(isDanger),
  ].filter((group) => group.length > 0);
  return (
    <MenuAt at={props.at} label={text.listMenu} onClose={props.onClose}>
      {groups.map((group, index) => (
        <Fragment key={group[0]?.id}>
          {index > 0 ? <Menu.Divider /> : null}
          {group.map((command) => (
            <Menu.Item
              key={command.id}
              color={isDanger(command) ? 'var(--tl-bad)' : undefined}
              onClick={command.run}
              rightSection={command.keys ? <kbd>{command.keys[0]}</kbd> : null}
            >
              {command.title}
            </Menu.Item>
          ))}
        </Fragment>
      ))}
    </MenuAt>
  );
}
