import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxQueryTerms, parseQuery, type QueryTerm } from '../../contract/query.ts';

function terms(query: string): QueryTerm[] {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.terms;
}

const text = (value: string, more: object = {}) => ({
  type: 'text',
  negated: false,
  text: value,
  prefix: false,
  ...more,
});
const key = (name: string, value: string, more: object = {}) => ({
  type: 'key',
  negated: false,
  name,
  value,
  prefix: false,
  ...more,
});

describe('a query that can be read', () => {
  test.each<[string, object[]]>([
    ['', []],
    ['  \t\n ', []],
    ['join', [text('join')]],
    ['join  please', [text('join'), text('please')]],
    ['"join please"', [text('join please')]],
    ['-spam', [text('spam', { negated: true })]],
    ['-"two words"', [text('two words', { negated: true })]],
    ['-', [text('-')]],
    ['a - b', [text('a'), text('-'), text('b')]],
    ['jo*', [text('jo', { prefix: true })]],
    ['-jo*', [text('jo', { prefix: true, negated: true })]],
    ['*', [text('*')]],
    ['"jo*"', [text('jo*')]],
    ['it"s', [text('it"s')]],
    ['"a"b', [text('a'), text('b')]],
    ['http://localhost:8080/cb', [text('http://localhost:8080/cb')]],
    ['12:30', [text('12:30')]],
    ['OR NEAR( ^a', [text('OR'), text('NEAR('), text('^a')]],
    ['kind:Status', [key('kind', 'status')]],
    ['KIND:callback', [key('kind', 'callback')]],
    ['phone:+1(312)555-0142', [key('phone', '+1(312)555-0142')]],
    ['phone:312*', [key('phone', '312', { prefix: true })]],
    ['code:12345', [key('code', '12345')]],
    ['keyword:"JOIN NOW"', [key('keyword', 'JOIN NOW')]],
    ['ticket:a:b', [key('ticket', 'a:b')]],
    ['ticket:"a*"', [key('ticket', 'a*')]],
    ['-ticket:9*', [key('ticket', '9', { prefix: true, negated: true })]],
    ['status:sent method:POST', [key('status', 'sent'), key('method', 'POST')]],
    ['response:500', [key('response', '500')]],
    ['response:5*', [key('response', '5', { prefix: true })]],
    ['finding:missing-field', [key('finding', 'missing-field')]],
    ['is:unread', [{ type: 'is', negated: false, value: 'unread' }]],
    ['-IS:Pinned', [{ type: 'is', negated: true, value: 'pinned' }]],
    ['is:replayed', [{ type: 'is', negated: false, value: 'replayed' }]],
    ['-is:forwarded', [{ type: 'is', negated: true, value: 'forwarded' }]],
    ['id:17', [{ type: 'id', negated: false, id: 17 }]],
    ['after:2026-11-01', [{ type: 'after', negated: false, time: new Date(2026, 10, 1).getTime() }]],
    ['before:2026-11-01T12:30', [{ type: 'before', negated: false, time: new Date(2026, 10, 1, 12, 30).getTime() }]],
    [
      'before:2026-11-01T12:30:15.250Z',
      [{ type: 'before', negated: false, time: Date.UTC(2026, 10, 1, 12, 30, 15, 250) }],
    ],
    ['-after:2026-11-01T12:30+02:00', [{ type: 'after', negated: true, time: Date.UTC(2026, 10, 1, 10, 30) }]],
  ])('%s', (query, expected) => {
    expect(terms(query)).toEqual(expected);
  });
});

describe('a query that cannot be read says where and why', () => {
  test.each<[string, number, number, RegExp]>([
    ['a "b', 2, 4, /no partner/],
    ['a "" b', 2, 4, /nothing between/],
    ['-"  "', 0, 5, /nothing between/],
    ['kind:', 0, 5, /kind:status/],
    ['ticket:"" x', 0, 9, /ticket:99182/],
    ['x colour:red', 2, 12, /no filter "colour:".*quotation marks/],
    ['kind:sms', 0, 8, /callback, status and other/],
    ['kind:status*', 0, 12, /callback, status and other/],
    ['is:red', 0, 6, /unread, pinned, replayed and forwarded/],
    ['id:x', 0, 4, /number of a post/],
    ['id:1234567890123456', 0, 19, /number of a post/],
    ['response:ok', 0, 11, /HTTP status/],
    ['after:yesterday', 0, 15, /day or a time/],
    ['before:2026-02-30', 0, 17, /day or a time/],
    ['before:2026-13-01', 0, 17, /day or a time/],
    ['before:2026-11-01T25:00', 0, 23, /day or a time/],
  ])('%s', (query, start, end, message) => {
    const parsed = parseQuery(query);
    expect(parsed).toMatchObject({ ok: false, start, end });
    expect(!parsed.ok && parsed.message).toMatch(message);
  });

  test(`more than ${maxQueryTerms} terms`, () => {
    expect(parseQuery('a '.repeat(maxQueryTerms)).ok).toBe(true);
    expect(parseQuery('a '.repeat(maxQueryTerms + 1))).toMatchObject({ ok: false, start: 2 * maxQueryTerms });
  });
});

const pieces = fc.constantFrom(
  '-',
  '"',
  '*',
  ':',
  ' ',
  'kind:',
  'is:',
  'id:',
  'after:',
  'a',
  '2026-11-01',
  '//',
  'é',
  '☎',
);

test('parsing never throws, and what is wrong lies inside the text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(anyText, (query) => {
      const parsed = parseQuery(query);
      if (parsed.ok) return;
      expect(parsed.message).toMatch(/[.]$/);
      expect(parsed.start).toBeGreaterThanOrEqual(0);
      expect(parsed.end).toBeGreaterThan(parsed.start);
      expect(parsed.end).toBeLessThanOrEqual(query.length);
    }),
    { numRuns: 2000 },
  );
});

test('any text in quotation marks is that text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1 }).filter((value) => !value.includes('"') && value.trim() !== ''),
      (value) => {
        expect(terms(`"${value}"`)).toEqual([text(value)]);
      },
    ),
  );
});
