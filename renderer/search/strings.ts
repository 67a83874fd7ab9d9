import type { FacetName, FilterName } from '../../contract/index.ts';
import { number } from '../ui/number.ts';
import type { PresetName } from './dates.ts';

const posts = (count: number) => `${number(count)} ${count === 1 ? 'post' : 'posts'}`;

const filters: Record<FilterName, string> = {
  kind: 'callback, status or other',
  phone: 'a number, with or without its country code',
  code: 'short code',
  keyword: 'keyword of a callback',
  ticket: 'either ticket',
  status: 'status value, as it came',
  method: 'HTTP method',
  response: 'what Tapline answered, such as 200 or 5*',
  finding: 'something odd about the post',
  is: 'unread, pinned, replayed or forwarded',
  id: 'number of the post',
  after: 'received at this time or later',
  before: 'received before this time',
};

const presets: Record<PresetName, string> = {
  minutes: 'Last 15 minutes',
  hour: 'Last hour',
  today: 'Today',
  yesterday: 'Yesterday',
  week: 'Last 7 days',
};

const facets: Record<FacetName, string> = {
  kind: 'kind',
  status: 'status',
  keyword: 'keyword',
  code: 'code',
  response: 'answer',
  finding: 'finding',
};

const hints: Record<string, string> = {
  ...filters,
  ...presets,
  callback: 'what a subscriber sent',
  status: 'what became of a message',
  other: 'neither of the two',
  unread: 'not opened yet',
  pinned: 'kept for good',
  replayed: 'sent to a target by hand',
  forwarded: 'sent to its target by forwarding',
};

export const text = {
  search: 'Search posts',
  searchHint: 'Search posts: words, "phrases", kind:status, phone:, -not',
  clear: 'Clear search',
  suggestions: 'Suggestions',
  hint: (key: string, isName: boolean) => (isName ? filters[key as FilterName] : (hints[key] ?? null)),
  found: (count: number) => `${count} ${count === 1 ? 'suggestion' : 'suggestions'}`,
  recent: 'Recent',
  saved: 'Saved',
  clearRecent: 'Clear recent searches',
  help: {
    title: 'How to search',
    lines: [
      ['join please', 'both words, anywhere in a post'],
      ['"join please"', 'one after the other'],
      ['ord*', 'words that begin so'],
      ['status:sent', 'a filter; type its name to see the values'],
      ['phone:312', 'numbers that begin so'],
      ['-kind:other', 'without these'],
      ['after:2026-11-01', 'since then; before: ends it'],
    ],
  },
  count: (count: number, exact: boolean) => (exact ? posts(count) : `more than ${posts(count)}`),
  filters: 'Filters',
  facets,
  facet: (name: string, chosen: string) => (chosen ? `${name}: ${chosen}` : name),
  facetMenu: (name: string) => `Filter by ${name}`,
  without: (value: string) => `not ${value}`,
  exclude: (value: string) => `Exclude ${value}`,
  excludeHint: 'Alt-click or the sign at the end of a line excludes a value.',
  counting: 'Counting…',
  noValues: 'No post that matches has one.',
  newest: (count: number) => `Of the newest ${posts(count)} that match.`,
  dates: {
    label: 'time',
    any: 'Any time',
    presets,
    from: 'From',
    to: 'To',
    apply: 'Apply',
    backwards: 'The end is before the beginning.',
    neither: 'Give a beginning, an end, or both.',
    since: (time: string) => `since ${time}`,
    until: (time: string) => `until ${time}`,
  },
  saves: {
    button: 'Saved searches',
    name: 'Name of this search',
    placeholder: 'Name this search',
    save: 'Save',
    none: 'Searches you give a name are kept here.',
    nothing: 'Search for something first, then give it a name here.',
    rename: (name: string) => `Rename ${name}`,
    remove: (name: string) => `Delete ${name}`,
    removed: (name: string) => `The search ${name} is deleted.`,
    newName: 'New name',
    done: 'Done',
    full: 'A hundred searches are saved; delete one first.',
    taken: 'Another search has this name.',
  },
  spark: {
    label: (words: string) => `Traffic, ${words}`,
    span: 'Span of the traffic chart',
    spans: { '30m': 'last 30 min', '3h': 'last 3 h', '24h': 'last 24 h', '7d': 'last 7 days', all: 'all time' },
    total: (count: number, exact: boolean) => (exact ? posts(count) : `at least ${posts(count)}`),
    none: 'no posts',
    peak: (count: number, when: string) => `most at ${when}: ${number(count)}`,
    bucket: (when: string, count: number) => `${when}, ${posts(count)}`,
    uncounted: (when: string) => `${when}, not counted: too many posts match`,
    hint: 'Drag to choose a time; with the keyboard: arrows, Shift and arrows, Enter.',
  },
  nothing: {
    title: 'No post matches',
    hint: 'Check the spelling, or take a term away:',
    hintOne: 'Check the spelling. Words are found in fields, path, headers and body.',
    remove: (term: string) => `Remove ${term}`,
    clear: 'Clear search',
  },
};
