import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useRef, useState } from 'react';
import type { PostSummary } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { useRemovals } from '../ui/removals-context.tsx';
import { copyText, toast, toastFault } from '../ui/toast.ts';
import { aimOf, type BulkMarks, markSelected, selectEvery, selectedIds } from './bulk.ts';
import { text } from './list-strings.ts';
import { noSelection, type Selection, sizeOf } from './selection.ts';

/** More posts than this are not deleted before the user has read how many they are. */
const askAbove = 25;
const toastId = 'bulk';

/** What can be done with many posts at once. */
export function useBulk(options: {
  posts: readonly PostSummary[];
  query: string;
  openId: number | null;
  onOpen: (id: number | null) => void;
  onSelect: (selection: Selection) => void;
}) {
  const { posts, query, openId, onOpen, onSelect } = options;
  const { api } = useLive();
  const { removals } = useRemovals();
  const [asking, setAsking] = useState<Selection | null>(null);

  const mark = async (selection: Selection, marks: BulkMarks): Promise<void> => {
    const stop = new AbortController();
    let shown = false;
    const progress = (done: number) => {
      if (sizeOf(selection) <= 1000) return;
      const message = (
        <>
          {text.marking(done)}{' '}
          <Button size="compact-xs" variant="light" onClick={() => stop.abort()}>
            {text.stop}
          </Button>
        </>
      );
      const said = { id: toastId, message, color: 'indigo', withBorder: true, autoClose: false } as const;
      if (shown) notifications.update(said);
      else notifications.show(said);
      shown = true;
    };
    try {
      const done = await markSelected(api, { selection, marks, signal: stop.signal, onDone: progress });
      if (sizeOf(selection) > 1) toast(text.marked(done));
    } catch (error) {
      if (!stop.signal.aborted) toastFault(error);
    } finally {
      if (shown) notifications.hide(toastId);
    }
  };

  const removeNow = (selection: Selection): void => {
    const aim = aimOf(selection, query);
    const gone = (id: number) => ('ids' in aim ? aim.ids.has(id) : id <= aim.topId);
    if (openId !== null && gone(openId)) {
      // The next older one takes its place, as in any list of letters; else the next newer one.
      const older = posts.find((post) => post.id < openId && !gone(post.id));
      const newer = posts.findLast((post) => post.id > openId && !gone(post.id));
      onOpen((older ?? newer)?.id ?? null);
    }
    onSelect(noSelection);
    removals.remove(aim);
  };

  const removing = useRef(removeNow);
  removing.current = removeNow;
  const answer = useCallback(
    (yes: boolean): void => {
      if (yes && asking) removing.current(asking);
      setAsking(null);
    },
    [asking],
  );

  /** Everything that matches, whether it is loaded or not; says so when that is nothing. */
  const withEvery = async (use: (selection: Selection) => void): Promise<void> => {
    try {
      const all = await selectEvery(api, { query, posts });
      if (all) use({ ...noSelection, ids: new Set(posts.map((post) => post.id)), every: all });
      else toast(text.nothingToDo);
    } catch (error) {
      toastFault(error);
    }
  };

  return {
    mark,
    withEvery,
    /** Deletes, after a question when they are many. */
    remove(selection: Selection): void {
      if (sizeOf(selection) === 0) return;
      if (selection.every !== null || selection.ids.size > askAbove) setAsking(selection);
      else removeNow(selection);
    },
    /** What the question is about; null when none is asked. */
    asking,
    /** The same function until something else is asked. */
    answer,
    async copyIds(selection: Selection): Promise<void> {
      try {
        const { ids, cut } = await selectedIds(api, selection);
        await copyText(ids.join('\n'), cut ? text.idsCut(ids.length) : text.copiedIds(ids.length));
      } catch (error) {
        toastFault(error);
      }
    },
  };
}
