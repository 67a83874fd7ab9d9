import { number } from '../ui/number.ts';

export const text = {
  title: 'Conversations',
  list: 'Conversations',
  filter: 'Phone or short code begins with',
  clear: 'Clear the filter',
  loading: 'Reading the conversations…',
  failed: 'The conversations could not be read',
  none: 'No conversations yet',
  noneHint:
    'As soon as a post names a phone number, what that number and your short code said to each other is listed here.',
  noMatch: 'No conversation matches',
  noMatchHint: 'Neither a phone number nor a short code begins like this.',
  choose: 'Choose a conversation',
  chooseHint: 'Messages that came in and what became of the messages that went out are shown here, in order.',
  resize: 'Width of the conversation',
  noCode: 'no short code',
  posts: (count: number) => `${number(count)} ${count === 1 ? 'post' : 'posts'}`,
  open: (phone: string, code: string | null) => `Conversation of ${phone} with ${code ?? 'no short code'}`,
};

export const threadText = {
  thread: 'Posts of the conversation',
  loading: 'Reading the conversation…',
  failed: 'The conversation could not be read',
  empty: 'No posts are left of this conversation.',
  older: 'Show older posts',
  start: 'Here the conversation begins.',
  cut: (count: number) =>
    `${number(count)} posts are shown. Older ones are in the Inbox, under a search for this number.`,
  fresh: (count: number) => `${number(count)} new`,
  openPost: (id: number) => `Open post #${id}`,
  sharesTicket: (ticket: string) =>
    `This status names no phone number; it is here because it shares the ticket ${ticket} with a post of the conversation.`,
  noPhone: 'by ticket',
  today: 'Today',
  yesterday: 'Yesterday',
  close: 'Close the conversation',
};
