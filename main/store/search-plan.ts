import { type KeyFilter, parseQuery, type QueryTerm } from '../../contract/index.ts';
import { phoneDigits } from '../dialects/phone.ts';
import { TaplineError } from '../errors.ts';
import { foldKey, keyToken, phoneCore } from './keys.ts';

/** A query, ready for SQLite: what the text index finds, and what is checked on each row it finds. */
export interface SearchPlan {
  /** FTS5 expression, or null when nothing has to be found through the index. */
  match: string | null;
  /** FTS5 expressions of which none may match; used when there is no `match` to subtract them from. */
  excluded: string[];
  /** SQL conditions over p (posts) and m (marks), with their parameters in order. */
  conditions: string[];
  parameters: (string | number)[];
  /** Bounds of `received_at`, milliseconds: `from` inclusive, `to` exclusive. */
  from: number | null;
  to: number | null;
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
  const plan: SearchPlan = { match: null, excluded: [], conditions: [], parameters: [], from: null, to: null };
  const found: string[] = [];
  for (const term of terms) {
    const expression = indexExpression(term);
    if (expression === null) addCondition(plan, term);
    else if (term.negated) plan.excluded.push(expression);
    else {
      found.push(expression);
      addRecheck(plan, term);
    }
  }
  if (found.length > 0) {
    plan.match = [found.join(' AND '), ...plan.excluded].join(' NOT ');
    plan.excluded = [];
  }
  return plan;
}

/** The FTS5 expression of a term, in parentheses; null for terms that are no matter of the index. */
function indexExpression(term: QueryTerm): string | null {
  if (term.type === 'text') {
    if (!hasToken(term.text)) return null;
    return `(text : ${quoted(term.text)}${term.prefix ? ' *' : ''})`;
  }
  if (term.type !== 'key') return null;
  if (term.name === 'phone' && phoneDigits(term.value)) return phoneExpression(term);
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
  code: ['p.code'],
  keyword: ['p.keyword'],
  ticket: ['p.ticket', 'p.custom_ticket'],
  status: ['p.status'],
};

/** Long values share a token with others of the same beginning, so the row has the last word. */
function addRecheck(plan: SearchPlan, term: QueryTerm): void {
  if (term.type !== 'key' || term.prefix) return;
  const columns = keyColumns[term.name];
  if (columns === undefined) return;
  plan.conditions.push(`(${columns.map((column) => `fold_key(${column}) = ?`).join(' OR ')})`);
  for (const _ of columns) plan.parameters.push(foldKey(term.value));
}

function addCondition(plan: SearchPlan, term: QueryTerm): void {
  const not = term.negated ? 'NOT ' : '';
  switch (term.type) {
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
  pinned: 'coalesce(m.pinned, 0) = 1',
  replayed: "EXISTS (SELECT 1 FROM deliveries d WHERE d.post_id = p.id AND d.origin = 'replay')",
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
