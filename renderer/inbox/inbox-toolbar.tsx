import { Button, Tooltip } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { memo, type RefObject, useDeferredValue } from 'react';
import { FilterRow } from '../search/filter-row.tsx';
import type { TextRange } from '../search/highlight.ts';
import { SearchBox } from '../search/search-box.tsx';
import { Sparkline } from '../search/sparkline.tsx';
import { text as searchText } from '../search/strings.ts';
import { useCount } from '../search/use-count.ts';
import css from './inbox-toolbar.module.css';
import { text } from './strings.ts';
import type { useSearch } from './use-search.ts';

export interface InboxToolbarProps {
  searchBox: RefObject<HTMLInputElement | null>;
  search: ReturnType<typeof useSearch>;
  /** The query whose posts are on screen. */
  shownQuery: string;
  /** How many those are, when there are no others; null when there may be more. */
  complete: number | null;
  paused: boolean;
  /** What came while the list is paused, in words. */
  fresh: string | null;
  onPause: (paused: boolean) => void;
  /** The part of the query that cannot be read. */
  wrong: TextRange | null;
  /** What is wrong with the query, in a sentence. */
  fault: string | null;
}

/** Search, count, traffic, filters and the pause button; a wrong query is explained right beneath. */
export const InboxToolbar = memo(function InboxToolbar(props: InboxToolbarProps) {
  const { search, fault, paused } = props;
  // The list is drawn first; the filters follow a moment later.
  const query = useDeferredValue(search.text);
  const Icon = paused ? IconPlayerPlayFilled : IconPlayerPauseFilled;
  return (
    <div className={css.toolbar}>
      <div className={css.search}>
        <SearchBox
          input={props.searchBox}
          text={search.text}
          fault={props.wrong}
          onType={search.type}
          onChoose={search.choose}
          onFinish={search.finish}
        />
      </div>
      <Total query={props.shownQuery} complete={props.complete} isShown={fault === null} />
      <div className={css.traffic}>
        <Sparkline query={query} counted={props.shownQuery} onChoose={search.choose} />
      </div>
      <div className={css.filters}>
        <FilterRow query={query} onChoose={search.choose} />
        {props.fresh === null ? null : <span className={css.fresh}>{props.fresh}</span>}
      </div>
      <Tooltip label={text.pauseHint} disabled={paused}>
        <Button
          variant={paused ? 'light' : 'default'}
          leftSection={<Icon size={12} />}
          onClick={() => props.onPause(!paused)}
          className={css.pause}
        >
          {paused ? text.resume : text.pause}
        </Button>
      </Tooltip>
      {fault === null ? null : (
        <div id="query-fault" role="alert" className={css.fault}>
          {fault}
        </div>
      )}
    </div>
  );
});

/** How many posts there are. A component of its own: while posts pour in, nothing else here has to be drawn again. */
function Total(props: { query: string; complete: number | null; isShown: boolean }) {
  const count = useCount(props);
  return (
    <span className={css.count} role="status" data-waiting={count?.waiting || undefined}>
      {props.isShown && count ? searchText.count(count.count, count.exact) : null}
    </span>
  );
}
