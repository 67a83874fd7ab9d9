import type { Facets, ValueCount } from '../../contract/index.ts';
import { phoneDigits } from '../../main/dialects/phone.ts';
import type { Engine } from '../helpers/store.ts';
import type { ModelPost } from './search-model.ts';

const fold = (value: string) => value.trim().toLowerCase();

/** Values by filter, each post by itself. */
export function valuesOf({ post, decoded, duplicate }: ModelPost): Record<string, (string | null)[]> {
  const { keys, kind, findings } = decoded;
  return {
    kind: [kind],
    method: [post.method],
    status: [keys.status],
    keyword: [keys.keyword],
    code: [keys.code],
    response: [post.responseStatus === null ? null : String(post.responseStatus)],
    finding: [...findings.map(({ code }) => code), duplicate ? 'duplicate-post' : null],
    ticket: [keys.ticket, keys.customTicket],
  };
}

/** How often each value occurs, without case; as lines, so that two lists of them can be compared. */
export function modelCounts(posts: readonly ModelPost[], name: string, prefix = ''): string[] {
  const counts = new Map<string, number>();
  for (const post of posts) {
    const values = (valuesOf(post)[name] ?? []).flatMap((value) => (value ? [fold(value)] : []));
    for (const value of new Set(values)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .filter(([value]) => value.startsWith(fold(prefix)))
    .map(([value, n]) => `${value} ${n}`)
    .sort();
}

export function asLines(values: readonly ValueCount[]): string[] {
  return values.map(({ value, count }) => `${fold(value)} ${count}`).sort();
}

export function facetLines({ facets }: Facets, name: string): string[] {
  return asLines(facets.find((facet) => facet.name === name)?.values ?? []);
}

interface Talk {
  phone: string;
  code: string | null;
  posts: number;
  first: number;
  last: number;
}

/** Conversations by number (its last ten digits) and code, the newest first. */
export function modelTalks(posts: readonly ModelPost[], prefix = ''): Talk[] {
  const found = new Map<string, Talk & { digits: string; core: string }>();
  for (const { id, decoded } of posts) {
    const { phone, code } = decoded.keys;
    if (!phone) continue;
    const digits = phoneDigits(phone);
    const core = digits.slice(-10) || fold(phone);
    const key = JSON.stringify([core, fold(code ?? '')]);
    const known = found.get(key);
    const spelled = known && known.digits.length > digits.length ? known.digits : digits;
    found.set(key, {
      phone,
      code,
      digits: spelled,
      core,
      posts: (known?.posts ?? 0) + 1,
      first: known?.first ?? id,
      last: id,
    });
  }
  const begins = (one: { digits: string; core: string; code: string | null }) =>
    [one.core, fold(one.code ?? ''), one.digits].some((value) => value.startsWith(prefix));
  return [...found.values()]
    .filter((one) => prefix === '' || begins(one))
    .sort((a, b) => b.last - a.last)
    .map(({ phone, code, posts, first, last }) => ({ phone, code, posts, first, last }));
}

/** The same out of the store, page by page. */
export function storedTalks(engine: Engine, page: number, prefix = ''): Talk[] {
  const found: Talk[] = [];
  const idAt = engine.db.prepare('SELECT id FROM posts WHERE received_at = ?').pluck();
  let before: string | undefined;
  do {
    const { conversations, next } = engine.reader.conversations({ prefix, limit: page, before });
    for (const { phone, code, posts, firstAt, lastAt, last } of conversations) {
      const first = idAt.get(Date.parse(firstAt)) as number;
      if (Date.parse(lastAt) !== Date.parse(last.receivedAt)) throw new Error('The last post is not the last.');
      found.push({ phone, code, posts, first, last: last.id });
    }
    before = next ?? undefined;
  } while (before !== undefined);
  return found;
}
