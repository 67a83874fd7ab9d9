import { type ClientLink, createORPCClient } from '@orpc/client';
import type { Client } from './api.ts';

type Link = ClientLink<Record<never, never>>;

/** How long an answer is kept for a view to come, in milliseconds; a view that comes later asks for itself. */
const keptMs = 3000;

/**
 * Begins calls while the views are still being made. The first view that makes the same call takes over the answer, once; every
 * other call goes its way.
 */
export function withEarlyCalls(link: Link) {
  const begun = new Map<string, Promise<unknown>>();
  const nameOf = (path: readonly string[], input: unknown) => JSON.stringify([path, input]);
  const early: Client = createORPCClient<Client>({
    call(path, input, options) {
      const name = nameOf(path, input);
      const answer = link.call(path, input, options);
      begun.set(name, answer);
      setTimeout(() => begun.delete(name), keptMs);
      return answer;
    },
  } satisfies Link);
  return {
    link: {
      call(path, input, options) {
        const name = nameOf(path, input);
        const answer = begun.get(name);
        begun.delete(name);
        return answer ?? link.call(path, input, options);
      },
    } satisfies Link,
    /** Begins a call. One that fails does so for the view that takes it over. */
    begin(call: (client: Client) => Promise<unknown>): void {
      call(early).catch(() => {});
    },
  };
}
