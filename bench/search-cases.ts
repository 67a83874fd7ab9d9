import type { Reader } from '../main/store/reader.ts';
import type { Case } from './measure.ts';
import { phoneOf, sample, wordOf } from './posts.ts';

const now = sample.start + sample.spanMs;
const day = (n: number) => new Date(sample.start + n * 24 * 60 * 60 * 1000).toISOString();
const step = (i: number, width: number, count: number) => (i * width) % count;

/** What is asked of a folder with so many posts. Limits are those the app promises for a million. */
export function searchCases(reader: Reader, posts: number): Case[] {
  const list = (query: string, before?: number) =>
    reader.list({ query, limit: 100, before: before === undefined ? undefined : String(before) }).posts.length;
  const search = (name: string, limitMs: number | null, query: (i: number) => string): Case => ({
    name: `search ${name}`,
    limitMs,
    run: (i) => list(query(i)),
  });
  // Two words that stand together in a message; made here, so that it is not measured.
  const phrases = Array.from({ length: 120 }, (_, i) => {
    const before = String(101 + step(i, 7_368_787, posts - 200));
    const [post] = reader.list({ query: 'kind:callback', limit: 1, before }).posts;
    return `"${(post?.excerpt ?? 'no words').split(' ').slice(0, 2).join(' ')}"`;
  });
  const numbers = (name: string, query: string): Case[] => [
    {
      name: `count of ${name}`,
      limitMs: 50,
      run() {
        const { count, exact } = reader.count(query);
        return `${exact ? '' : 'at least '}${count}`;
      },
    },
    {
      name: `facets of ${name}`,
      limitMs: 50,
      run() {
        const { counted, exact } = reader.facets(query);
        return exact ? `of ${counted}` : `of the newest ${counted}`;
      },
    },
    {
      name: `histogram of ${name}`,
      limitMs: 50,
      run() {
        const { counts, exact } = reader.histogram({ query, buckets: 60, now });
        return `${counts.reduce((sum, n) => sum + n, 0)}${exact ? '' : ' so far'}`;
      },
    },
  ];
  const values = (filter: 'phone' | 'ticket' | 'keyword', prefix: string): Case => ({
    name: `values ${filter}:${prefix}`,
    limitMs: 50,
    run: () => reader.values({ filter, prefix, limit: 10 }).length,
  });
  const conversations = (name: string, prefix: string, before?: string): Case => ({
    name: `conversations ${name}`,
    limitMs: 50,
    run: () => reader.conversations({ prefix, limit: 100, before }).conversations.length,
  });
  return [
    { name: 'page: the newest 100', limitMs: 1, run: () => list('') },
    { name: 'page: any 100', limitMs: 1, run: (i) => list('', 101 + step(i, 7_368_787, posts - 200)) },
    search('ticket', 6, (i) => `ticket:${10_000_001 + step(i, 7919, Math.floor(posts / 8))}`),
    search('phone', 6, (i) => `phone:${phoneOf(step(i, 7919, sample.phones))}`),
    search('phone by area', null, (i) => `phone:${200 + step(i, 37, 700)}`),
    search('phone:1', 50, () => 'phone:1'),
    search('ticket:order-*', 50, () => 'ticket:order-*'),
    search('common word', 6, (i) => wordOf(step(i, 1, 20))),
    search('word', 6, (i) => wordOf(step(i, 173, sample.words))),
    search('phrase', 6, (i) => phrases[i % phrases.length] as string),
    search('beginning, 3 characters', 6, (i) => `${wordOf(step(i, 31, sample.words)).slice(0, 3)}*`),
    search('beginning, 2 characters', 50, (i) => `${wordOf(step(i, 31, sample.words)).slice(0, 2)}*`),
    search('beginning, 1 character', 50, (i) => `${wordOf(step(i, 31, sample.words)).slice(0, 1)}*`),
    search('kind, word, beginning', 50, (i) => `kind:callback ${wordOf(step(i, 7, 300))} b*`),
    search('kind, word, not a word, dates', 50, (i) => {
      const [a, b] = [wordOf(step(i, 7, 300)), wordOf(step(i, 3, 10))];
      return `kind:callback ${a} -${b} after:${day(5)} before:${day(20)}`;
    }),
    search('status, not a code, unread', 50, () => 'status:failed -code:12345 is:unread'),
    search('two that never meet', null, () => `kind:status ${wordOf(0)}`),
    search('nothing', 6, () => 'nosuchword'),
    // The store knows how many there are.
    ...numbers('everything', '').slice(1),
    ...numbers('kind:status', 'kind:status'),
    ...numbers('a common word', wordOf(0)),
    ...numbers('a word', wordOf(500)),
    ...numbers('phone:1', 'phone:1'),
    ...numbers('is:unread', 'is:unread'),
    ...numbers('ten days', `after:${day(10)} before:${day(20)}`),
    values('phone', ''),
    values('phone', '1'),
    values('phone', '1312'),
    values('phone', phoneOf(77)),
    values('ticket', ''),
    values('ticket', '100001'),
    values('keyword', ''),
    conversations('newest', ''),
    conversations('deep', '', String(Math.floor(posts / 3))),
    conversations('by 1312', '1312'),
    conversations('by a code', '12345'),
    conversations('by nothing known', '000'),
  ];
}

/** The same questions while nothing is indexed yet. */
export function tailCases(reader: Reader): Case[] {
  const list = (query: string) => reader.list({ query, limit: 100 }).posts.length;
  const cold = { first: true };
  return [
    { name: 'tail: page', limitMs: null, run: () => list('') },
    { name: 'tail: ticket', limitMs: null, run: (i) => list(`ticket:${10_000_001 + i}`) },
    { name: 'tail: phone', limitMs: null, run: (i) => list(`phone:${phoneOf(step(i, 7919, sample.phones))}`) },
    { name: 'tail: common word, cold', limitMs: null, run: (i) => list(wordOf(i % 20)) },
    { name: 'tail: rare word, cold', limitMs: null, run: (i) => list(wordOf(9000 + i)) },
    { name: 'tail: count of a word, cold', limitMs: null, run: (i) => reader.count(wordOf(500 + i)).count },
    { name: 'tail: facets', limitMs: null, run: () => `of ${reader.facets('').counted}` },
    {
      name: 'tail: conversations',
      limitMs: null,
      run: () => reader.conversations({ prefix: '', limit: 100 }).conversations.length,
    },
    {
      name: 'tail: one step towards a warm tail',
      limitMs: null,
      run: () => reader.keepUp(),
    },
    {
      name: 'tail: rare word, warm',
      limitMs: null,
      run(i) {
        // What the thread does between calls.
        if (cold.first) while (reader.keepUp());
        cold.first = false;
        return list(wordOf(9000 + i));
      },
    },
  ];
}
