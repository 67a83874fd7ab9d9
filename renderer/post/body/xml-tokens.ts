/** One piece of an XML text. Joined, the pieces are the text. */
export interface XmlToken {
  type: 'open' | 'close' | 'empty' | 'text' | 'comment' | 'cdata' | 'instruction' | 'doctype' | 'broken';
  start: number;
  end: number;
}

export interface XmlFault {
  /** Offset in characters. */
  at: number;
  what: string;
}

const closers: readonly [opening: string, closing: string, type: XmlToken['type'], what: string][] = [
  ['<!--', '-->', 'comment', 'a comment is not closed'],
  ['<![CDATA[', ']]>', 'cdata', 'a CDATA section is not closed'],
  ['<?', '?>', 'instruction', 'a processing instruction is not closed'],
];

/**
 * Cuts XML into pieces and nothing more: no entity is expanded, no DTD is read, nothing is fetched. What begins like a tag
 * and does not end makes the rest one broken piece. Takes time in proportion to the text.
 */
export function* xmlTokens(text: string): Generator<XmlToken, XmlFault | null, void> {
  let at = 0;
  while (at < text.length) {
    const start = at;
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      at = next < 0 ? text.length : next;
      yield { type: 'text', start, end: at };
      continue;
    }
    const token = tokenAt(text, at);
    if ('what' in token) {
      yield { type: 'broken', start, end: text.length };
      return token;
    }
    at = token.end;
    yield token;
  }
  return null;
}

function tokenAt(text: string, start: number): XmlToken | XmlFault {
  for (const [opening, closing, type, what] of closers) {
    if (!text.startsWith(opening, start)) continue;
    const end = text.indexOf(closing, start + opening.length);
    return end < 0 ? { at: start, what } : { type, start, end: end + closing.length };
  }
  if (/^<!DOCTYPE/i.test(text.slice(start, start + 9))) {
    const end = doctypeEnd(text, start);
    return end < 0 ? { at: start, what: 'a DOCTYPE is not closed' } : { type: 'doctype', start, end };
  }
  const isClose = text[start + 1] === '/';
  const first = text.codePointAt(start + (isClose ? 2 : 1)) ?? 0;
  if (!isNameStart(first)) return { at: start, what: 'a "<" begins no tag' };
  const end = tagEnd(text, start);
  if (end < 0) return { at: start, what: 'a tag is not closed' };
  const type = isClose ? 'close' : text[end - 2] === '/' ? 'empty' : 'open';
  return { type, start, end };
}

/** Behind the ">" that ends a tag; those in quotes do not. -1 when there is none. */
function tagEnd(text: string, start: number): number {
  let quote = 0;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code === 62) return at + 1;
  }
  return -1;
}

/** Behind the ">" that ends a DOCTYPE, which may hold declarations in brackets, and quoted text in both. */
function doctypeEnd(text: string, start: number): number {
  let quote = 0;
  let depth = 0;
  for (let at = start + 9; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code === 91) depth += 1;
    else if (code === 93) depth -= 1;
    else if (code === 62 && depth <= 0) return at + 1;
  }
  return -1;
}

function isNameStart(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || code === 95 || code === 58 || code >= 0xc0;
}

/** The name of a tag. */
export function tagName(text: string, token: XmlToken): string {
  const from = token.start + (token.type === 'close' ? 2 : 1);
  let at = from;
  while (at < token.end && !/[\s/>]/.test(text[at] as string)) at += 1;
  return text.slice(from, at);
}
