import {
  type FilterName,
  filterNames,
  flagValues,
  kinds,
  parseQuery,
  type QueryToken,
  queryTokens,
} from '../../contract/index.ts';
import { presetNames, presetRange, queryTime } from './dates.ts';
import { termOf } from './edit-query.ts';

/** What stands at the caret and can be completed: a filter's name, or its value. */
export type Place =
  | { type: 'name'; token: QueryToken; typed: string }
  | { type: 'value'; token: QueryToken; name: FilterName; typed: string };

/** Something to put in the place of what is typed. */
export interface Completion {
  /** The term to write, without its minus. */
  term: string;
  /** True when the term is a name that its value has yet to follow. */
  isName: boolean;
  /** Key of its explanation among the texts; null when it explains itself. */
  hint: string | null;
  /** How many posts have it; null when it is not known. */
  count: number | null;
}

/** Finds what can be completed at the caret; null where nothing can. */
export function placeAt(text: string, caret: number): Place | null {
  const token = queryTokens(text).find((each) => each.start < caret && caret <= each.end);
  if (!token || (token.closed && caret < token.end)) return null;
  if (token.name === null) {
    return token.quoted || !/^[A-Za-z]+$/.test(token.value) ? null : { type: 'name', token, typed: token.value };
  }
  const name = nameOf(token);
  if (name === null || caret < token.valueStart || (token.quoted && token.closed)) return null;
  return { type: 'value', token, name, typed: token.value };
}

/** What can be offered without asking anybody. Values that only the posts know are asked for elsewhere. */
export function knownCompletions(place: Place, now: number): Completion[] {
  const typed = place.typed.toLowerCase();
  if (place.type === 'name') {
    return filterNames
      .filter((name) => name.startsWith(typed))
      .map((name) => ({ term: `${name}:`, isName: true, hint: name, count: null }));
  }
  const { name } = place;
  if (name === 'after' || name === 'before') {
    return presetNames
      .map((preset) => ({ preset, value: queryTime(presetRange(preset, now).after ?? now) }))
      .filter(({ value }) => value.startsWith(place.typed) && value !== place.typed)
      .map(({ preset, value }) => ({ term: `${name}:${value}`, isName: false, hint: preset, count: null }));
  }
  return (optionsOf(name) ?? [])
    .filter((value) => value.startsWith(typed) && value !== typed)
    .map((value) => ({ term: `${name}:${value}`, isName: false, hint: value, count: null }));
}

/** Completions from the values that posts have. */
export function valueCompletions(
  place: Place & { type: 'value' },
  values: readonly { value: string; count: number }[],
): Completion[] {
  const completions = values.flatMap(({ value, count }) => {
    const term = termOf({ name: place.name, value });
    return term === null ? [] : [{ term, isName: false, hint: null, count, value }];
  });
  const [only] = completions;
  if (completions.length === 1 && only?.value.toLowerCase() === place.typed.toLowerCase()) return [];
  return completions.map(({ value: _, ...completion }) => completion);
}

/** Puts a completion in its place. */
export function withCompletion(text: string, place: Place, completion: Completion): { text: string; caret: number } {
  const { token } = place;
  const head = `${text.slice(0, token.start)}${token.negated ? '-' : ''}${completion.term}`;
  const tail = text.slice(token.end);
  if (completion.isName) return { text: head + tail, caret: head.length };
  return { text: `${head} ${tail.trimStart()}`, caret: head.length + 1 };
}

/**
 * Leaves out a term at the end that is only half typed, so that typing it neither fails nor empties the list.
 * @returns the text as it is when nothing is half typed
 */
export function withoutUnfinished(text: string): string {
  const last = queryTokens(text).at(-1);
  return last && last.end === text.length && isUnfinished(last, text) ? text.slice(0, last.start) : text;
}

function isUnfinished(token: QueryToken, text: string): boolean {
  if (!token.closed || text.slice(token.start) === '-') return true;
  const name = nameOf(token);
  if (name === null) return false;
  if (token.value === '') return true;
  if (name === 'after' || name === 'before') {
    return /^[\dTZ:.+-]*$/.test(token.value) && !parseQuery(text.slice(token.start)).ok;
  }
  const typed = token.value.toLowerCase();
  return optionsOf(name)?.some((option) => option.startsWith(typed) && option !== typed) ?? false;
}

function optionsOf(name: FilterName): readonly string[] | null {
  if (name === 'kind') return kinds;
  return name === 'is' ? flagValues : null;
}

function nameOf(token: QueryToken): FilterName | null {
  const typed = token.name?.toLowerCase();
  return filterNames.find((name) => name === typed) ?? null;
}
