import { createHash } from 'node:crypto';
import type { Header, PostSummary } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { pairs } from '../replay/send.ts';
import type { CapturedPost, Store, StoredRequest } from '../store/types.ts';

type KnownStore = Pick<Store, 'list' | 'requests'>;

/** Tells which posts of an import are here already. */
export interface KnownPosts {
  /** For each post of a batch, in order: true when the store had it before the import began. */
  check(batch: readonly CapturedPost[]): Promise<boolean[]>;
}

/**
 * A post is here when one of the same time and the same bytes is. A file may hold a post twice, because it came twice within
 * a millisecond: of such twins as many are left out as were here before.
 * @param upTo the newest post before the import
 */
export function createKnownPosts(store: KnownStore, upTo: number): KnownPosts {
  /** How often each post stood in the file so far; the oldest lines are forgotten. */
  const seen = new Map<string, number>();

  return {
    async check(batch) {
      const stored = await storedCopies({ store, upTo, batch });
      return batch.map((post) => {
        const key = keyOf(post);
        const copy = (seen.get(key) ?? 0) + 1;
        seen.delete(key);
        seen.set(key, copy);
        if (seen.size > limits.inOut.twinLines) seen.delete(seen.keys().next().value as string);
        return copy <= (stored.get(key) ?? 0);
      });
    },
  };
}

/** How many copies of the posts of a batch are in the store. */
async function storedCopies(of: {
  store: KnownStore;
  upTo: number;
  batch: readonly CapturedPost[];
}): Promise<Map<string, number>> {
  const { store, upTo, batch } = of;
  const copies = new Map<string, number>();
  if (upTo === 0) return copies;
  const looks = new Set(batch.map((post) => look(post.receivedAt, post.method, post.body.length)));
  for await (const page of around({ store, upTo, times: batch.map(({ receivedAt }) => receivedAt) })) {
    const alike = page.filter((one) => looks.has(look(Date.parse(one.receivedAt), one.method, one.bodySize)));
    for (let at = 0; at < alike.length; ) {
      const requests = await store.requests(alike.slice(at).map(({ id }) => id));
      at += requests.length;
      for (const request of requests) {
        if (!request) continue;
        const key = digest(request.receivedAt, request);
        copies.set(key, (copies.get(key) ?? 0) + 1);
      }
    }
  }
  return copies;
}

/** Posts of the time in which the batch came. */
async function* around(of: {
  store: KnownStore;
  upTo: number;
  times: readonly number[];
}): AsyncGenerator<PostSummary[]> {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const time of of.times) [from, to] = [Math.min(from, time), Math.max(to, time)];
  const query = `after:${new Date(from).toISOString()} before:${new Date(to + 1).toISOString()}`;
  let before: string | undefined = String(of.upTo + 1);
  while (before !== undefined) {
    const page = await of.store.list({ query, limit: limits.inOut.knownPosts, before });
    yield page.posts;
    before = page.next ?? undefined;
  }
}

/** What can be compared without reading the whole post. */
function look(receivedAt: number, method: string, bodySize: number): string {
  return `${receivedAt} ${bodySize} ${method}`;
}

function keyOf(post: CapturedPost): string {
  const { rawHeaders, rawTrailers, ...rest } = post;
  return digest(post.receivedAt, { ...rest, headers: pairs(rawHeaders), trailers: pairs(rawTrailers) });
}

/** The time and a digest of the whole request, headers and trailers included. */
function digest(
  receivedAt: number,
  request: Pick<StoredRequest, 'method' | 'target' | 'httpVersion' | 'headers' | 'trailers' | 'body'>,
): string {
  const line = ([name, value]: Header) => `${name}:${value}`;
  const head = [
    `${request.method} ${request.target} ${request.httpVersion}`,
    ...request.headers.map(line),
    '',
    ...request.trailers.map(line),
  ].join('\n');
  const hash = createHash('sha256').update(`${head}\n\n`, 'latin1').update(request.body);
  return `${receivedAt} ${hash.digest('base64')}`;
}
