import type { Change } from './align.ts';

export const text = {
  title: 'Compare',
  posts: (a: number, b: number) => `Post ${a} and post ${b}`,
  loading: 'Reading both posts…',
  failed: 'The posts could not be read',
  back: 'Close the comparison',
  swap: 'Swap sides',
  hideSame: 'Show differences only',
  requestLine: 'Request line',
  fields: 'Fields',
  headers: 'Headers',
  body: 'Body',
  name: 'Name',
  verdict: 'Difference',
  changes: {
    same: 'same',
    changed: 'changed',
    case: 'other case',
    left: 'only left',
    right: 'only right',
  } satisfies Record<Change, string>,
  count: ({ differ, all, reordered }: { differ: number; all: number; reordered: boolean }) => {
    const said = differ === 0 ? `all ${all} the same` : `${differ} of ${all} ${differ === 1 ? 'differs' : 'differ'}`;
    if (!reordered) return said;
    return differ === 0 ? `${said}, in another order` : `${said}, and so does the order`;
  },
  noneHere: 'Neither post has any.',
  noValue: 'no value',
  empty: 'empty',
  masked: 'Credentials are masked: where both differ, “changed” says so without showing them.',
  reveal: 'Reveal credentials',
  hide: 'Hide credentials',
  bodySame: (size: string) => `Both bodies are the same, byte for byte (${size}).`,
  bodyNone: 'Neither post has a body.',
  bodyLoading: 'Reading the bodies…',
  bodyFailed: 'The bodies could not be read',
  size: 'Size',
  sha256: 'SHA-256',
  firstDifference: (at: number) => `The first difference is at byte ${at.toLocaleString('en')}.`,
  sideOf: (id: number) => `Post ${id}`,
  tooLong: (shown: string) => `Only the first ${shown} of each body are compared line by line.`,
  merged: 'Bodies side by side',
};

export const chooseText = {
  button: 'Compare with…',
  title: (id: number) => `Compare post ${id} with…`,
  suggestions: 'Suggestions',
  previousTicket: 'The post before it of the same ticket',
  previousKind: (kind: string) => `The ${kind} before it`,
  search: 'Post id, or a search',
  placeholder: '42, or phone:… kind:status',
  results: 'Posts',
  nothing: 'No post matches.',
};
