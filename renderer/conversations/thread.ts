import type { Conversation, PostSummary } from '../../contract/index.ts';
import { shareTicket, ticketsOf } from '../timeline/same-ticket.ts';
import { sameDay } from '../ui/time.ts';
import { belongsTo } from './conversation-list.ts';

/** A post of a thread. */
export interface ThreadPost {
  post: PostSummary;
  /** The ticket that ties a status without a phone number to the conversation; null for the conversation's own posts. */
  byTicket: string | null;
}

/** A day of a thread, oldest post first. */
export interface ThreadDay {
  /** When its first post came. */
  begins: string;
  posts: ThreadPost[];
}

/** The thread as far as it is read. */
export interface Thread {
  posts: readonly ThreadPost[];
  /** Cursor of the next older page; null at the beginning of the conversation. */
  next: string | null;
}

export const emptyThread: Thread = { posts: [], next: null };

/** Adds posts that are not there yet, in order of arrival. */
export function withPosts(thread: Thread, fresh: readonly ThreadPost[]): Thread {
  const known = new Map(thread.posts.map((each) => [each.post.id, each]));
  const before = known.size;
  // A post that shares two tickets is found twice.
  for (const each of fresh) if (!known.has(each.post.id)) known.set(each.post.id, each);
  if (known.size === before) return thread;
  const posts = [...known.values()].sort(
    (a, b) => Date.parse(a.post.receivedAt) - Date.parse(b.post.receivedAt) || a.post.id - b.post.id,
  );
  return { ...thread, posts };
}

/** The conversation's own posts among those a query found. */
export function ownPosts(
  posts: readonly PostSummary[],
  conversation: Pick<Conversation, 'phone' | 'code'>,
): ThreadPost[] {
  return posts.filter((post) => belongsTo(post, conversation)).map((post) => ({ post, byTicket: null }));
}

/** Live posts that belong to the thread: its own, and statuses without a phone number that share one of its tickets. */
export function livePosts(
  posts: readonly PostSummary[],
  thread: Thread,
  conversation: Pick<Conversation, 'phone' | 'code'>,
): ThreadPost[] {
  const orphans = posts.flatMap((post) => {
    const twin = isOrphan(post, conversation) && thread.posts.find((each) => shareTicket(each.post, post));
    return twin ? [{ post, byTicket: ticketBetween(post, twin.post) }] : [];
  });
  return [...ownPosts(posts, conversation), ...orphans];
}

/** True for a status that names no phone number, and no other short code than the conversation's. */
export function isOrphan(post: PostSummary, { code }: Pick<Conversation, 'code'>): boolean {
  return post.kind === 'status' && post.phone === null && (post.code === null || post.code === code);
}

/** Tickets under which statuses without a phone number may be found: those of the posts, each once, newest first. */
export function ticketsToAsk(posts: readonly ThreadPost[], most: number): string[] {
  const tickets = [...posts].reverse().flatMap(({ post }) => ticketsOf(post));
  return [...new Set(tickets)].slice(0, most);
}

/** The first ticket that both posts have. */
export function ticketBetween(a: PostSummary, b: PostSummary): string | null {
  const own = ticketsOf(b);
  return ticketsOf(a).find((ticket) => own.includes(ticket)) ?? null;
}

/** Parts a thread into days of the zone that is shown. */
export function threadDays(posts: readonly ThreadPost[]): ThreadDay[] {
  const days: ThreadDay[] = [];
  for (const each of posts) {
    const { receivedAt } = each.post;
    const last = days.at(-1);
    if (last && sameDay(new Date(last.begins), new Date(receivedAt))) last.posts.push(each);
    else days.push({ begins: receivedAt, posts: [each] });
  }
  return days;
}
