import { limits } from '../limits.ts';
import type { Store, TimedRequest } from '../store/types.ts';

/** A post of a job; `request` is null when it was deleted meanwhile. */
export interface JobPost {
  id: number;
  request: TimedRequest | null;
}

/**
 * The ids that a job is about, oldest first: eight bytes for each, so that posts which come later are not meant, however
 * long the job takes.
 * @throws TaplineError BAD_QUERY
 */
export async function jobIds(
  store: Pick<Store, 'matching' | 'lastId'>,
  asked: { query?: string | undefined; ids?: readonly number[] | undefined },
): Promise<Float64Array> {
  if (asked.ids) return Float64Array.from(new Set(asked.ids)).sort();
  const pages: Float64Array[] = [];
  let count = 0;
  for (let upTo = store.lastId; ; ) {
    const page = await store.matching(asked.query ?? '', upTo, limits.replay.matchedIds);
    pages.push(Float64Array.from(page));
    count += page.length;
    const oldest = page.at(-1);
    if (oldest === undefined || page.length < limits.replay.matchedIds) break;
    upTo = oldest - 1;
  }
  const ids = new Float64Array(count);
  let at = 0;
  for (const page of pages.toReversed()) {
    ids.set(page.reverse(), at);
    at += page.length;
  }
  return ids;
}

/** Posts one after the other. */
export interface JobPosts {
  /** The next one, when it was read already; else null. */
  ready(): JobPost | null;
  /** The next one, null behind the last; not to be called again before it resolved. */
  next(): Promise<JobPost | null>;
}

/** The posts with these ids, in order, read by pages; the next page is read while one is worked through. */
export function jobPosts(store: Pick<Store, 'requests'>, ids: Float64Array): JobPosts {
  const read = async (from: number): Promise<JobPost[]> => {
    const asked = [...ids.subarray(from, from + limits.replay.pagePosts)];
    const requests = await store.requests(asked);
    return requests.map((request, i) => ({ id: asked[i] as number, request }));
  };
  let page: JobPost[] = [];
  let taken = 0;
  let readUpTo = 0;
  let following = ids.length > 0 ? read(0) : null;
  const ready = (): JobPost | null => page[taken++] ?? null;

  return {
    ready,
    async next() {
      if (taken >= page.length && following) {
        page = await following;
        taken = 0;
        readUpTo += page.length;
        following = readUpTo < ids.length ? read(readUpTo) : null;
        // Awaited only when this page is done; until then a failure is nobody's.
        following?.catch(() => {});
      }
      return ready();
    },
  };
}
