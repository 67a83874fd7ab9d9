import { type KeyFilter, parseQuery, type QueryTerm } from '../../contract/query.ts';
import { kinds } from '../../contract/words.ts';
import { phoneDigits } from '../dialects/phone.ts';
import { TaplineError } from '../errors.ts';
import { foldKey, keyToken, phoneCore, tokenValueBytes } from './keys.ts';
import { plainWords } from './raw-words.ts';
import { type RowFilter, rowFilter } from './row-filter.ts';

/** The longest beginning that the text index has an index for: `prefix` of `post_text`. */
export const indexedBeginning = 3;

/** A query, ready for SQLite: what the text index finds, and what is checked on each row it finds. */
export interface SearchPlan {
  /** FTS5 expression, or null when nothing has to be found through the index. */
  match: string | null;
  /** SQL conditions over p (posts) and m (marks), with their parameters in order. */
  conditions: string[];
  parameters: (string | number)[];
  /** True when a condition leads to few rows, so that there is no need to pass over others. */
  isLed: boolean;
  /** The same without the beginnings of keys, which `holds` then checks on each row; null when there are none. */
  loose: { match: string | null; holds: (keys: string) => boolean; tokens: string[] } | null;
  /** The one beginning of a word that is searched for, if it is longer than those of which there is an index. */
  opening: Opening | null;
  /** Checks all of `match` on the key tokens of a row; null when that takes more than keys. */
  keysHold: ((keys: string) => boolean) | null;
  /** What each match must fulfil, for where rows are looked at one by one. */
  rowFilters: RowFilter[];
  /** Words that each match must have, by which its bytes can be looked at before they are decoded. */
  words: string[];
  /** Bounds of `received_at`, milliseconds: `from` inclusive, `to` exclusive. */
  from: number | null;
  to: number | null;
}

interface Opening {
  /** Letters and digits of ASCII, lower case. */
  beginning: string;
  /** All of `match`, with another expression in the place of the beginning. */
  matchWith(expression: string): string | null;
}

/**
 * Plans a search.
 * @throws TaplineError BAD_QUERY that says where the query is wrong
 */
export function planSearch(query: string): SearchPlan {
  const parsed = parseQuery(query);
  if (!parsed.ok) {
    throw new TaplineError('BAD_QUERY', `${parsed.message} (at character ${parsed.start + 1})`);
  }
  return planTerms(parsed.terms);
}

/** Plans a search for terms that are already read. */
export function planTerms(terms: readonly QueryTerm[]): SearchPlan {
  const plan: SearchPlan = {
    match: null,
    conditions: [],
    parameters: [],
    isLed: false,
    loose: null,
    opening: null,
    keysHold: null,
    rowFilters: [],
    words: [],
    from: null,
    to: null,
  };
  const found: string[] = [];
  const excluded: string[] = [];
  const beginnings: KeyTest[] = [];
  const firm: string[] = [];
  const tests: (KeyTest | null)[] = [];
  const openings: { beginning: string; expression: string }[] = [];
  for (const term of terms) {
    const expression = indexExpression(term);
    if (expression === null) {
      addCondition(plan, term);
      continue;
    }
    const test = keyTest(term);
    tests.push(test);
    if (term.negated) excluded.push(expression);
    else {
      found.push(expression);
      if (test?.isBeginning) beginnings.push(test);
      else firm.push(expression);
      const filter = term.type === 'key' ? rowFilter(term) : null;
      if (filter) plan.rowFilters.push(filter);
      if (term.type === 'key') addKeyCondition(plan, term);
      if (term.type === 'text') {
        plan.words.push(...plainWords(term.text));
        if (isLongBeginning(term)) openings.push({ beginning: term.text.toLowerCase(), expression });
      }
    }
  }
  plan.match = expressionOf(found, excluded);
  const [opening] = openings;
  if (opening && openings.length === 1) {
    const { beginning } = opening;
    const others = found.filter((expression) => expression !== opening.expression);
    plan.opening = { beginning, matchWith: (expression) => expressionOf([...others, expression], excluded) };
  }
  const known = tests.filter((test) => test !== null);
  if (known.length === tests.length && known.length > 0) plan.keysHold = allHold(known);
  if (beginnings.length > 0) {
    const tokens = beginnings.map(({ token }) => token);
    plan.loose = { match: expressionOf(firm, excluded), holds: allHold(beginnings), tokens };
  }
  return plan;
}

function isLongBeginning(term: QueryTerm & { type: 'text' }): boolean {
  return term.prefix && term.text.length > indexedBeginning && /^[A-Za-z0-9]+$/.test(term.text);
}

function expressionOf(found: readonly string[], excluded: readonly string[]): string | null {
  if (found.length === 0 && excluded.length === 0) return null;
  const match = found.length > 0 ? `(${found.join(' AND ')})` : everyPost;
  // One NOT for all: a chain of them would be as deep as it is long, and the depth of an expression is limited.
  return excluded.length > 0 ? `${match} NOT (${excluded.join(' OR ')})` : match;
}

/** A term as a question about the key tokens of a post. */
interface KeyTest {
  token: string;
  isBeginning: boolean;
  negated: boolean;
}

