import type { Conversation, PostSummary } from '../../contract/index.ts';

export interface ConversationPage {
  conversations: readonly Conversation[];
  next: string | null;
}

/** What identifies a conversation, however its number is spelled. */
export function conversationKey({ phone, code }: Pick<Conversation, 'phone' | 'code'>): string {
  return JSON.stringify([phoneCore(phone), fold(code)]);
}

/** Takes the first page, read again: what it names moves to the top, the rest stays where it was. */
export function withHead(list: ConversationPage, head: ConversationPage): ConversationPage {
  if (head.next === null) return head;
  const known = new Set(head.conversations.map(conversationKey));
  const rest = list.conversations.filter((each) => !known.has(conversationKey(each)));
  // A list no longer than a page is replaced, so that nothing deleted stays.
  if (list.conversations.length <= head.conversations.length) return head;
  return { conversations: [...head.conversations, ...rest], next: list.next };
}

/** Appends an older page. */
export function withTail(list: ConversationPage, tail: ConversationPage): ConversationPage {
  const known = new Set(list.conversations.map(conversationKey));
  const fresh = tail.conversations.filter((each) => !known.has(conversationKey(each)));
  return { conversations: [...list.conversations, ...fresh], next: tail.next };
}

/** Digits by which two spellings of a number are the same: the last ten, as the query language has it. */
export function phoneCore(phone: string): string {
  const digits = phone.replace(/[^0-9]+/g, '');
  return digits === '' ? phone.trim().toLowerCase() : digits.slice(-10);
}

/** True when a post belongs to a conversation by its own phone number and short code. */
export function belongsTo(
  post: Pick<PostSummary, 'phone' | 'code'>,
  to: Pick<Conversation, 'phone' | 'code'>,
): boolean {
  if (post.phone === null || phoneCore(post.phone) !== phoneCore(to.phone)) return false;
  return fold(post.code) === fold(to.code);
}

/** The query that finds a conversation's posts. It cannot ask for posts without a short code; `belongsTo` sorts those out. */
export function conversationQuery({ phone, code }: Pick<Conversation, 'phone' | 'code'>): string {
  const terms = [`phone:${quoted(phone)}`];
  if (fold(code) !== null) terms.push(`code:${quoted(code ?? '')}`);
  return terms.join(' ');
}

/** A value as the query language takes it. It knows no way to write a quote inside quotes, so quotes become blanks. */
export function quoted(value: string): string {
  return `"${value.replaceAll('"', ' ')}"`;
}

/** An empty short code is none. */
function fold(code: string | null): string | null {
  return code?.trim().toLowerCase() || null;
}
