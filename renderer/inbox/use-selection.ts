import { type MouseEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { type Command, useCommands } from '../ui/commands.tsx';
import { text } from './list-strings.ts';
import { extendBy, extendTo, noSelection, type Selection, selectLoaded, toggle, without } from './selection.ts';

/** The selection of the list: what the mouse and the keys do to it, and what of it is still there. */
export function useSelection(options: {
  posts: readonly PostSummary[];
  query: string;
  openId: number | null;
  onOpen: (id: number) => void;
  /** Brings a row on screen. */
  onReach: (id: number) => void;
}) {
  const { posts, query, openId, onOpen, onReach } = options;
  const [kept, setKept] = useState<{ query: string; selection: Selection }>({ query, selection: noSelection });
  // Another search shows other posts; what was selected among the old ones would be acted on unseen.
  const current = kept.query === query ? kept.selection : noSelection;
  const selection = useMemo(() => {
    if (current.ids.size === 0) return current;
    const there = new Set(posts.map((post) => post.id));
    return without(current, (id) => !there.has(id));
  }, [current, posts]);
  const now = useRef({ selection, posts, query, openId, onOpen, onReach });
  now.current = { selection, posts, query, openId, onOpen, onReach };

  const set = useCallback((next: Selection) => setKept({ query: now.current.query, selection: next }), []);
  const clear = useCallback(() => set(noSelection), [set]);
  const extend = (by: 1 | -1) => {
    const next = extendBy(now.current.selection, by, now.current);
    set(next);
    if (next.head !== null) onReach(next.head);
  };
  const mouse = useMemo(
    () => ({
      onClick(event: MouseEvent, id: number) {
        const { selection: old, openId: open } = now.current;
        if (event.shiftKey) {
          set(extendTo(old, id, now.current));
          // The browser would take it for a selection of text.
          window.getSelection()?.removeAllRanges();
        } else if (event.ctrlKey || event.metaKey) {
          set(toggle(old, id, open));
        } else {
          set(noSelection);
          now.current.onOpen(id);
        }
      },
      onCheck(event: MouseEvent, id: number) {
        event.stopPropagation();
        if (event.shiftKey) set(extendTo(now.current.selection, id, now.current));
        else set(toggle(now.current.selection, id, null));
      },
    }),
    [set],
  );
  const any = selection.ids.size > 0;
  const commands: Command[] = [
    {
      id: 'select-all',
      group: 'Selection',
      title: text.selectAll,
      keys: ['Mod+a'],
      run: () => set(selectLoaded(posts)),
    },
    {
      id: 'select-down',
      group: 'Selection',
      title: text.extendDown,
      looseKeys: ['Shift+ArrowDown'],
      keys: ['J'],
      listed: false,
      run: () => extend(1),
    },
    {
      id: 'select-up',
      group: 'Selection',
      title: text.extendUp,
      looseKeys: ['Shift+ArrowUp'],
      keys: ['K'],
      listed: false,
      run: () => extend(-1),
    },
  ];
  if (openId !== null) {
    commands.push({
      id: 'select-open',
      group: 'Selection',
      title: text.toggleSelected,
      keys: ['x'],
      run: () => set(toggle(selection, openId, null)),
    });
  }
  if (any) {
    commands.push({
      id: 'select-none',
      group: 'Selection',
      title: text.clearSelection,
      keys: ['Escape'],
      first: true,
      run: clear,
    });
  }
  useCommands(commands);
  return { selection, any, set, clear, mouse };
}
