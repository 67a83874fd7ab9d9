import { limits } from '../limits.ts';
import type { ThreadMessage } from './thread.ts';
import type { Writer } from './writer.ts';

/** How often retention is looked at while nothing else happens. */
const retainEveryMs = 5000;

/** While posts come, a step of indexing is short, and the rest after it so many times as long: they are waited for. */
const busyRows = 100;
const restShare = 2;

/** Posts that may wait for the index before it stops resting: searches look at each of them. */
const patientPosts = 20_000;

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
  /** True when posts came since the last turn. */
  let busy = false;
  /** Steps of indexing since merging had nothing to do; a kill may have left some. */
  let unmerged = 1;

  /**
   * One step of indexing. While a full step is there to do the next one follows, at once when nothing else came, after a
   * rest while posts pour in. A handful of rows waits a moment for company.
   */
  function turn(): void {
    timer = null;
    const began = performance.now();
    const isBusy = busy;
    busy = false;
    const most = isBusy ? busyRows : limits.store.indexRows;
    try {
      const rows = writer.indexer.step(most);
      if (rows > 0) unmerged++;
      const isBehind = rows >= most;
      const isMerging = merge(isBusy || isBehind);
      const isPatient = isBusy && writer.counts().lastId - writer.indexer.watermark < patientPosts;
      const rest = isPatient ? restShare * (performance.now() - began) : 0;
      plan(isBehind || isMerging ? rest : limits.store.indexDelayMs);
    } catch (error) {
      fault(error);
      timer = setTimeout(turn, faultRestMs);
    }
  }

  /** Merging has time until nothing else is to be done, within bounds. True when more is left of it. */
  function merge(isLater: boolean): boolean {
    if (unmerged === 0 || (isLater && unmerged < patientSegments)) return false;
    if (!writer.indexer.merge()) unmerged = 0;
    return unmerged > 0;
  }

  function plan(delay: number): void {
    const { watermark, counted } = writer.indexer;
    const isIndexed = writer.counts().lastId <= watermark && counted >= watermark;
    if (timer === null && !(isIndexed && unmerged === 0)) timer = setTimeout(turn, delay);
  }

  /** One slice of removal, or of tidying after it, and the next when the calls that came meanwhile are served. */
  function retain(): void {
    retaining = null;
    try {
      const removed = writer.retain();
      if (removed > 0) tell({ type: 'note', note: 'retained', value: { removed, ...writer.counts() } });
      if (removed > 0 || writer.tidy()) planRetaining();
    } catch (error) {
      fault(error);
    }
  }
  function planRetaining(): void {
    retaining ??= setImmediate(retain);
  }

  const every = setInterval(planRetaining, retainEveryMs);
  plan(0);
  return {
    served(op) {
      if (op === 'append') busy = true;
      if (op === 'putSettings') planRetaining();
      plan(limits.store.indexDelayMs);
    },
    stop() {
      clearInterval(every);
      if (timer) clearTimeout(timer);
      if (retaining) clearImmediate(retaining);
    },
  };
}
