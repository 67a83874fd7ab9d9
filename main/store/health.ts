import { messageOf, TaplineError } from '../errors.ts';
import { ThreadError } from './thread.ts';

/** How often a store that failed is tried again, and after how long when something was written meanwhile. */
const retryMs = 2000;
const hopefulRetryMs = 250;

export interface Health {
  /** Something was written: a reason to try soon, not yet the end of the alarm. */
  worked(): void;
  /** Something that had to be written was not; makes the error for who asked. */
  failed(error: unknown): TaplineError;
  close(): void;
}

/**
 * Says once that storing broke, then tries until the disk takes writes again, so that the alarm ends without waiting for
 * a post. Only a trial ends it: a disk that is all but full takes a small post now and then, and an alarm that went with
 * each of them would come and go many times a second.
 */
export function createHealth(options: {
  /** Storing broke (a sentence why) or works again (null). */
  report(problem: string | null): void;
  /** Rejects while storing does not work. */
  tryAgain(): Promise<void>;
}): Health {
  let broken = false;
  let closed = false;
  /** What waits for the next trial, and when it is due. */
  let retry: NodeJS.Timeout | null = null;
  let dueAt = Number.POSITIVE_INFINITY;
  let isTrying = false;

  function tryWithin(ms: number): void {
    const at = performance.now() + ms;
    if (isTrying || closed || at >= dueAt) return;
    if (retry) clearTimeout(retry);
    dueAt = at;
    retry = setTimeout(() => void trial(), ms);
  }
  async function trial(): Promise<void> {
    retry = null;
    dueAt = Number.POSITIVE_INFINITY;
    isTrying = true;
    try {
      await options.tryAgain();
      broken = false;
    } catch {
      // It is still broken; why was told.
    }
    isTrying = false;
    if (closed) return;
    if (broken) tryWithin(retryMs);
    else options.report(null);
  }

  const health: Health = {
    worked() {
      if (broken) tryWithin(hopefulRetryMs);
    },
    failed(error) {
      const problem = describe(error);
      if (!closed && !broken) {
        broken = true;
        options.report(problem);
      }
      tryWithin(retryMs);
      return new TaplineError('STORAGE_FAILED', problem, { cause: error });
    },
    close() {
      closed = true;
      if (retry) clearTimeout(retry);
    },
  };
  return health;
}

/** True for errors that every other write would meet, too. */
export function isDiskTrouble(error: unknown): boolean {
  const code = error instanceof ThreadError ? (error.code ?? '') : '';
  return /^SQLITE_(BUSY|FULL|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN)/.test(code);
}

/** Why the database cannot be used, and what to do. */
export function describe(error: unknown): string {
  const code = error instanceof ThreadError ? error.code : null;
  if (code === 'SQLITE_FULL') return 'The disk is full. Free some space; Tapline goes on by itself.';
  if (code?.startsWith('SQLITE_IOERR'))
    return `The disk refuses to read or write (${messageOf(error)}). Check it and its free space; Tapline goes on by itself.`;
  if (code?.startsWith('SQLITE_BUSY') || code?.startsWith('SQLITE_LOCKED'))
    return 'Another program holds the database file locked. Close it there, whether a database browser or a backup; Tapline goes on by itself.';
  if (code?.startsWith('SQLITE_READONLY'))
    return 'The data folder became read-only. Make it writable; Tapline goes on by itself.';
  if (code?.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return 'The database file is damaged. Restart Tapline: it moves the file aside and starts a new one.';
  }
  return messageOf(error);
}
