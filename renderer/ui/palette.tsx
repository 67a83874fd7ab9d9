import { Spotlight, type SpotlightStore } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCommandList } from './commands.tsx';
import { isMac } from './keys.ts';
import { useLive } from './live.tsx';
import css from './palette.module.css';
import { recentPosts } from './recent-posts.ts';
import { KeyName } from './shortcuts-sheet.tsx';
import { text } from './strings.ts';
import { paletteKeys } from './type-ahead.ts';

/** The command palette: everything that can be done right now by name, posts by their id, saved searches. */
export function Palette(props: {
  store: SpotlightStore;
  opened: boolean;
  onOpenPost: (id: number) => void;
  onSearch: (query: string) => void;
}) {
  const { api } = useLive();
  const list = useCommandList();
  const saved = useQuery(api.query.settings.get.queryOptions()).data?.savedSearches ?? [];
  const [commands, setCommands] = useState(() => list.all());
  const [recent, setRecent] = useState(recentPosts);
  const [typed, setTyped] = useState('');
  const mac = isMac();
  const groups = Map.groupBy(
    commands.filter((command) => command.listed !== false),
    (command) => command.group,
  );
  const wanted = /^#?(\d{1,15})$/.exec(typed.trim())?.[1];
  const ids = wanted === undefined ? recent : [Number(wanted), ...recent.filter((id) => String(id) !== wanted)];
  const actions = [
    ...(wanted === undefined ? [] : [posts()]),
    ...[...groups].map(([group, members]) => ({
      group,
      actions: members.map((command) => ({
        id: command.id,
        label: command.title,
        rightSection: command.keys?.[0] ? <KeyName name={command.keys[0]} mac={mac} /> : undefined,
        onClick: () => command.run(),
      })),
    })),
    ...(saved.length === 0 ? [] : [searches()]),
    ...(wanted === undefined && ids.length > 0 ? [posts()] : []),
  ];

  function posts() {
    return {
      group: text.recentPosts,
      actions: ids.map((id) => ({
        id: `post-${id}`,
        label: text.openPost(id),
        keywords: [`#${id}`],
        onClick: () => props.onOpenPost(id),
      })),
    };
  }

  function searches() {
    return {
      group: text.savedSearches,
      actions: saved.map(({ name, query }) => ({
        id: `search-${name}`,
        label: name,
        description: query,
        onClick: () => props.onSearch(query),
      })),
    };
  }

  return (
    <Spotlight
      store={props.store}
      actions={actions}
      query={typed}
      onQueryChange={setTyped}
      onSpotlightOpen={() => {
        setCommands(list.all());
        setRecent(recentPosts());
      }}
      shortcut={null}
      nothingFound={text.paletteEmpty}
      highlightQuery
      classNames={{ content: css.content, action: css.action }}
      scrollable
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      maxHeight={420}
      limit={60}
      attributes={{ content: { 'aria-label': text.palette } }}
      searchProps={{
        leftSection: <IconSearch size={16} stroke={1.6} />,
        placeholder: text.paletteSearch,
        'aria-label': text.palette,
        onFocus: () => {
          const early = paletteKeys.end();
          if (early !== '') setTyped(typed + early);
        },
      }}
    />
  );
}
