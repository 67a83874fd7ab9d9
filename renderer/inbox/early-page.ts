import type { Page } from './post-list.ts';

/** How long an answer is kept for a list to come, in milliseconds; one that comes later reads for itself. */
const keptMs = 3000;

/** The first page of the inbox, read while the inbox is still being made. */
export interface EarlyPage {
  /** Resolves when it is there or has failed; never rejects. */
  settled: Promise<void>;
  /** For the first list that asks for this query; null for all others. `page` is null until it is there. */
  take(query: string): { page: Page | null; answer: Promise<Page> } | null;
}

/** @param query the query that `answer` belongs to, as the server reads it */
export function earlyPage(query: string, answer: Promise<Page>): EarlyPage {
  const began = performance.now();
  let page: Page | null = null;
  let taken = false;
  const settled = answer.then(
    (came) => {
      page = came;
    },
    // It fails for the list that takes it.
    () => {},
  );
  return {
    settled,
    take(asked) {
      if (taken || asked !== query || performance.now() - began > keptMs) return null;
      taken = true;
      return { page, answer };
    },
  };
}
