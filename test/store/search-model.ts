import { defaultEndpoints, parseQuery, type QueryTerm } from '../../contract/index.ts';
import { decodePost } from '../../main/dialects/decode.ts';
import type { DecodedPost } from '../../main/dialects/dialect.ts';
import { endpointFor } from '../../main/receiver/endpoints.ts';
import type { CapturedPost } from '../../main/store/types.ts';

/** A post as the straightforward search sees it. */
export interface ModelPost {
  id: number;
  post: CapturedPost;
  decoded: DecodedPost;
  duplicate: boolean;
  unread: boolean;
  pinned: boolean;
  replayed: boolean;
  forwarded: boolean;
}

export function modelPost(id: number, post: CapturedPost): ModelPost {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < post.rawHeaders.length; i += 2)
    headers.push([post.rawHeaders[i] as string, post.rawHeaders[i + 1] as string]);
  const endpoint = endpointFor(defaultEndpoints, post.target);
  const raw = { method: post.method, target: post.target, headers, body: post.body };
  const decoded = decodePost(raw, { endpoint, maskedNames: [] });
  return { id, post, decoded, duplicate: false, unread: true, pinned: false, replayed: false, forwarded: false };
}

/** Words of a text: runs of letters, digits and private-use characters, without case and diacritics. */
function words(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{Co}]+/u)
    .filter((word) => word !== '');
}

function hasText({ decoded }: ModelPost, text: string, prefix: boolean): boolean {
  const wanted = words(text);
  if (wanted.length === 0) return (decoded.excerpt ?? '').includes(text);
  const there = words(decoded.text);
  return there.some((_, at) =>
    wanted.every((word, i) => {
      const other = there[at + i];
      if (other === undefined) return false;
      return prefix && i === wanted.length - 1 ? other.startsWith(word) : other === word;
    }),
  );
}

const fold = (value: string) => value.trim().toLowerCase();

function hasKey(model: ModelPost, { name, value, prefix }: QueryTerm & { type: 'key' }): boolean {
  const { keys, kind, findings } = model.decoded;
  const values: Record<typeof name, (string | null)[]> = {
    kind: [kind],
    phone: [keys.phone],
    code: [keys.code],
    keyword: [keys.keyword],
    ticket: [keys.ticket, keys.customTicket],
    status: [keys.status],
    method: [model.post.method],
    response: [model.post.responseStatus === null ? null : String(model.post.responseStatus)],
    finding: [...findings.map((finding) => finding.code), model.duplicate ? 'duplicate-post' : null],
  };
  const digits = value.replace(/\D/g, '');
  return values[name].some((there) => {
    if (there === null || there === '') return false;
    const thereDigits = there.replace(/\D/g, '');
    if (name === 'phone' && digits !== '') {
      if (digits.length >= 10 && !prefix) return thereDigits.slice(-10) === digits.slice(-10);
      return thereDigits.startsWith(digits) || thereDigits.slice(-10).startsWith(digits);
    }
    return prefix ? fold(there).startsWith(fold(value)) : fold(there) === fold(value);
  });
}

function matches(model: ModelPost, term: QueryTerm): boolean {
  switch (term.type) {
    case 'text':
      return hasText(model, term.text, term.prefix);
    case 'key':
      return hasKey(model, term);
    case 'is':
      return model[term.value];
    case 'id':
      return model.id === term.id;
    case 'after':
      return model.post.receivedAt >= term.time;
    case 'before':
      return model.post.receivedAt < term.time;
  }
}

/** Ids of the posts that a query means, newest first: every post against every term. */
export function searchModel(posts: readonly ModelPost[], query: string): number[] {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(parsed.message);
  return posts
    .filter((model) => parsed.terms.every((term) => matches(model, term) !== term.negated))
    .map((model) => model.id)
    .sort((a, b) => b - a);
}
