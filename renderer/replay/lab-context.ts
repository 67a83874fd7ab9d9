import { createContext, useContext } from 'react';
import type { CameTo } from '../targets/outside.ts';

/** Many posts: those with the given ids, or all that match a query (an empty one is everything). */
export type Aim = { ids: readonly number[] } | { query: string };

export interface Lab {
  /** Opens the dialog that replays many posts. */
  replayMany(aim: Aim): void;
  /** Opens the dialog that writes posts to a file. */
  exportPosts(aim: Aim): void;
  /** Opens the dialog that reads posts from a file; with one, it is read at once. */
  importPosts(file?: File): void;
  /** Opens the dialog that composes a test post. */
  compose(): void;
  /**
   * Asks before something is sent to a host other than this machine for the first time. Where things go is read first if it
   * is not known yet.
   *
   * @param target a URL, the name of a target, or null for what is set
   * @param came where the posts came to, for which no target is named; none = the default target alone is meant
   * @returns false when the user would rather not, or when it cannot be found out where they would go
   */
  allow(target: string | null, came?: CameTo): Promise<boolean>;
}

export const LabContext = createContext<Lab | null>(null);

/** Dialogs that several screens open. */
export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (!lab) throw new Error('useLab must be called below LabProvider.');
  return lab;
}

/** A function that opens "Replay many" for a selection or a search. */
export function useReplayMany(): (aim: Aim) => void {
  return useLab().replayMany;
}

/** A function that opens "Export" for a selection or a search. */
export function useExport(): (aim: Aim) => void {
  return useLab().exportPosts;
}
