import type { Database } from 'better-sqlite3';

/** How often the log is looked at while something is written. */
const lookEveryMs = 20;

/** How long it is left alone when less than half of it could be written back. */
const heldUpMs = 1000;

/** What waits in the log, in bytes, before it is written back: what is written again and again meanwhile is written back once. */
const waitingBytes = 4 * 1024 * 1024;

/** The log begins anew when all of it is written back; once it has so many bytes that is worth an answer that takes a little longer. */
const longBytes = 16 * 1024 * 1024;

export interface LogWatch {
  /** Something was committed. */
  wrote(): void;
  /** What was asked for has been done, or could not be. */
  writtenBack(): void;
  /** Has all of it written back, however little it is: the file gets shorter then, where space was given back. */
  clear(): void;
}

/**
 * Sees to it that the write-ahead log is written back into the file, by another thread: left to itself SQLite does so within the commit
 * that fills a thousand pages, and the posts of that commit wait for all of them (docs/decisions/0019).
 * @param db the connection that writes
 * @param ask has another connection write the log back
 * @param clock monotonic milliseconds
 */
export function watchLog(db: Database, ask: () => void, clock = () => performance.now()): LogWatch {
  // Says how long the log is and how much of it was written back, and does nothing.
  const state = db.prepare('PRAGMA wal_checkpoint(NOOP)');
  const pageBytes = db.pragma('page_size', { simple: true }) as number;
  let isAsked = false;
  let isWanted = false;
  /** Where the log was when it was asked. */
  let then = { log: 0, checkpointed: 0 };
  let nextLook = Number.NEGATIVE_INFINITY;

  function look(): { log: number; checkpointed: number; waiting: number } {
    const { log, checkpointed } = state.get() as { log: number; checkpointed: number };
    nextLook = clock() + lookEveryMs;
    return { log, checkpointed, waiting: (log - checkpointed) * pageBytes };
  }

  function askAt(place: typeof then): void {
    isAsked = true;
    isWanted = false;
    then = place;
    ask();
  }

  return {
    wrote() {
      if (isAsked || clock() < nextLook) return;
      const now = look();
      if (now.waiting >= waitingBytes) askAt(now);
    },
    writtenBack() {
      isAsked = false;
      const now = look();
      const { log, checkpointed, waiting } = now;
      const isHeldUp = log >= then.log && checkpointed - then.checkpointed < (then.log - then.checkpointed) / 2;
      // Somebody reads what is in the log, and may do so for long.
      if (isHeldUp) nextLook = clock() + heldUpMs;
      else if (isWanted && waiting > 0) askAt(now);
      // What came meanwhile is little; without it the log can begin anew.
      else if (waiting > 0 && waiting < waitingBytes && log * pageBytes >= longBytes) {
        db.pragma('wal_checkpoint(PASSIVE)');
      }
    },
    clear() {
      const now = look();
      if (isAsked) isWanted = true;
      else if (now.waiting > 0) askAt(now);
    },
  };
}
