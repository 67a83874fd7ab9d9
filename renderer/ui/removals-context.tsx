import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useCommands } from './commands.tsx';
import { useDeletingToast } from './deleting-toast.tsx';
import { useLastingToast } from './lasting-toast.ts';
import { useLive } from './live.tsx';
import { createRemovals, type Removal, type RemovalAim, type Removals } from './removals.ts';
import { text } from './strings.ts';
import { toast, toastFault } from './toast.ts';
import { UndoToast } from './undo-toast.tsx';

const undoMs = 8000;
/** Ids in one call; the address has room for more, but one call should not take long. */
const idsPerCall = 5000;
const toastId = 'removals';

interface PendingRemovals {
  removals: Removals;
  pending: readonly Removal[];
  /** Calls the listener when posts are deleted for good; returns what ends it. */
  onDeleted(listener: (aim: RemovalAim) => void): () => void;
}

interface State {
  pending: readonly Removal[];
  undoable: number;
  deleting: number;
}

const noCommands = [] as const;
const RemovalsContext = createContext<PendingRemovals | null>(null);

/** Deleting with a way back. It goes on while other screens are looked at; a page that is closed deletes nothing more. */
export function useRemovals(): PendingRemovals {
  const removals = useContext(RemovalsContext);
  if (!removals) throw new Error('useRemovals must be called below RemovalsProvider.');
  return removals;
}

/** Keeps what is deleted on screen until the time to undo is over, and says so. */
export function RemovalsProvider(props: { children: ReactNode }) {
  const { api } = useLive();
  const [{ pending, undoable, deleting }, setState] = useState<State>({ pending: [], undoable: 0, deleting: 0 });
  const listeners = useMemo(() => new Set<(aim: RemovalAim) => void>(), []);
  const removals = useMemo(
    () =>
      createRemovals({
        undoMs,
        async delete(aim, signal) {
          if (!('ids' in aim)) {
            await api.client.posts.delete({ query: { query: aim.query } }, { signal });
            return;
          }
          const ids = [...aim.ids];
          for (let at = 0; at < ids.length; at += idsPerCall) {
            await api.client.posts.delete({ query: { ids: ids.slice(at, at + idsPerCall).join(',') } }, { signal });
          }
        },
        onChange: (hidden, canUndo, goesNow) => setState({ pending: hidden, undoable: canUndo, deleting: goesNow }),
        onDeleted: (aim) => {
          for (const listener of listeners) listener(aim);
        },
        onFault: toastFault,
        onHalted: () => toast(text.deletingHalted),
      }),
    [api, listeners],
  );
  useEffect(() => () => removals.stop(), [removals]);
  const undo = useMemo(
    () => (undoable === 0 ? null : <UndoToast count={undoable} removals={removals} />),
    [undoable, removals],
  );
  useLastingToast(toastId, undo);
  useDeletingToast(deleting, removals.halt);
  useCommands(
    undoable > 0
      ? [{ id: 'undo', group: 'Post', title: text.undoDelete, keys: ['Mod+z'], run: () => removals.undo() }]
      : noCommands,
  );
  const value = useMemo<PendingRemovals>(
    () => ({
      removals,
      pending,
      onDeleted(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
    [removals, pending, listeners],
  );
  return <RemovalsContext value={value}>{props.children}</RemovalsContext>;
}
