import { type ApiParts, os } from './parts.ts';

/** What becomes of forwarded posts. */
export function forwardRoutes({ store, forwarder }: ApiParts) {
  return {
    list: os.forwards.list.handler(() => forwarder.states()),
    pause: os.forwards.pause.handler(async ({ input }) => {
      await forwarder.pause(input.paused);
      return forwarder.states();
    }),
    enqueue: os.forwards.enqueue.handler(async ({ input }) => ({ queued: await forwarder.enqueue(input) })),
    deadLetters: os.forwards.deadLetters.handler(() => store.forwards.deadLetters()),
    retry: os.forwards.retry.handler(async ({ input }) => ({ queued: await forwarder.retry(input.postIds) })),
    discard: os.forwards.discard.handler(async ({ input }) => ({ discarded: await forwarder.discard(input) })),
  };
}
