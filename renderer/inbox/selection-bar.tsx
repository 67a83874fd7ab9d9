import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconCopy,
  IconFileExport,
  IconMail,
  IconMailOpened,
  IconPin,
  IconPinnedOff,
  IconRepeat,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Aim, useExport, useReplayMany } from '../replay/lab-context.ts';
import { useCommands } from '../ui/commands.tsx';
import { text } from './list-strings.ts';
import { type Selection, sizeOf } from './selection.ts';
import css from './selection-bar.module.css';
import type { useBulk } from './use-bulk.tsx';

/** What can be done with the selected posts. */
export function SelectionBar(props: {
  selection: Selection;
  bulk: ReturnType<typeof useBulk>;
  /** True when the first of them are pinned, or unread: the action takes it back. */
  pinned: boolean;
  unread: boolean;
  /** True when more match than are loaded. */
  more: boolean;
  onSelect: (selection: Selection) => void;
  onClear: () => void;
}) {
  const { selection, bulk, pinned, unread } = props;
  const { every } = selection;
  const pin = () => void bulk.mark(selection, { pinned: !pinned });
  const read = () => void bulk.mark(selection, { unread: !unread });
  const pinWord = pinned ? text.unpin : text.pin;
  const readWord = unread ? text.markRead : text.markUnread;
  const copy = () => void bulk.copyIds(selection);
  const replayMany = useReplayMany();
  const exportPosts = useExport();
  const aim: Aim = every ? { query: every.query } : { ids: [...selection.ids].sort((a, b) => a - b) };
  const replay = () => replayMany(aim);
  useCommands([
    { id: 'selected-replay', group: 'Selection', title: text.replay, keys: ['r'], first: true, run: replay },
    { id: 'selected-export', group: 'Selection', title: text.export, run: () => exportPosts(aim) },
    { id: 'selected-pin', group: 'Selection', title: pinWord, keys: ['p'], first: true, run: pin },
    { id: 'selected-unread', group: 'Selection', title: readWord, keys: ['u'], first: true, run: read },
    { id: 'selected-copy', group: 'Selection', title: text.copyIds, run: copy },
  ]);
  return (
    <div className={css.bar} role="toolbar" aria-label={text.selection}>
      <span className={css.count} role="status">
        {every ? text.everySelected(every.count, every.exact) : text.selected(sizeOf(selection))}
      </span>
      {every === null && props.more ? (
        <Button size="compact-xs" variant="subtle" onClick={() => void bulk.withEvery(props.onSelect)}>
          {text.selectEveryShort}
        </Button>
      ) : null}
      <span className={css.line} />
      <Action label={text.replay} onClick={replay}>
        <IconRepeat size={16} stroke={1.8} />
      </Action>
      <Action label={readWord} onClick={read}>
        {unread ? <IconMailOpened size={16} stroke={1.6} /> : <IconMail size={16} stroke={1.6} />}
      </Action>
      <Action label={pinWord} onClick={pin}>
        {pinned ? <IconPinnedOff size={16} stroke={1.6} /> : <IconPin size={16} stroke={1.6} />}
      </Action>
      <Action label={text.copyIds} onClick={copy}>
        <IconCopy size={16} stroke={1.6} />
      </Action>
      <Action label={text.export} onClick={() => exportPosts(aim)}>
        <IconFileExport size={16} stroke={1.6} />
      </Action>
      <Action label={text.delete} onClick={() => bulk.remove(selection)}>
        <IconTrash size={16} stroke={1.6} />
      </Action>
      <span className={css.line} />
      <Action label={text.clearSelection} onClick={props.onClear}>
        <IconX size={15} />
      </Action>
    </div>
  );
}

function Action(props: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon aria-label={props.label} onClick={props.onClick}>
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
