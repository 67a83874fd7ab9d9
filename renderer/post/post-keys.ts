import { text } from './strings.ts';

/** The keys of an open post, for when its panel is not there to say them. */
export const postKeys = [
  { id: 'replay', title: text.replay, key: 'r' },
  { id: 'edit', title: text.editReplay, key: 'e' },
  { id: 'curl', title: text.curl, key: 'c' },
  { id: 'pin', title: text.pin, key: 'p' },
  { id: 'unread', title: text.markUnread, key: 'u' },
  { id: 'note', title: text.note, key: 'n' },
];
