import { Kbd } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { type Command, useCommandList } from './commands.tsx';
import { text } from './strings.ts';

/** The command palette: everything that can be done right now, by name. */
export function Palette() {
  const list = useCommandList();
  const [commands, setCommands] = useState<Command[]>([]);
  const groups = Map.groupBy(
    commands.filter((command) => command.listed !== false),
    (command) => command.group,
  );
  const actions = [...groups].map(([group, members]) => ({
    group,
    actions: members.map((command) => ({
      id: command.id,
      label: command.title,
      rightSection: command.keys?.[0] ? <Kbd size="xs">{command.keys[0]}</Kbd> : undefined,
      onClick: () => command.run(),
    })),
  }));
  return (
    <Spotlight
      actions={actions}
      onSpotlightOpen={() => setCommands(list.all())}
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      nothingFound={text.paletteEmpty}
      highlightQuery
      scrollable
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      maxHeight={420}
      limit={40}
      aria-label={text.palette}
      searchProps={{
        leftSection: <IconSearch size={16} stroke={1.6} />,
        placeholder: text.paletteSearch,
        'aria-label': text.palette,
      }}
    />
  );
}
