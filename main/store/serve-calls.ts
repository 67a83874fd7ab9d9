import { type MessagePort, parentPort } from 'node:worker_threads';
import { codeOf, messageOf } from '../errors.ts';
import type { CallMessage, ThreadMessage } from './thread.ts';

/** Tells the main thread something. */
export function tell(message: ThreadMessage): void {
  port().postMessage(message);
}

/**
 * Serves calls from the main thread, one at a time and in order, until it asks to close.
 * @param calls functions by name
 * @param close runs when asked to finish; the thread ends after it
 * @param after runs after each call
 */
export function serveCalls(
  calls: Record<string, (argument: never) => unknown>,
  close: () => void,
  after: () => void = () => {},
): void {
  port().on('message', (message: CallMessage | null) => {
    if (message === null) {
      close();
      port().close();
      return;
    }
    const { seq, op, argument } = message;
    try {
      const call = calls[op] as (argument: unknown) => unknown;
      tell({ type: 'result', seq, value: call(argument) });
    } catch (error) {
      const name = error instanceof Error ? error.name : 'Error';
      tell({ type: 'error', seq, code: codeOf(error), name, message: messageOf(error) });
    }
    after();
  });
}

function port(): MessagePort {
  if (!parentPort) throw new Error('This file runs as a thread.');
  return parentPort;
}
