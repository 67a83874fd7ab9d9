import { describe, expect, it } from 'vitest';
import { type Conversation, parseQuery } from '../../contract/index.ts';
import {
  belongsTo,
  conversationQuery,
  phoneCore,
  withHead,
  withTail,
} from '../../renderer/conversations/conversation-list.ts';
import {
  emptyThread,
  livePosts,
  ownPosts,
  threadDays,
  ticketsToAsk,
  withPosts,
} from '../../renderer/conversations/thread.ts';
import { formatView, parseView } from '../../renderer/ui/view.ts';
import { summary } from './posts.ts';

const of = (phone: string, posts = 1): Conversation => ({
  phone,
  code: '44144',
  posts,
  firstAt: summary(1).receivedAt,
  lastAt: summary(1).receivedAt,
  last: summary(1),
});
const page = (phones: string[], next: string | null = null) => ({
  conversations: phones.map((phone) => of(phone)),
  next,
});
const phones = (list: { conversations: readonly Conversation[] }) => list.conversations.map(({ phone }) => phone);

const one = { phone: '+1 (801) 555-0100', code: '44144' };

describe('the list of conversations', () => {
  it('moves what has new posts to the top and keeps the rest', () => {
    const list = page(['1', '2', '3', '4'], 'older');
    const next = withHead(list, page(['3', '5'], 'x'));
    expect(phones(next)).toEqual(['3', '5', '1', '2', '4']);
    expect(next.next).toBe('older');
  });

  it('is replaced by a first page that is all there is', () => {
    expect(phones(withHead(page(['1', '2', '3']), page(['2'])))).toEqual(['2']);
  });

  it('appends an older page without repeating anything', () => {
    expect(phones(withTail(page(['1', '2'], 'x'), page(['2', '3'])))).toEqual(['1', '2', '3']);
  });

  it('writes queries that the core can read, whatever the number holds', () => {
    for (const phone of ['+1 (801) 555-0100', 'bad"quote', 'a:b -c*']) {
      expect(parseQuery(conversationQuery({ phone, code: '44144' })).ok).toBe(true);
    }
    expect(conversationQuery({ phone: '1', code: null })).toBe('phone:"1"');
  });
});

describe('a thread', () => {
  it('takes numbers as the same by their last ten digits, and only with the same short code', () => {
    expect(phoneCore('+1 (801) 555-0100')).toBe('8015550100');
    expect(belongsTo(summary(1), one)).toBe(true);
    expect(belongsTo(summary(1, { code: '12345' }), one)).toBe(false);
    expect(belongsTo(summary(1, { code: null }), { ...one, code: null })).toBe(true);
    expect(belongsTo(summary(1, { phone: null }), one)).toBe(false);
  });

  it('is in order of arrival, each post once', () => {
    const at = (id: number, receivedAt: string) => summary(id, { receivedAt });
    const late = at(3, '2026-11-22T12:00:00.000Z');
    const early = at(9, '2026-11-22T08:00:00.000Z');
    const thread = withPosts(withPosts(emptyThread, ownPosts([late], one)), ownPosts([early, early, late], one));
    expect(thread.posts.map(({ post }) => post.id)).toEqual([9, 3]);
  });

  it('takes a live status without a number when it shares a ticket, and says which', () => {
    const thread = withPosts(emptyThread, ownPosts([summary(1, { kind: 'status', ticket: 'T-1' })], one));
    const orphan = summary(2, { kind: 'status', phone: null, code: null, customTicket: 't-1' });
    const stranger = summary(3, { kind: 'status', phone: null, code: null, ticket: 't-2' });
    const callback = summary(4, { phone: null, ticket: 't-1' });
    const otherCode = summary(5, { kind: 'status', phone: null, code: '12345', ticket: 't-1' });
    const live = livePosts([orphan, stranger, callback, otherCode], thread, one);
    expect(live).toEqual([{ post: orphan, byTicket: 't-1' }]);
  });

  it('asks for each ticket once, the newest first, and for no more than it may', () => {
    const own = ownPosts([summary(1, { ticket: 'a' }), summary(2, { ticket: 'A' }), summary(3, { ticket: 'b' })], one);
    expect(ticketsToAsk(own, 5)).toEqual(['b', 'a']);
    expect(ticketsToAsk(own, 1)).toEqual(['b']);
  });

  it('parts the days of the local zone', () => {
    const noon = new Date(2026, 10, 22, 12).toISOString();
    const midnight = new Date(2026, 10, 23, 0, 0, 1).toISOString();
    const days = threadDays(ownPosts([summary(1, { receivedAt: noon }), summary(2, { receivedAt: midnight })], one));
    expect(days.map(({ begins, posts }) => [begins, posts.length])).toEqual([
      [noon, 1],
      [midnight, 1],
    ]);
  });
});

describe('addresses', () => {
  it.each([
    { phone: '+1 801/555 0100', code: '44144' },
    { phone: '18015550100', code: null },
    { phone: 'ü%#?', code: 'a/b' },
  ])('lead back to the conversation %j', (conversation) => {
    const view = { screen: 'conversations', postId: null, conversation } as const;
    expect(parseView(formatView(view))).toEqual(view);
  });

  it('lead to the list when no number is named', () => {
    expect(parseView('#/conversations')).toEqual({ screen: 'conversations', postId: null });
    expect(parseView('#/conversations//44144')).toEqual({ screen: 'conversations', postId: null });
    expect(formatView({ screen: 'conversations', postId: null })).toBe('#/conversations');
  });

  it('survive an escape that is broken', () => {
    expect(parseView('#/conversations/%E0%A4%A')).toMatchObject({ conversation: { phone: '%E0%A4%A', code: null } });
  });
});
