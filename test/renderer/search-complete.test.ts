import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../contract/index.ts';
import {
  type Completion,
  knownCompletions,
  placeAt,
  valueCompletions,
  withCompletion,
  withoutUnfinished,
} from '../../renderer/search/complete.ts';
import { parseRecentSearches, withRecentSearch } from '../../renderer/search/recent.ts';

const now = Date.UTC(2026, 10, 22, 12);
const offered = (text: string, caret = text.length) => {
  const place = placeAt(text, caret);
  return place ? knownCompletions(place, now).map((each) => each.term) : null;
};
const plain = (term: string, isName = false): Completion => ({ term, isName, hint: null, count: null });

describe('completion', () => {
  it.each<[string, string[] | null]>([
    ['k', ['kind:', 'keyword:']],
    ['join -ST', ['status:']],
    ['kind:', ['kind:callback', 'kind:status', 'kind:other']],
    ['-kind:s', ['kind:status']],
    ['kind:status', []],
    ['is:p', ['is:pinned']],
    ['"k', null],
    ['', null],
    ['join ', null],
    ['x9', null],
    ['colour:r', null],
  ])('offers for %j: %j', (typed, terms) => {
    expect(offered(typed)).toEqual(terms);
  });

  it('looks at the term where the caret is, and only at its end', () => {
    expect(offered('k join', 1)).toEqual(['kind:', 'keyword:']);
    expect(offered('kind:s join', 6)).toEqual(['kind:status']);
    expect(offered('kind:s join', 3)).toBeNull();
  });

  it('offers dates that can be read', () => {
    const dates = offered('after:') ?? [];
    expect(dates.length).toBeGreaterThan(3);
    for (const term of dates) expect(parseQuery(term).ok).toBe(true);
  });

  it('writes values so that they can be read, and stays quiet about the one that is there', () => {
    const place = placeAt('status:s', 8);
    if (place?.type !== 'value') throw new Error('No value is being typed.');
    const values = [
      { value: 'sent', count: 3 },
      { value: 'sent later', count: 1 },
      { value: '"', count: 1 },
    ];
    expect(valueCompletions(place, values).map(({ term, count }) => [term, count])).toEqual([
      ['status:sent', 3],
      ['status:"sent later"', 1],
    ]);
    expect(valueCompletions({ ...place, typed: 'SENT' }, values.slice(0, 1))).toEqual([]);
  });

  it('puts a term in its place and goes on behind it', () => {
    const text = 'a -st b';
    const place = placeAt(text, 5);
    expect(place && withCompletion(text, place, plain('status:', true))).toEqual({ text: 'a -status: b', caret: 10 });
    expect(place && withCompletion(text, place, plain('kind:other'))).toEqual({ text: 'a -kind:other b', caret: 14 });
    const phrase = placeAt('status:"not s', 13);
    expect(phrase && withCompletion('status:"not s', phrase, plain('status:"not sent"'))).toEqual({
      text: 'status:"not sent" ',
      caret: 18,
    });
  });
});

describe('a term that is half typed', () => {
  it.each([
    ['join kind:', 'join '],
    ['join kind:st', 'join '],
    ['-is:un', ''],
    ['after:2026-1', ''],
    ['"join ple', ''],
    ['join -', 'join '],
    ['kind:status', 'kind:status'],
    ['kind:nonsense', 'kind:nonsense'],
    ['colour:', 'colour:'],
    ['status:se', 'status:se'],
    ['kind:st ', 'kind:st '],
    ['after:2026-11-01', 'after:2026-11-01'],
    ['after:soon', 'after:soon'],
  ])('is left out of the search: %j becomes %j', (typed, searched) => {
    expect(withoutUnfinished(typed)).toBe(searched);
  });

  it('never takes more than the last term', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (typed) => {
        const searched = withoutUnfinished(typed);
        expect(typed.startsWith(searched)).toBe(true);
        if (parseQuery(typed).ok && searched !== typed) expect(typed.slice(searched.length)).toMatch(/^-$/);
      }),
    );
  });
});

describe('recent searches', () => {
  it('are kept once, newest first, and no more than twenty', () => {
    expect(withRecentSearch(['a', 'b'], ' b ')).toEqual(['b', 'a']);
    expect(withRecentSearch(['a'], ' ')).toEqual(['a']);
    const many = Array.from({ length: 20 }, (_, index) => `search ${index}`);
    const next = withRecentSearch(many, 'one more');
    expect([next.length, next[0], next.at(-1)]).toEqual([20, 'one more', 'search 18']);
  });

  it.each([null, '{', '5', '{"a":1}'])('are none when %j was stored', (stored) => {
    expect(parseRecentSearches(stored)).toEqual([]);
  });

  it('are only texts', () => {
    expect(parseRecentSearches('["a", 5, null, " ", "b"]')).toEqual(['a', 'b']);
  });
});
