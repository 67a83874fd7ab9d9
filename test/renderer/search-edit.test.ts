import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, queryTokens } from '../../contract/index.ts';
import {
  dateRangeOf,
  inputTime,
  presetNames,
  presetRange,
  queryTime,
  timeOfInput,
} from '../../renderer/search/dates.ts';
import {
  chosenValues,
  termOf,
  toggleFilter,
  withDates,
  withoutDates,
  withoutFilter,
  withoutTokens,
} from '../../renderer/search/edit-query.ts';
import { facetLines } from '../../renderer/search/facet-lines.ts';

const term = fc.oneof(
  fc.constantFrom('join', '-stop', '"join please"', 'ord*', 'kind:status', '-status:sent', 'status:"not sent"'),
  fc.constantFrom('after:2026-11-01', 'before:2026-11-02T10:00', 'phone:1312', 'is:unread', 'finding:missing-field'),
);
const query = fc.array(term, { maxLength: 6 }).map((terms) => terms.join(' '));
const value = fc.string({ minLength: 1, maxLength: 20 });
const sorted = (text: string) =>
  queryTokens(text)
    .map((token) => text.slice(token.start, token.end))
    .sort();

describe('a filter in a query', () => {
  it.each([
    ['sent', 'status:sent'],
    ['not sent', 'status:"not sent"'],
    ['5*', 'status:"5*"'],
    ['//x', 'status:"//x"'],
    ['a"b', 'status:a"b'],
    ['"a', null],
    ['a "b', null],
    [' ', null],
  ])('writes the value %j as %j', (given, written) => {
    expect(termOf({ name: 'status', value: given })).toBe(written);
  });

  it('says exactly the value it was given', () => {
    fc.assert(
      fc.property(value, fc.boolean(), (given, negated) => {
        const written = termOf({ name: 'keyword', value: given }, negated);
        fc.pre(written !== null);
        expect(parseQuery(written)).toEqual({
          ok: true,
          terms: [{ type: 'key', name: 'keyword', value: given, prefix: false, negated }],
        });
      }),
    );
  });

  it('is added, turned round, and taken away', () => {
    const sent = { name: 'status', value: 'sent' } as const;
    expect(toggleFilter('', sent)).toBe('status:sent');
    expect(toggleFilter('status:sent', sent)).toBe('');
    expect(toggleFilter('status:SENT', sent)).toBe('');
    expect(toggleFilter('status:sent', sent, true)).toBe('-status:sent');
    expect(toggleFilter('-status:sent', sent)).toBe('status:sent');
    expect(toggleFilter('-status:sent', sent, true)).toBe('');
  });

  it('takes the place of another value where a post has but one', () => {
    expect(toggleFilter('kind:other join ', { name: 'kind', value: 'status' })).toBe('join kind:status');
    expect(toggleFilter('-status:a', { name: 'status', value: 'b' }, true)).toBe('-status:a -status:b');
    expect(toggleFilter('finding:a', { name: 'finding', value: 'b' })).toBe('finding:a finding:b');
  });

  it('goes in front of a word or phrase that is still being typed', () => {
    expect(toggleFilter('tang', { name: 'kind', value: 'status' })).toBe('kind:status tang');
    expect(toggleFilter('"join pl', { name: 'kind', value: 'status' })).toBe('kind:status "join pl');
    expect(toggleFilter('tang ', { name: 'kind', value: 'status' })).toBe('tang kind:status');
  });

  it('comes and goes without a trace, whatever else is asked for', () => {
    fc.assert(
      fc.property(query, fc.boolean(), (before, negated) => {
        const filter = { name: 'code', value: '4 4' } as const;
        const added = toggleFilter(before, filter, negated);
        expect(parseQuery(added).ok).toBe(true);
        expect(chosenValues(added, 'code')).toEqual([{ value: '4 4', negated }]);
        expect(sorted(toggleFilter(added, filter, negated))).toEqual(sorted(before));
      }),
    );
  });

  it('is taken away as a whole to count its values', () => {
    expect(withoutFilter('status:a join -STATUS:b kind:other', 'status')).toBe('join kind:other');
  });

  it('keeps a word finished that comes to stand at the end', () => {
    expect(toggleFilter('tang kind:status', { name: 'kind', value: 'status' })).toBe('tang ');
    const [first] = queryTokens('a b');
    expect(first && withoutTokens('a b', [first])).toBe('b');
  });
});

describe('dates in a query', () => {
  it('are replaced as a whole', () => {
    const range = { after: '2026-11-01', before: null };
    expect(withDates('-before:2025-01-01 join after:2024-01-01', range)).toBe('join after:2026-11-01');
    expect(withoutDates('join after:2024-01-01')).toBe('join ');
  });

  it('come out as they were put in, in either zone', () => {
    const time = fc.integer({ min: 0, max: Date.UTC(2099, 0, 1) });
    fc.assert(
      fc.property(query, time, time, fc.constantFrom('local', 'utc'), (before, a, b, zone) => {
        const range = { after: Math.min(a, b), before: Math.max(a, b) };
        const text = withDates(before, {
          after: queryTime(range.after, zone),
          before: queryTime(range.before, zone),
        });
        expect(dateRangeOf(text)).toEqual(range);
      }),
    );
  });

  it('are as short as they can be', () => {
    const day = new Date(2026, 10, 1).getTime();
    expect(queryTime(day, 'local')).toBe('2026-11-01');
    expect(queryTime(day + 37_800_000, 'local')).toBe('2026-11-01T10:30');
    expect(queryTime(Date.UTC(2026, 10, 1, 10, 30, 5), 'utc')).toBe('2026-11-01T10:30:05Z');
    expect(queryTime(Date.UTC(2026, 10, 1), 'utc')).toBe('2026-11-01T00:00Z');
  });

  it.each(presetNames)('of the preset %s are a stretch that ends now or earlier', (name) => {
    const now = Date.UTC(2026, 10, 22, 10, 2, 11, 482);
    for (const zone of ['local', 'utc'] as const) {
      const { after, before } = presetRange(name, now, zone);
      expect(after).toBeLessThan(before ?? now);
      expect(before ?? now).toBeLessThanOrEqual(now);
    }
  });

  it('survive a field for dates', () => {
    const time = Date.UTC(2026, 10, 1, 10, 30);
    for (const zone of ['local', 'utc'] as const) expect(timeOfInput(inputTime(time, zone), zone)).toBe(time);
    expect(timeOfInput('')).toBeNull();
    expect(inputTime(null)).toBe('');
  });
});

it('lists what is chosen even when no post has it', () => {
  const counted = [
    { value: 'sent', count: 10 },
    { value: 'queued', count: 4 },
  ];
  const chosen = [
    { value: 'SENT', negated: false },
    { value: 'gone', negated: true },
  ];
  expect(facetLines(counted, chosen)).toEqual([
    { value: 'gone', count: null, state: 'excluded' },
    { value: 'sent', count: 10, state: 'asked' },
    { value: 'queued', count: 4, state: null },
  ]);
});