/** Null for what the key tokens of a row do not tell: text, and findings, which take decoding. */
function keyTest(term: QueryTerm): KeyTest | null {
  if (term.type !== 'key' || term.name === 'finding') return null;
  const { negated } = term;
  const digits = term.name === 'phone' ? phoneDigits(term.value) : '';
  if (digits === '') return { token: keyToken(term.name, term.value), isBeginning: term.prefix, negated };
  const isBeginning = digits.length < 10 || term.prefix;
  return { token: keyToken('phone', isBeginning ? digits : phoneCore(digits)), isBeginning, negated };
}

function allHold(tests: readonly KeyTest[]): (keys: string) => boolean {
  const wanted = tests.map(({ token, isBeginning, negated }) => ({
    text: ` ${token}${isBeginning ? '' : ' '}`,
    negated,
  }));
  return (keys) => {
    const line = ` ${keys} `;
    return wanted.every(({ text, negated }) => line.includes(text) !== negated);
  };
}

/** What negations are subtracted from when nothing else is asked for: each post has one of the kinds. */
const everyPost = `(keys : (${kinds.map((kind) => quoted(keyToken('kind', kind))).join(' OR ')}))`;

/** The FTS5 expression of a term, in parentheses; null for terms that are no matter of the index. */
function indexExpression(term: QueryTerm): string | null {
  if (term.type === 'text') {
    if (!hasToken(term.text)) return null;
    return `(text : ${quoted(term.text)}${term.prefix ? ' *' : ''})`;
  }
  if (term.type !== 'key') return null;
  if (term.name === 'phone' && phoneDigits(term.value)) return phoneExpression(term);
  // A token that other values share, too, would exclude them as well.
  if (term.negated && keyColumns[term.name] && isCut(term.value)) return null;
  return `(keys : ${quoted(keyToken(term.name, term.value))}${term.prefix ? ' *' : ''})`;
}

/** A number is found with or without its country code; a few digits are taken as its beginning. */
function phoneExpression(term: QueryTerm & { type: 'key' }): string {
  const digits = phoneDigits(term.value);
  if (digits.length >= 10 && !term.prefix) return `(keys : ${quoted(keyToken('phone', phoneCore(digits)))})`;
  return `(keys : ${quoted(keyToken('phone', digits))} *)`;
}

/** Text without a letter or digit (an emoji, punctuation) has no token; it is looked for in the excerpt. */
function hasToken(text: string): boolean {
  return /[\p{L}\p{N}\p{Co}]/u.test(text);
}

const keyColumns: Partial<Record<KeyFilter, readonly string[]>> = {
  method: ['p.method'],
  code: ['p.code'],
  keyword: ['p.keyword'],
  ticket: ['p.ticket', 'p.custom_ticket'],
  status: ['p.status'],
};

/** Long values share a token with others of the same beginning, so the row has the last word. */
function addKeyCondition(plan: SearchPlan, term: QueryTerm & { type: 'key' }): void {
  const columns = keyColumns[term.name];
  if (columns === undefined || !isCut(term.value)) return;
  const value = foldKey(term.value);
  const compared = (column: string) => (term.prefix ? `instr(fold_key(${column}), ?) = 1` : `fold_key(${column}) = ?`);
  const any = columns.map((column) => `coalesce(${compared(column)}, 0)`).join(' OR ');
  plan.conditions.push(`${term.negated ? 'NOT ' : ''}(${any})`);
  for (const _ of columns) plan.parameters.push(value);
}

function isCut(value: string): boolean {
  return Buffer.byteLength(foldKey(value)) >= tokenValueBytes;
}

function addCondition(plan: SearchPlan, term: QueryTerm): void {
  const not = term.negated ? 'NOT ' : '';
  switch (term.type) {
    case 'key':
      addKeyCondition(plan, term);
      return;
    case 'text':
      plan.conditions.push(`${not}(instr(coalesce(p.excerpt, ''), ?) > 0)`);
      plan.parameters.push(term.text);
      return;
    case 'id':
      plan.conditions.push(`${not}(p.id = ?)`);
      plan.parameters.push(term.id);
      return;
    case 'is':
      plan.conditions.push(`${not}(${flagConditions[term.value]})`);
      if (term.value !== 'unread' && !term.negated) plan.isLed = true;
      return;
    case 'after':
    case 'before':
      addTime(plan, term);
      return;
    default:
  }
}

const flagConditions = {
  unread: 'coalesce(m.is_read, 0) = 0',
  // Sets, because few posts are in them: they lead to the rows, where a condition on each row would visit them all.
  pinned: 'p.id IN (SELECT post_id FROM marks WHERE pinned = 1)',
  replayed: 'p.id IN (SELECT post_id FROM replayed_posts)',
  forwarded: 'p.id IN (SELECT post_id FROM forwarded_posts)',
};

function addTime(plan: SearchPlan, term: QueryTerm & { type: 'after' | 'before' }): void {
  // "not after" is "before" and the reverse, so both ends can narrow the range of ids that is looked at.
  const isLower = (term.type === 'after') !== term.negated;
  plan.conditions.push(isLower ? 'p.received_at >= ?' : 'p.received_at < ?');
  plan.parameters.push(term.time);
  if (isLower) plan.from = Math.max(plan.from ?? term.time, term.time);
  else plan.to = Math.min(plan.to ?? term.time, term.time);
}

/** A string of FTS5: its tokens in a row are a phrase. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
