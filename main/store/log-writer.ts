import { setTimeout as rest } from 'node:timers/promises';
import { messageOf } from '../errors.ts';

/** How long the log is left alone after it could not be written back. */
const faultRestMs = 1000;

export interface LogWriter {
  /** Writes the log back; never rejects. */
  writeBack(): Promise<void>;
  /** No more from now on. */
  close(): void;
}

/**
 * Has a thread write the log back. When that fails the next try comes later; posts are stored meanwhile, until the log is so
 * long that their commits write it back themselves, and say what is wrong.
 * @param write asks a thread to
 */
export function createLogWriter(write: () => Promise<void>, onFault: (message: string) => void): LogWriter {
  const closing = new AbortController();
  let lastFault = '';
  return {
    async writeBack() {
      if (closing.signal.aborted) return;
      try {
        await write();
        lastFault = '';
      } catch (error) {
        if (closing.signal.aborted) return;
        const fault = messageOf(error);
        if (fault !== lastFault) onFault(fault);
        lastFault = fault;
        await rest(faultRestMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
      }
    },
    close: () => closing.abort(),
  };
}
