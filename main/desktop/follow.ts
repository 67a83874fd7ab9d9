import type { FeedEvent } from '../../contract/index.ts';
import { report } from './report.ts';

/** Rest before the feed is opened again after it failed, in milliseconds. */
const restMs = 1000;

export interface FollowOptions {
  events(signal: AbortSignal): AsyncIterable<FeedEvent>;
  onEvent(event: FeedEvent): void;
  signal: AbortSignal;
}

/** Follows the feed until aborted. A feed that cuts a slow reader off, or fails, is opened again. */
export async function followEvents({ events, onEvent, signal }: FollowOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of events(signal)) {
        if (signal.aborted) return;
        onEvent(event);
      }
    } catch (error) {
      report('The feed of the shell failed', error);
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, restMs).unref());
  }
}
