import { ActionIcon, Button } from '@mantine/core';
import { IconArrowUp, IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import {
  type CSSProperties,
  type MouseEvent,
  memo,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { defaultSettings } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useCommands } from '../ui/commands.tsx';
import { ColumnsDialog, ConfirmDelete, RowMenu } from '../ui/later-views.ts';
import { useLive } from '../ui/live.tsx';
import quiet from '../ui/quiet.module.css';
import { sameDay } from '../ui/time.ts';
import { ColumnHeads } from './column-heads.tsx';
import { indexOfId } from './gap-rows.ts';
import { ListMenu, useListCommands } from './list-menu.tsx';
import { text as listText } from './list-strings.ts';
import type { Place } from './menu-at.tsx';
import css from './post-grid.module.css';
import { PostRows } from './post-rows.tsx';
import { noSelection, type Selection } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { text } from './strings.ts';
import { useAnnouncement } from './use-announcement.ts';
import { useBulk } from './use-bulk.tsx';
import { useColumns } from './use-columns.ts';
import type { usePostList } from './use-post-list.ts';
import { useRows } from './use-rows.ts';
import { useSelection } from './use-selection.ts';
import { useToday } from './use-today.ts';

const rowHeights = { comfortable: 30, compact: 23 };

/**
 * The virtualised list. The heads stand outside the grid, so that its rows are the posts, and the outages between them, and
 * nothing else; cells point to them with aria-describedby.
 */
export function PostGrid(props: {
  list: ReturnType<typeof usePostList>;
  openId: number | null;
  onOpen: (id: number | null) => void;
  total: number;
  search: string;
  onSearch: (query: string) => void;
}) {
  const { list, openId, onOpen } = props;
  const { posts, held, gap, next } = list.list;
  const { api } = useLive();
  const settings = useQuery(api.query.settings.get.queryOptions()).data ?? defaultSettings;
  const rowHeight = rowHeights[settings.density];
  const box = useRef<HTMLDivElement>(null);
  const rows = useRows({ list, openId, rowHeight });
  const announcement = useAnnouncement(posts[0]?.id ?? 0, posts);
  const now = useToday();
  const last = posts.at(-1);
  const dated = last !== undefined && !sameDay(new Date(last.receivedAt), now);
  const columns = useColumns(box, dated);
  const bar = useScrollbar(rows.scroller);

  const query = list.shownQuery;
  const select = useSelection({ posts, query, openId, onOpen, onReach: rows.reach });
  const { selection } = select;
  const bulk = useBulk({ posts, query, openId, onOpen, onSelect: select.set });
  const [choosing, setChoosing] = useState(false);
  const listCommands = useListCommands({ query, bulk, onColumns: () => setChoosing(true) });
  const [menu, setMenu] = useState<{ id: number | null; at: Place } | null>(null);
  const openListMenu = useCallback((at: Place) => setMenu({ id: null, at }), []);
  const endChoosing = useCallback(() => setChoosing(false), []);
  const events = useMemo(
    () => ({
      ...select.mouse,
      onMenu(event: MouseEvent, id: number) {
        event.preventDefault();
        setMenu({ id, at: { x: event.clientX, y: event.clientY } });
      },
    }),
    [select.mouse],
  );
  const aim = select.any ? selection : { ...noSelection, ids: new Set(openId === null ? [] : [openId]) };
  const menuPost = menu?.id ? posts.find((post) => post.id === menu.id) : undefined;
  useCommands([
    {
      id: 'delete',
      group: select.any ? 'Selection' : 'Post',
      title: listText.delete,
      keys: ['Delete', 'Backspace'],
      listed: aim.ids.size > 0 || aim.every !== null,
      run: () => bulk.remove(aim),
    },
    {
      id: 'row-menu',
      group: 'Post',
      title: listText.rowMenu,
      keys: ['Shift+F10', 'ContextMenu'],
      listed: false,
      run: () => openId !== null && setMenu({ id: openId, at: placeOf(openId) }),
    },
    { id: 'newest', group: 'Inbox', title: listText.newest, keys: ['Home'], run: () => toTop() },
  ]);
  const toTop = () => {
    if (gap || held.length > 0) list.show();
    rows.scroller.current?.scrollTo({ top: 0 });
    rows.scroller.current?.focus({ preventScroll: true });
  };

  const waiting = rows.above + held.length;
  const selected = select.any ? posts.filter((post) => selection.ids.has(post.id)) : [];
  const style = { '--columns': columns.template, '--row': `${rowHeight}px`, '--bar': `${bar}px` } as CSSProperties;
  return (
    <>
      <div
        ref={box}
        className={css.list}
        style={style}
        data-density={settings.density}
        data-selecting={select.any || undefined}
        data-stale={list.opening || undefined}
      >
        <Head columns={columns} dated={dated} onMenu={openListMenu} />
        {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be virtualised with absolutely placed rows */}
        <div
          ref={rows.scroller}
          className={css.scroller}
          role="grid"
          aria-label={text.grid}
          aria-rowcount={props.total + rows.outages}
          aria-multiselectable
          aria-activedescendant={activeId(selection.head ?? openId, posts)}
          aria-busy={list.opening}
          tabIndex={0}
        >
          <PostRows
            posts={posts}
            query={query}
            gaps={rows.gaps}
            items={rows.items}
            height={rows.rows.getTotalSize()}
            columns={columns.shown}
            selection={selection}
            openId={openId}
            now={now}
            events={events}
          />
          {list.tailError ? (
            <div className={css.tail} role="alert">
              {text.failedMore} {faultOf(list.tailError).message} <Button onClick={list.retryEnds}>{text.retry}</Button>
            </div>
          ) : list.reading && next !== null ? (
            <div className={css.tail}>{text.loadingMore}</div>
          ) : null}
        </div>
        {(waiting > 0 || gap) && !list.paused ? (
          <Button
            className={css.jump}
            variant="filled"
            radius="xl"
            leftSection={<IconArrowUp size={14} />}
            onClick={toTop}
          >
            {waiting > 0 ? text.fresh(waiting, gap) : listText.newest}
          </Button>
        ) : null}
        {select.any ? (
          <SelectionBar
            selection={selection}
            bulk={bulk}
            pinned={selected.every((post) => post.pinned)}
            unread={selected.some((post) => post.unread)}
            more={next !== null || gap}
            onSelect={select.set}
            onClear={select.clear}
          />
        ) : null}
        <div className={quiet.quiet} aria-live="polite">
          {announcement}
        </div>
      </div>
      {menu && menuPost ? (
        <RowMenu
          key={menuPost.id}
          post={menuPost}
          at={menu.at}
          openId={openId}
          search={props.search}
          bulk={bulk}
          onOpen={onOpen}
          onSearch={props.onSearch}
          onClose={() => setMenu(null)}
        />
      ) : null}
      {menu?.id === null ? <ListMenu at={menu.at} commands={listCommands} onClose={() => setMenu(null)} /> : null}
      <Dialogs
        columns={columns}
        choosing={choosing}
        onChosen={endChoosing}
        asking={bulk.asking}
        onAnswer={bulk.answer}
      />
    </>
  );
}

/** What stands above the rows. Like the dialogs it is not drawn again for every batch of posts. */
const Head = memo(function Head(props: {
  columns: ReturnType<typeof useColumns>;
  dated: boolean;
  onMenu: (at: Place) => void;
}) {
  const { onMenu } = props;
  return (
    <>
      <ColumnHeads {...props} />
      <ActionIcon
        className={css.menuButton}
        size={24}
        aria-label={listText.listMenu}
        aria-haspopup="menu"
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          onMenu({ x: left, y: bottom });
        }}
      >
        <IconDots size={15} />
      </ActionIcon>
    </>
  );
});

const Dialogs = memo(function Dialogs(props: {
  columns: ReturnType<typeof useColumns>;
  choosing: boolean;
  onChosen: () => void;
  asking: Selection | null;
  onAnswer: (yes: boolean) => void;
}) {
  return (
    <>
      <ColumnsDialog columns={props.columns} opened={props.choosing} onClose={props.onChosen} />
      <ConfirmDelete selection={props.asking} onAnswer={props.onAnswer} />
    </>
  );
});

/** Where the menu of a row opens when a key asks for it. */
function placeOf(id: number): Place {
  const row = document.getElementById(`post-${id}`)?.getBoundingClientRect();
  return row ? { x: row.left + 60, y: row.bottom } : { x: 80, y: 120 };
}

function activeId(id: number | null, posts: readonly { id: number }[]): string | undefined {
  return id !== null && indexOfId(posts, id) >= 0 ? `post-${id}` : undefined;
}

/** Width of the scrollbar in pixels: the heads stand outside of it and keep their cells above the rows'. */
function useScrollbar(scroller: { current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element) setWidth(element.offsetWidth - element.clientWidth);
  }, [scroller]);
  return width;
}
