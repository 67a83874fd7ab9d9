import { limits } from '../limits.ts';

/**
 * Text as one visible line: runs of blanks and of characters that break or turn a line (control characters, line
 * separators, bidirectional overrides) become one space. Stops reading as soon as the line is full.
 * @param max length in UTF-16 units; a longer text ends in "…"
 */
export function flatten(text: string, max: number = limits.dialects.excerptChars): string {
  let line = '';
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    if (!isBlank(text.charCodeAt(at))) {
      if (start < 0) start = at;
      if (line.length + at - start > max + 1) break;
      continue;
    }
    if (start >= 0) {
      line += `${text.slice(start, at)} `;
      start = -1;
      if (line.length > max + 1) return cut(line, max);
    }
  }
  if (start >= 0) line += text.slice(start, start + max + 2);
  return line.trimEnd().length > max ? cut(line, max) : line.trimEnd();
}

/** The same, or null when nothing visible is left. */
export function excerptOf(text: string | null): string | null {
  return text === null ? null : flatten(text) || null;
}

function cut(line: string, max: number): string {
  const last = line.charCodeAt(max - 2);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${line.slice(0, splitsPair ? max - 2 : max - 1).trimEnd()}…`;
}

function isBlank(code: number): boolean {
  if (code < 0x7f) return code <= 32;
  if (code <= 0xa0) return true;
  if (code < 0x1680) return code === 0x061c;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x2060 && code <= 0x2069) ||
    (code >= 0x200b && code <= 0x200f && code !== 0x200d) ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}
