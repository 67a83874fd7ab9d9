import type { Database } from 'better-sqlite3';
import type { Conversation, PostSummary } from '../../contract/index.ts';
import { phoneDigits } from '../dialects/phone.ts';
import { type Beginning, beginningOf, begins, type Counted, createBeginnings } from './conversation-beginnings.ts';
import { createConversationEdge } from './conversation-edge.ts';
import { type ConversationKey, conversationKey, conversationName } from './keys.ts';
import { type SummaryRow, toSummary } from './rows.ts';
import type { ConversationPage, ConversationsOptions } from './types.ts';

type Counts = Pick<Counted, 'posts' | 'first_id' | 'last_id'>;

/** A conversation with posts that are not counted yet. */
interface Recent extends Counted {
  digits: string;
}

/** Lists conversations: the table that the indexer keeps, joined with the posts it has not counted yet. */
export function createConversations(options: {
  db: Database;
  /** Posts up to here are counted. */
  counted(): number;
  /** The row of a post that is there. */
  row(id: number): SummaryRow;
}) {
  const { db, counted, row } = options;
  const recentPosts = db.prepare('SELECT id, phone, code FROM posts WHERE id > ? ORDER BY id DESC');
  const known = db.prepare(
    'SELECT posts, first_id, last_id, digits FROM live_conversations WHERE phone = ? AND code = ?',
  );
  const newest = db.prepare('SELECT phone, code FROM conversations WHERE last_id < ? ORDER BY last_id DESC');
  const timeOf = db.prepare('SELECT received_at FROM posts WHERE id = ?').pluck();
  const edge = createConversationEdge(db);
  const beginning = createBeginnings(db);

  /** By name, the one with the newest post first. */
  function recent(): Map<string, Recent> {
    const found = new Map<string, Recent>();
    for (const post of recentPosts.iterate(counted()) as IterableIterator<
      Omit<ConversationKey, 'id'> & { id: number }
    >) {
      const key = conversationKey(post.phone, post.code);
      if (!key) continue;
      const name = conversationName(key);
      const one = found.get(name);
      if (one) {
        one.posts++;
        one.first_id = post.id;
        const digits = phoneDigits(post.phone);
        if (digits.length > one.digits.length) one.digits = digits;
      } else
        found.set(name, { ...key, digits: phoneDigits(post.phone), posts: 1, first_id: post.id, last_id: post.id });
    }
    return found;
  }

  function describe({ posts, first_id: first, last_id: last }: Counts): Conversation {
    const summary = toSummary(row(last));
    const { phone, code, receivedAt: lastAt } = summary;
    return {
      phone: phone ?? '',
      code,
      posts,
      firstAt: receivedAt(first) ?? firstBetween(first, summary),
      lastAt,
      last: summary,
    };
  }

  function receivedAt(id: number): string | null {
    const at = timeOf.get(id) as number | undefined;
    return at === undefined ? null : new Date(at).toISOString();
  }

  /** The first post was removed: the one that is the first now. */
  function firstBetween(from: number, { id, phone, code, receivedAt: lastAt }: PostSummary): string {
    const key = conversationKey(phone, code);
    const first = key && edge('first', key, { from, to: id });
    return (first === null ? null : receivedAt(first)) ?? lastAt;
  }

  /** Those that are counted, the one with the newest post first. */
  function* inTable(wanted: Beginning | null, before: number): Generator<ConversationKey, void, void> {
    const few = wanted && beginning.few(wanted);
    if (few) {
      for (const one of few.sort((a, b) => b.last_id - a.last_id)) if (one.last_id < before) yield one;
    } else yield* (wanted ? beginning.newest(wanted, before) : newest.iterate(before)) as Iterable<ConversationKey>;
  }

  function* inOrder({ prefix, before }: { prefix: string; before: number }): Generator<Counts, void, void> {
    const tail = recent();
    const wanted = beginningOf(prefix);
    for (const one of tail.values()) {
      if (one.last_id >= before) continue;
      const counts = known.get(one.phone, one.code) as (Counts & { digits: string }) | undefined;
      const isWanted = wanted === null || begins(one, wanted) || (counts && begins({ ...one, ...counts }, wanted));
      if (!isWanted) continue;
      yield counts ? { ...one, posts: one.posts + counts.posts, first_id: counts.first_id } : one;
    }
    for (const key of inTable(wanted, before)) {
      if (tail.has(conversationName(key))) continue;
      // Those whose posts were all removed may be in the table for a while.
      const counts = known.get(key.phone, key.code) as Counts | undefined;
      if (counts) yield counts;
    }
  }

  const read = db.transaction(
    ({ prefix, limit, before }: Omit<ConversationsOptions, 'before'> & { before: number }) => {
      const page: ConversationPage = { conversations: [], next: null };
      let last = 0;
      for (const one of inOrder({ prefix, before })) {
        if (page.conversations.length === limit) {
          page.next = String(last);
          break;
        }
        page.conversations.push(describe(one));
        last = one.last_id;
      }
      return page;
    },
  );
  return (options: Omit<ConversationsOptions, 'before'> & { before: number }): ConversationPage => read(options);
}
