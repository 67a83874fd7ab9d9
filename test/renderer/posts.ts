import type { Field, Post, PostSummary } from '../../contract/index.ts';

/** A summary with a given id; everything else is plain unless named. */
export function summary(id: number, part: Partial<PostSummary> = {}): PostSummary {
  return {
    id,
    receivedAt: '2026-11-22T10:02:11.482Z',
    kind: 'callback',
    dialect: 'txtwire',
    endpoint: '/callback',
    method: 'POST',
    path: '/callback',
    phone: '18015550100',
    code: '44144',
    keyword: 'JOIN',
    ticket: null,
    customTicket: null,
    status: null,
    excerpt: 'join please',
    bodySize: 42,
    responseStatus: 200,
    via: 'tunnel',
    unread: true,
    pinned: false,
    noted: false,
    findings: 0,
    ...part,
  };
}

/** Summaries from one id to another, both included; newest first when `from` is the greater. */
export function summaries(from: number, to: number): PostSummary[] {
  const step = from <= to ? 1 : -1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => summary(from + index * step));
}

/** A field of a form. */
export function field(position: number, part: Partial<Field> = {}): Field {
  return {
    name: 'message',
    value: 'join please',
    source: 'form',
    position,
    flags: [],
    secret: false,
    meaning: null,
    documented: true,
    range: null,
    otherReading: null,
    part: null,
    ...part,
  };
}

/** What of a post the masking needs. */
export function secretPost(part: Partial<Post> = {}): Pick<Post, 'fields' | 'headers' | 'secretHeaders'> {
  return { fields: [], headers: [], secretHeaders: [], ...part };
}
