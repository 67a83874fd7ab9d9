import { type FilterName, type QueryToken, queryTokens } from '../../contract/index.ts';

/** A filter as a menu knows it. */
export interface Filter {
  name: FilterName;
  value: string;
}

/** One value that a query asks for, or excludes. */
export interface ChosenValue {
  value: string;
  negated: boolean;
}

/** A post has one value for each of these: asking for two of them would match nothing. */
const severalValues: readonly string[] = ['finding', 'ticket', 'is'];

/**
 * Writes a filter the way a query says it, quoted where it must be.
 * @returns null when no query can say this value
 */
export function termOf({ name, value }: Filter, negated = false): string | null {
  if (value.trim() === '' || value.startsWith('"')) return null;
  const mustQuote = /\s|^\/\/|.\*$/.test(value);
  if (mustQuote && value.includes('"')) return null;
  return `${negated ? '-' : ''}${name}:${mustQuote ? `"${value}"` : value}`;
}

/** The values that a query gives for a filter, in order. Beginnings (`status:se*`) are none. */
export function chosenValues(text: string, name: FilterName): ChosenValue[] {
  return queryTokens(text)
    .filter((token) => isOf(token, name) && token.closed && (token.quoted || !/.\*$/.test(token.value)))
    .map(({ value, negated }) => ({ value, negated }));
}

/**
 * Adds a filter, or takes it away when it is there already. The opposite of it goes; so does another value where a post can
 * have one only.
 * @param negated true = posts with this value are excluded
 */
export function toggleFilter(text: string, filter: Filter, negated = false): string {
  const term = termOf(filter, negated);
  if (term === null) return text;
  const tokens = queryTokens(text);
  const same = tokens.filter((token) => isOf(token, filter.name) && fold(token.value) === fold(filter.value));
  if (same.some((token) => token.negated === negated)) return withoutTokens(text, same);
  const rivals = tokens.filter(
    (token) =>
      isOf(token, filter.name) && !token.negated && !negated && !severalValues.includes(filter.name) && token.closed,
  );
  return insertTerm(withoutTokens(text, [...same, ...rivals]), term);
}

/** The query without what it says about a filter: what that filter's values are counted among. */
export function withoutFilter(text: string, name: FilterName): string {
  return withoutTokens(
    text,
    queryTokens(text).filter((token) => isOf(token, name)),
  );
}

/** Replaces all that a query says about time. */
export function withDates(text: string, dates: { after: string | null; before: string | null }): string {
  let next = withoutDates(text);
  if (dates.after !== null) next = insertTerm(next, `after:${dates.after}`);
  if (dates.before !== null) next = insertTerm(next, `before:${dates.before}`);
  return next;
}

/** The query without what it says about time. */
export function withoutDates(text: string): string {
  return withoutTokens(
    text,
    queryTokens(text).filter((token) => isOf(token, 'after') || isOf(token, 'before')),
  );
}

/** Takes terms away, and the blanks that kept them apart. */
export function withoutTokens(text: string, gone: readonly QueryToken[]): string {
  if (gone.length === 0) return text;
  const starts = new Set(gone.map((token) => token.start));
  const tokens = queryTokens(text);
  const left = tokens.filter((token) => !starts.has(token.start));
  const joined = left.map((token) => text.slice(token.start, token.end)).join(' ');
  const last = left.at(-1);
  // A word that comes to stand at the end was finished; a blank keeps it so.
  const isFinished = last !== undefined && last.name === null && !last.quoted && last !== tokens.at(-1);
  return isFinished || (joined !== '' && /\s$/.test(text)) ? `${joined} ` : joined;
}

/** Adds a term at the end, but in front of what is still being typed there. */
function insertTerm(text: string, term: string): string {
  const last = queryTokens(text).at(-1);
  if (last && (isOpenWord(last, text) || !last.closed)) {
    return `${text.slice(0, last.start)}${term} ${text.slice(last.start)}`;
  }
  return text.trim() === '' ? term : `${text.trimEnd()} ${term}`;
}

function isOpenWord(token: QueryToken, text: string): boolean {
  return token.name === null && !token.quoted && token.end === text.length;
}

function isOf(token: QueryToken, name: FilterName): boolean {
  return token.name?.toLowerCase() === name;
}

/** Values are compared as the index compares them. */
function fold(value: string): string {
  return value.trim().toLowerCase();
}
