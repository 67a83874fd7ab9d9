import type { Conversation, PostSummary } from '../../contract/index.ts';
import type { Client } from '../api.ts';
import { shareTicket } from '../timeline/same-ticket.ts';
import { conversationQuery, quoted } from './conversation-list.ts';
import { isOrphan, ownPosts, type Thread, type ThreadPost, ticketBetween, ticketsToAsk, withPosts } from './thread.ts';

const pageSize = 100;
/** A page asks for the statuses of so many tickets at most, each with one small search, so many at a time. */
const ticketsAsked = 20;
const atOnce = 4;
const statusesOfTicket = 50;

/**
 * Reads a page of a conversation's posts, newest first, and the statuses that name no phone number but share a ticket with
 * one of them. The query language has no term for "no phone", so those are asked for by ticket, for the newest tickets of
 * the page only.
 */
export async function readThread(options: {
  client: Client;
  conversation: Pick<Conversation, 'phone' | 'code'>;
  before: string | null;
  signal: AbortSignal;
}): Promise<Thread> {
  const { client, conversation, before, signal } = options;
  const page = await client.posts.list(
    { query: conversationQuery(conversation), limit: pageSize, ...(before === null ? {} : { before }) },
    { signal },
  );
  const own = ownPosts([...page.posts].reverse(), conversation);
  const read: Thread = withPosts({ posts: [], next: page.next }, own);
  return withPosts(read, await orphansOf({ client, conversation, own, signal }));
}

async function orphansOf(options: {
  client: Client;
  conversation: Pick<Conversation, 'phone' | 'code'>;
  own: readonly ThreadPost[];
  signal: AbortSignal;
}): Promise<ThreadPost[]> {
  const { client, conversation, own, signal } = options;
  const tickets = ticketsToAsk(own, ticketsAsked);
  const found: PostSummary[] = [];
  const ask = async (): Promise<void> => {
    for (let ticket = tickets.shift(); ticket !== undefined; ticket = tickets.shift()) {
      const query = `kind:status ticket:${quoted(ticket)}`;
      const { posts } = await client.posts.list({ query, limit: statusesOfTicket }, { signal });
      found.push(...posts);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return found.flatMap((post) => {
    const twin = isOrphan(post, conversation) && own.find((each) => shareTicket(each.post, post));
    return twin ? [{ post, byTicket: ticketBetween(post, twin.post) }] : [];
  });
}
