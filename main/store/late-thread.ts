import { TaplineError } from '../errors.ts';
import type { Thread } from './thread.ts';

type Calls = Record<string, (argument: never) => unknown>;

/**
 * A thread that is started by its first call; until then it costs nothing. Where it could not be started, the next call tries again.
 * @param start starts it; its error is the call's
 */
export function lateThread<C extends Calls>(
  start: () => Promise<Thread<C>>,
): Thread<C> & { readonly started: boolean } {
  let thread: Promise<Thread<C>> | null = null;
  let closing = false;

  function started(): Promise<Thread<C>> {
    thread ??= start().catch((error: unknown) => {
      thread = null;
      throw error;
    });
    return thread;
  }

  return {
    get started() {
      return thread !== null;
    },
    call(op, argument, transfer) {
      if (closing && !thread) return Promise.reject(new TaplineError('STORAGE_FAILED', 'Tapline is closing.'));
      return started().then((running) => running.call(op, argument, transfer));
    },
    async close() {
      closing = true;
      // One that cannot be started has told its caller.
      await thread?.then(
        (running) => running.close(),
        () => undefined,
      );
    },
  };
}
