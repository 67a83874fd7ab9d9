import type { ImportProgress, ImportResult } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';
import { createKnownPosts, type KnownPosts } from './known-posts.ts';
import { checkHead, type ImportedPost, readLine } from './line.ts';
import { linesOf } from './lines.ts';

export type ImportStore = Pick<Store, 'append' | 'list' | 'requests' | 'mark' | 'markMany' | 'lastId'>;

export interface ImportOptions {
  store: ImportStore;
  /** The bytes of a file that an export wrote, in any pieces. */
  source: AsyncIterable<Uint8Array>;
  /** Ends it behind the batch that is being stored; what was not read of the source is left there. */
  signal?: AbortSignal;
  /** Called after each batch was stored. */
  onStored(): void;
  /** How far it is, a few times a second. */
  onProgress?(progress: ImportProgress): void;
}

/**
 * Takes in the posts of an NDJSON export, in the order of the file, with the time, the way and the marks they had. Posts that
 * are here already are skipped, lines that cannot be read are reported. A batch is stored before the next is read, so memory
 * stays flat and live posts wait for one batch at most.
 * @throws TaplineError BAD_REQUEST when the first line is not that of an export, STORAGE_FAILED when the disk fails: what was
 * taken in until then stays, and importing the file again goes on from there
 */
export async function importPosts(options: ImportOptions): Promise<ImportResult> {
  const { store, onStored, signal } = options;
  const known = createKnownPosts(store, store.lastId);
  const result: ImportResult = { imported: 0, skipped: 0, bad: [], badLines: 0, stopped: false };
  const bad = (line: number, reason: string): void => {
    result.badLines++;
    if (result.bad.length < limits.inOut.badLines) result.bad.push({ line, reason });
  };
  let batch: ImportedPost[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const stored = await storeBatch({ store, known, batch });
    result.imported += stored;
    result.skipped += batch.length - stored;
    batch = [];
    bytes = 0;
    tell();
    if (stored > 0) onStored();
  };

  let bytesRead = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for await (const piece of options.source) {
      bytesRead += piece.length;
      yield piece;
    }
  }
  let toldAt = performance.now();
  const tell = (): void => {
    if (performance.now() - toldAt < limits.inOut.progressMs) return;
    toldAt = performance.now();
    const { imported, skipped, badLines } = result;
    options.onProgress?.({ imported, skipped, badLines, bytes: bytesRead });
  };

  const stopped = (): ImportResult => ({ ...result, stopped: true });
  // It may have waited for others until then.
  if (signal?.aborted) return stopped();
  let hasHead = false;
  for await (const { number, text } of linesOf(source())) {
    if (!hasHead) {
      const problem = text === null ? 'It is no export of posts.' : checkHead(text);
      if (problem) throw new TaplineError('BAD_REQUEST', `The file was not imported. ${problem}`);
      hasHead = true;
    } else if (text === null) bad(number, 'The line is longer than Tapline reads.');
    else if (text.trim() !== '') {
      const read = readLine(text);
      if (typeof read === 'string') bad(number, read);
      else {
        batch.push(read);
        bytes += read.post.body.length;
      }
    }
    if (batch.length >= limits.inOut.batchPosts || bytes >= limits.inOut.batchBytes) await flush();
    if (signal?.aborted) return stopped();
  }
  if (!hasHead) throw new TaplineError('BAD_REQUEST', 'The file was not imported. It is empty.');
  await flush();
  return result;
}

/** Stores what is not here yet; resolves with how many posts that were. */
async function storeBatch(of: { store: ImportStore; known: KnownPosts; batch: ImportedPost[] }): Promise<number> {
  const { store, known, batch } = of;
  const here = await known.check(batch.map(({ post }) => post));
  const fresh = batch.filter((_, index) => !here[index]);
  // All are waited for, so that none is still on its way when the first failure is told.
  const settled = await Promise.allSettled(fresh.map(({ post }) => store.append(post)));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const ids = settled.map((one) => (one as PromiseFulfilledResult<number>).value);
  await keepMarks(store, ids, fresh);
  return fresh.length;
}

async function keepMarks(store: ImportStore, ids: readonly number[], posts: readonly ImportedPost[]): Promise<void> {
  const where = (fits: (one: ImportedPost) => boolean) => ids.filter((_, index) => fits(posts[index] as ImportedPost));
  const opened = where(({ marks }) => !marks.unread);
  const pinned = where(({ marks }) => marks.pinned);
  if (opened.length > 0) await store.markMany(opened, { unread: false });
  if (pinned.length > 0) await store.markMany(pinned, { pinned: true });
  for (const [index, { marks }] of posts.entries()) {
    // Retention may have been faster.
    if (marks.note !== null) await store.mark(ids[index] as number, { note: marks.note }).catch(ignoreMissing);
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof TaplineError) || error.code !== 'POST_NOT_FOUND') throw error;
}
