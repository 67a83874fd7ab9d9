import type { Worker } from 'node:worker_threads';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';
import { type FolderLock, lockFolder } from './store/lock.ts';
import { openStore } from './store/store.ts';
import type { Store } from './store/types.ts';

/** A data folder that belongs to this process, and its store, which is being opened. */
export interface OpenedFolder {
  lock: FolderLock;
  /** Rejects with a StartError when it cannot be opened. */
  store: Promise<Store>;
  /** Whoever sets these is told when storing starts or stops working, and how many posts retention removed. */
  told: { health(problem: string | null): void; retained(removed: number): void };
}

/**
 * Takes a data folder and begins to open its store. Apart from the app, so that the store's threads start while the rest of the
 * app is still being loaded: each of the two takes about as long as the other.
 * @param spare a thread for the store's writer that was started before
 * @throws StartError when the folder cannot be used, FolderInUseError when another process has it
 */
export function openFolder(folder: string, log: Log, spare: Worker | null = null): OpenedFolder {
  const lock = lockFolder(folder);
  const told: OpenedFolder['told'] = { health() {}, retained() {} };
  const store = openStore({
    folder,
    spare,
    onHealth: (problem) => told.health(problem),
    onRetained: (removed) => told.retained(removed),
    onFault: (message) => log.error(message),
  });
  // Whoever waits for it later is told all the same.
  store.catch((error: unknown) => log.debug(messageOf(error)));
  return { lock, store, told };
}
