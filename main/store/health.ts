import { messageOf, TaplineError } from '../errors.ts';
import { ThreadError } from './thread.ts';

/** How often a store that failed is tried again. */
const retryMs = 2000;

export interface Health {
  /** Something was written. */
  worked(): void;
  /** Something that had to be written was not; makes the error for who asked. */
  failed(error: unknown): TaplineError;
  close(): void;
}

/**
 * Says once that storing broke, then tries until the disk takes writes again, so that the alarm ends without waiting for
 * a post.
 */
export function createHealth(options: {
  /** Storing broke (a sentence why) or works again (null). */
  report(problem: string | null): void;
  /** Rejects while storing does not work. */
  tryAgain(): Promise<void>;
}): Health {
  let broken = false;
  let closed = false;
  let retry: NodeJS.Timeout | null = null;

  const health: Health = {
    worked() {
      if (!broken) return;
      broken = false;
      if (retry) clearTimeout(retry);
      retry = null;
      options.report(null);
    },
    failed(error) {
      const problem = describe(error);
      if (!closed && !broken) {
        broken = true;
        options.report(problem);
      }
      if (!closed) {
        retry ??= setTimeout(() => {
          retry = null;
          options.tryAgain().then(health.worked, health.failed);
        }, retryMs);
      }
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
