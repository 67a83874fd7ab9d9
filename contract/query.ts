/**
 * The query language of the search box and of `query=`. Terms are separated by blanks and ANDed; `-` before a term negates
 * it; a bare word or a "phrase" is text, `word*` a beginning of words, `name:value` a filter.
 */

/** Filters whose value is compared with a key of the post. */
export const keyFilters = [
  'kind',
  'phone',
  'code',
  'keyword',
  'ticket',
  'status',
  'method',
  'response',
  'finding',
] as const;
export type KeyFilter = (typeof keyFilters)[number];

export const flagValues = ['unread', 'pinned', 'replayed', 'forwarded'] as const;
export type FlagValue = (typeof flagValues)[number];

export const filterNames = [...keyFilters, 'is', 'id', 'after', 'before'] as const;
export type FilterName = (typeof filterNames)[number];

export type QueryTerm = { negated: boolean } & (
  | { type: 'text'; text: string; prefix: boolean }
  | { type: 'key'; name: KeyFilter; value: string; prefix: boolean }
  | { type: 'is'; value: FlagValue }
  | { type: 'id'; id: number }
  /** Milliseconds since 1970; `after` is inclusive, `before` exclusive. */
  | { type: 'after' | 'before'; time: number }
);

/** More terms than anyone types; what reads a query may rely on it. */
export const maxQueryTerms = 100;

export type ParsedQuery =
  | { ok: true; terms: QueryTerm[] }
  /** `start` and `end` are character offsets of what is wrong. */
  | { ok: false; message: string; start: number; end: number };

/** A term as it was typed, right or wrong. */
export interface QueryToken {
  /** Character offsets of the whole term, and of where its value begins. */
  start: number;
  end: number;
  valueStart: number;
  negated: boolean;
  /** The filter's name as it was typed; null for text. */
  name: string | null;
  /** Without quotation marks. */
  value: string;
  quoted: boolean;
  /** False when the closing quotation mark is missing. */
  closed: boolean;
}

class QuerySyntaxError extends Error {
  readonly start: number;
  readonly end: number;
  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

/**
 * Reads a query.
 * @param text what the user typed
 * @returns its terms, or a sentence with the place where it cannot be read
 */
export function parseQuery(text: string): ParsedQuery {
  try {
    const tokens = queryTokens(text);
    const open = tokens.find((token) => !token.closed);
    if (open) {
      const message = 'This quotation mark has no partner: add a closing ".';
      throw new QuerySyntaxError(message, open.valueStart, open.end);
    }
    const tooMany = tokens[maxQueryTerms];
    if (tooMany) throw wrong(tooMany, `A query has at most ${maxQueryTerms} terms; leave out what follows.`);
    return { ok: true, terms: tokens.map(toTerm) };
  } catch (error) {
    if (error instanceof QuerySyntaxError) {
      return { ok: false, message: error.message, start: error.start, end: error.end };
    }
    throw error;
  }
}

/**
 * Splits a query into its terms without judging them, so that a query can be edited while it is wrong.
 * @param text what the user typed
 */
export function queryTokens(text: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const negated = text[at] === '-' && at + 1 < text.length && !/\s/.test(text.charAt(at + 1));
    if (negated) at++;
    // What follows a colon of `http://` is no value: an address is searched as text.
    const name = /^([A-Za-z]+):(?!\/\/)/.exec(text.slice(at, at + 40))?.[1] ?? null;
    if (name !== null) at += name.length + 1;
    let value: string;
    const valueStart = at;
    const quoted = text[at] === '"';
    const close = quoted ? text.indexOf('"', at + 1) : -1;
    const closed = !quoted || close >= 0;
    if (quoted) {
      value = text.slice(at + 1, closed ? close : text.length);
      at = closed ? close + 1 : text.length;
    } else {
      while (at < text.length && !/\s/.test(text.charAt(at))) at++;
      value = text.slice(valueStart, at);
    }
    tokens.push({ start, end: at, valueStart, negated, name, value, quoted, closed });
  }
  return tokens;
}

function toTerm(token: QueryToken): QueryTerm {
  const { negated, value } = token;
  if (token.name === null) {
    // It would match every post, and deleting by it would delete them all.
    if (value.trim() === '')
      throw wrong(token, 'There is nothing between these quotation marks: fill them or leave them out.');
    return { type: 'text', negated, ...starred(token) };
  }
  const name = token.name.toLowerCase() as FilterName;
  if (!filterNames.includes(name)) {
    throw wrong(
      token,
      `There is no filter "${token.name}:". Known are ${filterNames.map((known) => `${known}:`).join(' ')}. To search for this text, put it in quotation marks.`,
    );
  }
  if (value.trim() === '') throw wrong(token, `Say what "${name}:" is to be, for example ${example[name]}.`);
  switch (name) {
    case 'is': {
      const flag = value.toLowerCase() as FlagValue;
      if (!flagValues.includes(flag)) {
        throw wrong(token, `"is:" knows unread, pinned, replayed and forwarded, not "${value}".`);
      }
      return { type: 'is', negated, value: flag };
    }
    case 'id':
      if (!/^\d{1,15}$/.test(value)) throw wrong(token, `"id:" takes the number of a post, not "${value}".`);
      return { type: 'id', negated, id: Number(value) };
    case 'after':
    case 'before':
      return { type: name, negated, time: parseTime(token) };
    case 'kind':
      if (!['callback', 'status', 'other'].includes(value.toLowerCase())) {
        throw wrong(token, `"kind:" knows callback, status and other, not "${value}".`);
      }
      return { type: 'key', name, negated, value: value.toLowerCase(), prefix: false };
    case 'response':
      if (!/^\d{1,3}\*?$/.test(value))
        throw wrong(token, `"response:" takes an HTTP status such as 200 or 5*, not "${value}".`);
      break;
    default:
  }
  const { text, prefix } = starred(token);
  return { type: 'key', name, negated, value: text, prefix };
}

const example: Record<FilterName, string> = {
  kind: 'kind:status',
  phone: 'phone:13125550142',
  code: 'code:12345',
  keyword: 'keyword:JOIN',
  ticket: 'ticket:99182',
  status: 'status:sent',
  method: 'method:POST',
  response: 'response:500',
  finding: 'finding:missing-field',
  is: 'is:unread',
  id: 'id:17',
  after: 'after:2026-11-01',
  before: 'before:2026-11-01T12:30',
};

function starred(token: QueryToken): { text: string; prefix: boolean } {
  const prefix = !token.quoted && token.value.length > 1 && token.value.endsWith('*');
  return { text: prefix ? token.value.slice(0, -1) : token.value, prefix };
}

/** A day is that day's beginning where the app runs; a time without a zone is local, too. */
function parseTime(token: QueryToken): number {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(token.value);
  const time =
    match && isDay(match[1] as string)
      ? Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ':00'}${match[4] ?? ''}`)
      : Number.NaN;
  if (Number.isNaN(time)) {
    throw wrong(
      token,
      `"${token.name}:" takes a day or a time, for example 2026-11-01 or 2026-11-01T12:30, not "${token.value}".`,
    );
  }
  return time;
}

/** `Date.parse` takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function wrong(token: QueryToken, message: string): QuerySyntaxError {
  return new QuerySyntaxError(message, token.start, token.end);
}
