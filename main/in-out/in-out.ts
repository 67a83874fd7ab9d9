import type { ImportResult } from '../../contract/index.ts';
import type { Feed } from '../feed/feed.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';
import type { TargetBook } from '../targets/target-book.ts';
import { entryOf } from './entry.ts';
import { type ExportFormat, writerOf } from './formats.ts';
import { importPosts } from './import-posts.ts';
import { readPosts, selectPosts } from './read-posts.ts';

export interface ExportInput {
  format: ExportFormat;
  query?: string | undefined;
  ids?: string | undefined;
  /** True = nothing is masked. */
  reveal: boolean;
}

/** A file that is being written. */
export interface ExportFile {
  name: string;
  contentType: string;
  /** Its text, piece by piece, as fast as it is read. */
  pieces: AsyncIterable<string>;
}

/** Posts out as files, and in again. */
export interface InOut {
  /** @throws TaplineError BAD_QUERY, BAD_REQUEST (ids that are none); before anything is written */
  exportFile(input: ExportInput): Promise<ExportFile>;
  /**
   * Takes in a file; imports that are asked for at the same time follow each other.
   * @throws TaplineError BAD_REQUEST when it is no export, STORAGE_FAILED
   */
  importFile(source: AsyncIterable<Uint8Array>): Promise<ImportResult>;
  /** Ends the imports that are under way or wait for their turn; each resolves with what it took in. Returns how many. */
  stopImports(): number;
}

/** @param options.targets where commands of an export send posts; what a target sets on requests is left out of files */
export function createInOut(options: {
  store: Store;
  feed: Pick<Feed, 'postsStored' | 'publish'>;
  targets: Pick<TargetBook, 'find'>;
}): InOut {
  const { store, feed, targets } = options;
  let importing: Promise<unknown> = Promise.resolve();
  const stops = new Set<AbortController>();

  return {
    async exportFile({ format, query, ids, reveal }) {
      const writer = writerOf(format, { targetOf: (endpoint) => urlOf(targets, endpoint) });
      const selected = await selectPosts(store, { query, ids });
      const { maskedNames } = store.settings;
      async function* pieces(): AsyncGenerator<string> {
        let piece = writer.head(!reveal);
        let index = 0;
        for await (const { post, request } of readPosts(store, selected, writer.needs(!reveal))) {
          piece += writer.post(entryOf({ post, request, reveal, maskedNames }), index++);
          if (piece.length < limits.inOut.pieceBytes) continue;
          yield piece;
          piece = '';
        }
        yield piece + writer.end;
      }
      const day = new Date().toISOString().slice(0, 10);
      return {
        name: `tapline-posts-${day}.${writer.extension}`,
        contentType: writer.contentType,
        pieces: pieces(),
      };
    },
    importFile(source) {
      const stop = new AbortController();
      stops.add(stop);
      const turn = importing
        .then(() =>
          importPosts({
            store,
            source,
            signal: stop.signal,
            onStored: () => feed.postsStored(),
            onProgress: (progress) => feed.publish({ type: 'import', progress }),
          }),
        )
        .finally(() => stops.delete(stop));
      importing = turn.catch(() => {});
      return turn;
    },
    stopImports() {
      const running = [...stops].filter(({ signal }) => !signal.aborted);
      for (const stop of running) stop.abort();
      return running.length;
    },
  };
}

/** A target that is named and gone does not keep posts out of a file. */
function urlOf(targets: Pick<TargetBook, 'find'>, endpoint: string | null): string | null {
  try {
    return targets.find(endpoint)?.url ?? null;
  } catch {
    return null;
  }
}
