import { endsWord, stringEnd } from './json-nodes.ts';
import type { Sliced } from './slices.ts';

/** Deeper levels are indented no further, or the indentation would outgrow the text. */
const mostIndent = 40;
const perSlice = 20_000;

/** JSON with a value per line. Every text and number stays as it is spelled; damaged JSON is laid out as far as it goes. */
export function* prettyJson(text: string): Sliced<string> {
  const pieces: string[] = [];
  let depth = 0;
  let at = 0;
  let next = perSlice;
  let empty = false;
  const line = () => pieces.push('\n', '  '.repeat(Math.min(depth, mostIndent)));
  while (at < text.length) {
    if (pieces.length > next) {
      next = pieces.length + perSlice;
      yield at / text.length;
    }
    const char = text[at] as string;
    if (char === '{' || char === '[') {
      if (empty) line();
      pieces.push(char);
      depth += 1;
      empty = true;
      at += 1;
    } else if (char === '}' || char === ']') {
      depth = Math.max(0, depth - 1);
      if (!empty) line();
      pieces.push(char);
      empty = false;
      at += 1;
    } else if (char === ',') {
      pieces.push(char);
      line();
      at += 1;
    } else if (char === ':') {
      pieces.push(': ');
      at += 1;
    } else if (text.charCodeAt(at) <= 32) {
      at += 1;
    } else {
      if (empty) line();
      empty = false;
      const end = char === '"' ? stringEnd(text, at) : wordEnd(text, at);
      pieces.push(text.slice(at, end));
      at = end;
    }
  }
  return pieces.join('');
}

function wordEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && !endsWord(text.charCodeAt(at))) at += 1;
  return at;
}
