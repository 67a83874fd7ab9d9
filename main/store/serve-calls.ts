import { flushCompileCache } from 'node:module';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { codeOf, messageOf } from '../errors.ts';
import type { CallMessage, ThreadMessage } from './thread.ts';

/** Node keeps what it compiled when the thread ends, without what was not used for long; this keeps what a start needs. */
const keptAfterMs = 1000;

/** Tells the main thread something. */
export function tell(message: ThreadMessage): void {
  port().postMessage(message);
}

/** Serves calls from the main thread, one at a time and in order, until it asks to close. */
export function serveCalls(options: {
  /** Functions by name, that of this call among them; asked for at each call. */
  calls(op: string): Record<string, (argument: never) => unknown>;
  /** Runs when asked to finish; the thread ends after it. */
  close(): void;
  /** Runs after each call, told its name. */
  after?(op: string): void;
}): void {
  setTimeout(flushCompileCache, keptAfterMs).unref();
  port().on('message', (message: CallMessage | null) => {
    if (message === null) {
      options.close();
      port().close();
      return;
    }
    const { seq, op, argument } = message;
    try {
      const call = options.calls(op)[op] as (argument: unknown) => unknown;
      tell({ type: 'result', seq, value: call(argument) });
    } catch (error) {
      const name = error instanceof Error ? error.name : 'Error';
      tell({ type: 'error', seq, code: codeOf(error), name, message: messageOf(error) });
    }
    options.after?.(op);
  });
}

function port(): MessagePort {
  if (!parentPort) throw new Error('This file runs as a thread.');
  return parentPort;
}
