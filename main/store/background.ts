import { limits } from '../limits.ts';
import type { ThreadMessage } from './thread.ts';
import type { Writer } from './writer.ts';

/** How often retention is looked at while nothing else happens. */
const retainEveryMs = 5000;

/** Tidying waits until nobody deleted anything for so long: it would be stopped by the next slice. */
const untidyMs = 1000;

/** When no post came for so long it is quiet: what would make an answer wait is done then. */
const quietMs = 500;

/** While posts come, a step of work is short, and the rest after it so many times as long: they are waited for. */
const busyRows = 100;
const restShare = 2;

/** Posts that may wait for the index before it stops resting: searches look at each of them. */
const patientPosts = 20_000;

/**
 * Posts in a millisecond that make a flood: all time goes to taking more of them. How often that is looked at, and how long a
 * flood may last: what lasts longer is the usual here, and making rows has to keep up with it.
 */
const floodPosts = 2;
const lookEveryMs = 50;
const longestFloodMs = 15_000;

/** Segments that may wait to be merged while posts come: each makes a search a little slower. */
const patientSegments = 64;

/** How long background work rests after a fault. */
const faultRestMs = 1000;

export interface Background {
  /** A call was served by the writer. */
  served(op: string): void;
  stop(): void;
}

/** What the writer does between calls: it indexes, merges the index, and removes what retention lets go, in small steps. */
export function startBackground(options: {
  writer: Writer;
  tell(message: ThreadMessage): void;
  fault(error: unknown): void;
}): Background {
  const { writer, tell, fault } = options;
  let timer: NodeJS.Timeout | null = null;
  let retaining: NodeJS.Immediate | null = null;
  let resting: NodeJS.Timeout | null = null;
  /** True when tidying goes on. */
  let hasTidied = false;
  /** When somebody deleted posts. */
  let deletedAt = Number.NEGATIVE_INFINITY;
  /** True when posts came since the last turn, and when the last of them came. */
  let busy = false;
  let appendedAt = Number.NEGATIVE_INFINITY;
  let looked: { at: number; lastId: number; floodSince: number | null } = {
    at: performance.now(),
    lastId: writer.counts().lastId,
    floodSince: null,
  };
  /** Steps of indexing since merging had nothing to do; a kill may have left some. */
  let unmerged = 1;

  function turn(): void {
    timer = null;
    try {
      plan(step());
      writer.log.wrote();
    } catch (error) {
      fault(error);
      timer = setTimeout(turn, faultRestMs);
    }
  }

  /**
   * One step: rows of posts that a burst left in the intake, else indexing. While a full step is there to do the next one
   * follows, at once when nothing else came, after a rest while posts pour in. A handful of rows waits a moment for company.
   * Returns after how many milliseconds the next one is due.
   */
  function step(): number {
    const began = performance.now();
    const isBusy = busy;
    busy = false;
    if (writer.appender.folded.posts === 0) return index(isBusy, began);
    if (isFlood()) return lookEveryMs;
    writer.appender.unfold(isBusy ? busyRows : limits.store.unfoldPosts);
    if (writer.appender.folded.posts === 0) planRetaining();
    return isBusy ? performance.now() - began : 0;
  }

  /** True while posts come faster than their rows could be made, and there is room for more of them. */
  function isFlood(): boolean {
    const { lastId } = writer.counts();
    const elapsed = performance.now() - looked.at;
    if (elapsed >= lookEveryMs) {
      const now = performance.now();
      const isFlood = lastId - looked.lastId > floodPosts * elapsed;
      looked = { at: now, lastId, floodSince: isFlood ? (looked.floodSince ?? now) : null };
    }
    const { posts, bytes } = writer.appender.folded;
    const isNew = looked.floodSince !== null && performance.now() - looked.floodSince < longestFloodMs;
    return isNew && posts < limits.store.foldedPosts && bytes < limits.store.foldedBytes;
  }

  function index(isBusy: boolean, began: number): number {
    const most = isBusy ? busyRows : limits.store.indexRows;
    const rows = writer.indexer.step(most);
    if (rows > 0) unmerged++;
    const isBehind = rows >= most;
    const isMerging = merge(isBusy || isBehind);
    const isPatient = isBusy && writer.counts().lastId - writer.indexer.watermark < patientPosts;
    const rest = isPatient ? restShare * (performance.now() - began) : 0;
    return isBehind || isMerging ? rest : limits.store.indexDelayMs;
  }

  /** Merging has time until nothing else is to be done, within bounds. True when more is left of it. */
  function merge(isLater: boolean): boolean {
    if (unmerged === 0 || (isLater && unmerged < patientSegments)) return false;
    const left = writer.merge(isQuiet());
    if (left === 'done') unmerged = 0;
    return left === 'more';
  }

  /** True when no post came for a while. */
  const isQuiet = () => performance.now() - appendedAt > quietMs;

  function plan(delay: number): void {
    const { watermark, counted } = writer.indexer;
    if (writer.appender.folded.posts > 0) {
      timer ??= setTimeout(turn, Math.min(delay, lookEveryMs));
      return;
    }
    const isIndexed = writer.counts().lastId <= watermark && counted >= watermark;
    if (timer === null && !(isIndexed && unmerged === 0)) timer = setTimeout(turn, delay);
  }

  /** One slice of removal, or of tidying after it, when the calls that came meanwhile are served. While posts come there is a rest behind it. */
  function retain(): void {
    retaining = null;
    const began = performance.now();
    try {
      if (!removeSome()) return;
      writer.log.wrote();
      const restMs = writer.removalRest(performance.now() - began);
      if (restMs === 0) planRetaining();
      else resting ??= setTimeout(planRetaining, restMs);
    } catch (error) {
      fault(error);
    }
  }

  /** False when there is no more to do for now. */
  function removeSome(): boolean {
    // What is old is known when all have their rows; in a flood without end it cannot be waited for.
    if (writer.appender.folded.posts > 0 && (isFlood() || looked.floodSince === null)) return false;
    const { removed, isDone } = writer.retain();
    if (removed > 0) tell({ type: 'note', note: 'retained', value: { removed, ...writer.counts() } });
    if (!isDone) return true;
    if (performance.now() - deletedAt <= untidyMs) return false;
    const isUntidy = writer.tidy(isQuiet());
    // The file gets shorter when what made it so is written back.
    if (hasTidied && !isUntidy) writer.log.clear();
    hasTidied = isUntidy;
    return isUntidy;
  }

  function planRetaining(): void {
    if (resting) clearTimeout(resting);
    resting = null;
    retaining ??= setImmediate(retain);
  }

  const every = setInterval(planRetaining, retainEveryMs);
  plan(0);
  return {
    served(op) {
      if (op === 'append') {
        busy = true;
        appendedAt = performance.now();
      }
      if (op === 'remove') deletedAt = performance.now();
      writer.log.wrote();
      if (op === 'putSettings' || op === 'remove') planRetaining();
      plan(limits.store.indexDelayMs);
    },
    stop() {
      clearInterval(every);
      if (timer) clearTimeout(timer);
      if (retaining) clearImmediate(retaining);
      if (resting) clearTimeout(resting);
    },
  };
}
