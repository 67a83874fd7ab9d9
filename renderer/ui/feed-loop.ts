import type { FeedEvent } from '../../contract/index.ts';

/** `lost` is shown to the user; `refused` means that the token is not accepted, so trying again is useless. */
export type Connection = 'connecting' | 'connected' | 'lost' | 'refused';

export interface FeedOptions {
  open(signal: AbortSignal): Promise<AsyncIterable<FeedEvent>>;
  onEvent(event: FeedEvent): void;
  onConnection(connection: Connection): void;
  /** True for an error after which no further try makes sense. */
  refused(error: unknown): boolean;
  signal: AbortSignal;
  /** Milliseconds before the first retry; doubles up to `lastRetryMs`. */
  firstRetryMs?: number;
  lastRetryMs?: number;
}

/** Follows the live feed until aborted, and opens it again with growing pauses whenever it ends. */
export async function followFeed(options: FeedOptions): Promise<void> {
  const { signal, firstRetryMs = 400, lastRetryMs = 8000 } = options;
  let pause = firstRetryMs;
  while (!signal.aborted) {
    try {
      const events = await options.open(signal);
      if (signal.aborted) return;
      options.onConnection('connected');
      for await (const event of events) {
        if (signal.aborted) return;
        pause = firstRetryMs;
        options.onEvent(event);
      }
    } catch (error) {
      if (!signal.aborted && options.refused(error)) {
        options.onConnection('refused');
        return;
      }
    }
    if (signal.aborted) return;
    options.onConnection('lost');
    await sleep(pause, signal);
    pause = Math.min(pause * 2, lastRetryMs);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
