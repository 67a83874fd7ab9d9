import type { ComponentProps } from 'react';
import { PanelSkeleton } from '../post/panel-skeleton.tsx';
import { postKeys } from '../post/post-keys.ts';
import type { PostPanel } from '../post/post-panel.tsx';
import { type Command, useCommandList, useCommands } from '../ui/commands.tsx';

/** Stands in for the panel while its code is fetched. The panel does what is asked for in the meantime. */
export function PanelSoon(props: ComponentProps<typeof PostPanel>) {
  const commands = useCommandList();
  useCommands(
    postKeys.map(
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
