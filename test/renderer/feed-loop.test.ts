import { describe, expect, it } from 'vitest';
import type { FeedEvent } from '../../contract/index.ts';
import { type Connection, followFeed } from '../../renderer/ui/feed-loop.ts';

const deleted = (total: number): FeedEvent => ({ type: 'posts-deleted', deleted: 1, total, unread: 0 });

/** Follows scripted openings until they are used up; each is a list of events or an error. */
async function follow(openings: (FeedEvent[] | Error)[]) {
  const stop = new AbortController();
  const events: FeedEvent[] = [];
  const connections: Connection[] = [];
  await followFeed({
    async open() {
      const next = openings.shift();
      if (!next) {
        stop.abort();
        return (async function* () {})();
      }
      if (next instanceof Error) throw next;
      return (async function* () {
        yield* next;
      })();
    },
    onEvent: (event) => events.push(event),
    onConnection: (connection) => connections.push(connection),
    refused: (error) => error instanceof Error && error.message === 'token',
    signal: stop.signal,
    firstRetryMs: 1,
    lastRetryMs: 2,
  });
  return { events, connections };
}

describe('followFeed', () => {
  it('hands events on and opens the feed again when it ends', async () => {
    const { events, connections } = await follow([[deleted(1), deleted(2)], [deleted(3)]]);
    expect(events.map((event) => 'total' in event && event.total)).toEqual([1, 2, 3]);
    expect(connections).toEqual(['connected', 'lost', 'connected', 'lost']);
  });

  it('tries again after an error', async () => {
    const { connections } = await follow([new Error('down'), new Error('down'), [deleted(1)]]);
    expect(connections).toEqual(['lost', 'lost', 'connected', 'lost']);
  });

  it('gives up when the token is refused', async () => {
    const { connections } = await follow([new Error('token'), [deleted(1)]]);
    expect(connections).toEqual(['refused']);
  });

  it.each([
    ['before', (stop: () => void) => stop()],
    ['during', queueMicrotask],
  ])('ends at once when it is aborted %s a pause', async (_, abort) => {
    const stop = new AbortController();
    const done = followFeed({
      open: () => Promise.reject(new Error('down')),
      onEvent: () => {},
      onConnection: () => abort(() => stop.abort()),
      refused: () => false,
      signal: stop.signal,
      firstRetryMs: 60_000,
    });
    await expect(done).resolves.toBeUndefined();
  });
});
