import type { ComponentProps } from 'react';
import { PanelSkeleton } from '../post/panel-skeleton.tsx';
import type { PostPanel } from '../post/post-panel.tsx';
import { text } from '../post/strings.ts';
import { type Command, useCommandList, useCommands } from '../ui/commands.tsx';

const asked = [
  { id: 'replay', title: text.replay, key: 'r' },
  { id: 'edit', title: text.editReplay, key: 'e' },
  { id: 'curl', title: text.curl, key: 'c' },
  { id: 'pin', title: text.pin, key: 'p' },
  { id: 'unread', title: text.markUnread, key: 'u' },
  { id: 'note', title: text.note, key: 'n' },
];

/** Stands in for the panel while its code is fetched. The panel does what is asked for in the meantime. */
export function PanelSoon(props: ComponentProps<typeof PostPanel>) {
  const commands = useCommandList();
  useCommands(
    asked.map(
      ({ id, title, key }): Command => ({
        id,
        group: 'Post',
        title,
        keys: [key],
        run: () => commands.ask(id, props.id),
      }),
    ),
  );
  return <PanelSkeleton />;
}
