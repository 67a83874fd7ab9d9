import { connect } from 'node:net';
import { wait } from './wait.ts';

/** Host and port of whoever has to be there for a tunnel to be opened. */
export interface Reach {
  host: string;
  port: number;
}

export interface ReturnWatchOptions {
  reach: Reach;
  /** Milliseconds between two looks. */
  everyMs: number;
  signal: AbortSignal;
  /** Called once, when a connection can be made again that could not be made before. */
  onReturn(): void;
}

/**
 * Looks, by opening a connection and closing it again, whether a server that was out of reach is back: attempts at opening
 * grow rare in a long outage, and this costs the server nothing. One that was in reach all the time refused for another
 * reason, and is left in peace. Resolves when it is back, or after an abort.
 */
export async function watchReturn({ reach, everyMs, signal, onReturn }: ReturnWatchOptions): Promise<void> {
  let wasReachable = true;
  while (!signal.aborted) {
    const reachable = await connects(reach, { timeoutMs: everyMs, signal });
    if (signal.aborted) return;
    if (reachable && !wasReachable) {
      onReturn();
      return;
    }
    wasReachable = reachable;
    await wait(everyMs, signal);
  }
}

function connects({ host, port }: Reach, options: { timeoutMs: number; signal: AbortSignal }): Promise<boolean> {
  const { timeoutMs, signal } = options;
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (reachable: boolean) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(reachable);
    };
    const abort = () => end(false);
    signal.addEventListener('abort', abort);
    socket.setTimeout(timeoutMs, abort);
    socket.once('connect', () => end(true));
    socket.once('error', abort);
  });
}
