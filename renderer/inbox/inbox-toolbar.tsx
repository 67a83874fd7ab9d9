import { ActionIcon, Button, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { useLive } from '../ui/live.tsx';
import css from './inbox-toolbar.module.css';
import type { KindFilter } from './query.ts';
import { text } from './strings.ts';
import type { usePostList } from './use-post-list.ts';

export interface InboxToolbarProps {
  searchBox: RefObject<HTMLInputElement | null>;
  search: string;
  onSearch: (text: string) => void;
  kind: KindFilter;
  onKind: (kind: KindFilter) => void;
  list: ReturnType<typeof usePostList>;
  /** What is wrong with the query, in the core's words. */
  queryFault: string | null;
}

const kinds = (['all', 'callback', 'status', 'other'] as const).map((value) => ({ value, label: text.kinds[value] }));

/** Search, count, kind filter and the pause button; a wrong query is explained right beneath. */
export function InboxToolbar(props: InboxToolbarProps) {
  const { list } = props;
  const { posts, held, next, gap } = list.list;
  const { api } = useLive();
  const stored = useQuery(api.query.status.queryOptions()).data?.posts;
  const count =
    list.query === '' && stored !== undefined ? text.count(stored, false) : text.count(posts.length, next !== null);
  const Icon = list.paused ? IconPlayerPlayFilled : IconPlayerPauseFilled;
  return (
    <div className={css.toolbar}>
      <div className={css.line}>
        <TextInput
          ref={props.searchBox}
          className={css.search}
          type="search"
          aria-label={text.search}
          placeholder={text.searchHint}
          spellCheck={false}
          autoComplete="off"
          leftSection={<IconSearch size={15} stroke={1.7} />}
          rightSection={
            props.search ? (
              <ActionIcon size={20} aria-label={text.clearSearch} onClick={() => props.onSearch('')}>
                <IconX size={13} />
              </ActionIcon>
            ) : null
          }
          value={props.search}
          error={props.queryFault !== null}
          aria-describedby={props.queryFault ? 'query-fault' : undefined}
          onChange={(event) => props.onSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            if (props.search) props.onSearch('');
            else event.currentTarget.blur();
          }}
        />
        <span className={css.count}>{props.queryFault ? '' : count}</span>
        <span className={css.space} />
        {list.paused ? <span className={css.fresh}>{text.fresh(held.length, gap)}</span> : null}
        <SegmentedControl
          aria-label={text.kind}
          data={kinds}
          value={props.kind}
          onChange={(value) => props.onKind(value as KindFilter)}
        />
        <Tooltip label={text.pauseHint} disabled={list.paused}>
          <Button
            variant={list.paused ? 'light' : 'default'}
            leftSection={<Icon size={12} />}
            onClick={() => list.setPaused(!list.paused)}
            className={css.pause}
          >
            {list.paused ? text.resume : text.pause}
          </Button>
        </Tooltip>
      </div>
      {props.queryFault ? (
        <div id="query-fault" role="alert" className={css.fault}>
          {props.queryFault}
        </div>
      ) : null}
    </div>
  );
}
