import { parseQuery } from '../../contract/index.ts';

/** A stretch of a text, by character offsets. */
export interface TextRange {
  start: number;
  end: number;
}

/** Finds what to mark in a text; the stretches are in order and apart. */
export type Highlighter = (text: string) => TextRange[];

type Needle = { words: string[]; prefix: boolean } | { literal: string };

/** More of a text than this is not looked at. */
const searchedChars = 200_000;

// What the index takes for a word: letters, digits, private and unknown characters; the accents in the second set go on with
// a word and are left out of it. See the tokenizer unicode61 of SQLite's FTS5.
const accents = '\\u0300-\\u0304\\u0306-\\u030c\\u030f\\u0311\\u031b\\u0323-\\u0328\\u032d\\u032e\\u0330\\u0331';
const letters = '\\p{L}\\p{N}\\p{Co}\\p{Cn}';
const word = new RegExp(`[${letters}][${letters}${accents}]*`, 'gu');
const accent = new RegExp(`[${accents}]`, 'gu');

/**
 * Makes what marks the words, phrases and beginnings of a query, case and accents folded as the index folds them.
 * @returns null when there is nothing to mark: no text is asked for, or the query is wrong
 */
export function createHighlighter(query: string): Highlighter | null {
  const needles = needlesOf(query);
  if (needles.length === 0) return null;
  return (text) => merged(needles.flatMap((needle) => rangesOf(text.slice(0, searchedChars), needle)));
}

/** Cuts a text at the ends of the stretches to mark; joined, the pieces are the text. */
export function markedPieces(text: string, ranges: readonly TextRange[]): { text: string; marked: boolean }[] {
  const pieces: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    if (start > at) pieces.push({ text: text.slice(at, start), marked: false });
    if (end > start) pieces.push({ text: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}

/** The stretches that lie in a part of the text, counted from where the part begins. */
export function within(ranges: readonly TextRange[], part: TextRange): TextRange[] {
  return ranges.flatMap(({ start, end }) => {
    const cut = { start: Math.max(start, part.start) - part.start, end: Math.min(end, part.end) - part.start };
    return cut.end > cut.start ? [cut] : [];
  });
}

function needlesOf(query: string): Needle[] {
  const parsed = parseQuery(query);
  if (!parsed.ok) return [];
  return parsed.terms.flatMap((term): Needle[] => {
    if (term.type !== 'text' || term.negated) return [];
    const words = wordsOf(term.text).map((each) => each.folded);
    return [words.length > 0 ? { words, prefix: term.prefix } : { literal: term.text }];
  });
}

function rangesOf(text: string, needle: Needle): TextRange[] {
  const ranges: TextRange[] = [];
  if ('literal' in needle) {
    const { literal } = needle;
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
      ranges.push({ start: at, end: at + literal.length });
    }
    return ranges;
  }
  const found = wordsOf(text);
  const last = needle.words.length - 1;
  for (let from = 0; from + last < found.length; from++) {
    const fits = needle.words.every((wanted, index) => {
      const folded = found[from + index]?.folded ?? '';
      return needle.prefix && index === last ? folded.startsWith(wanted) : folded === wanted;
    });
    const [first, end] = [found[from], found[from + last]];
    if (fits && first && end) ranges.push({ start: first.start, end: end.end });
  }
  return ranges;
}

function wordsOf(text: string): (TextRange & { folded: string })[] {
  return [...text.matchAll(word)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    folded: fold(match[0]),
  }));
}

/** Letters that are written otherwise in some places and mean another. */
const twins: Record<string, string> = { ς: 'σ', µ: 'μ', ſ: 's' };

/** Accents are taken from the letters a to z alone, as in the index: in other scripts they make other letters. */
function fold(text: string): string {
  let folded = '';
  for (const character of text.replace(accent, '')) {
    const plain = character.normalize('NFD');
    const twin = twins[character];
    folded += twin ?? (/^[A-Za-z]/.test(plain) ? plain.charAt(0) : character).toLowerCase();
  }
  return folded;
}

function merged(ranges: TextRange[]): TextRange[] {
  const apart: TextRange[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const before = apart.at(-1);
    if (before && range.start < before.end) before.end = Math.max(before.end, range.end);
    else apart.push({ ...range });
  }
  return apart;
}
