import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportResult, OpenedFile } from '../../contract/index.ts';
import { messageOf, TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { InOut } from './in-out.ts';

/** Files that the system asked Tapline to open. Nothing of them is read before the user agrees. */
export interface OpenedFiles {
  list(): OpenedFile[];
  /**
   * Has a file wait, once: one that waits already is given another number, since a view may be about to dismiss the one it has. One that is
   * being imported is left alone.
   * @param path absolute
   * @returns false when too many wait
   */
  add(path: string): boolean;
  /**
   * Imports one. It goes on waiting, so that a view that is loaded anew finds it, until it is dismissed.
   * @throws TaplineError BAD_REQUEST when it does not wait, cannot be read or is no export, STORAGE_FAILED
   */
  importFile(id: number): Promise<ImportResult>;
  /** False when it did not wait. */
  dismiss(id: number): boolean;
}

/** Keeps them by number: whoever speaks to the API can name a number, and no path. */
export function createOpenedFiles(options: Pick<InOut, 'importFile'> & { onChange(): void }): OpenedFiles {
  const paths = new Map<number, string>();
  const importing = new Set<number>();
  let last = 0;
  return {
    list: () => [...paths].map(([id, path]) => ({ id, name: basename(path) })),
    add(path) {
      const known = [...paths].find((entry) => entry[1] === path)?.[0];
      if (known !== undefined) {
        if (importing.has(known)) return true;
        paths.delete(known);
      }
      if (paths.size >= limits.inOut.openedFiles) return false;
      last++;
      paths.set(last, path);
      options.onChange();
      return true;
    },
    async importFile(id) {
      const path = paths.get(id);
      if (path === undefined) {
        throw new TaplineError('BAD_REQUEST', 'This file no longer waits to be imported. Open it again.');
      }
      importing.add(id);
      try {
        return await options.importFile(bytesOf(path));
      } finally {
        importing.delete(id);
      }
    },
    dismiss(id) {
      const waited = paths.delete(id);
      if (waited) options.onChange();
      return waited;
    },
  };
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    // Others that have a path (a pipe, a device) may never come to an end.
    if (!(await stat(path)).isFile()) throw new Error('it is no file');
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new TaplineError(
      'BAD_REQUEST',
      `${basename(path)} cannot be read (${messageOf(error)}). Look for it where it was, and open it again.`,
      { cause: error },
    );
  }
}
