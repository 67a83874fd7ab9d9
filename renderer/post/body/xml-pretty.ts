import type { Sliced } from './slices.ts';
import { tagName, type XmlFault, type XmlToken, xmlTokens } from './xml-tokens.ts';

export interface PrettyXml {
  text: string;
  /** Where the text stops being well-formed. */
  fault: XmlFault | null;
  /** What its DOCTYPE would do if anybody let it. */
  doctype: 'plain' | 'entities' | null;
}

const mostIndent = 40;
const perSlice = 5000;

interface Read {
  tokens: XmlToken[];
  /** For opening tags: whether text stands directly inside. */
  mixed: Set<XmlToken>;
  fault: XmlFault | null;
}

/**
 * XML with a tag per line. An element with text in it stays as it came, because white space may count there. Only blanks
 * between tags are changed.
 */
export function* prettyXml(text: string): Sliced<PrettyXml> {
  const { tokens, mixed, fault } = yield* readAll(text);
  const pieces: string[] = [];
  let depth = 0;
  /** How many elements deep in text that stays as it came. */
  let kept = 0;
  let last: XmlToken | null = null;
  const line = () => {
    if (pieces.length > 0) pieces.push('\n', '  '.repeat(Math.min(depth, mostIndent)));
  };
  for (const token of tokens) {
    const source = text.slice(token.start, token.end);
    if (token.type === 'close') depth = Math.max(0, depth - 1);
    if (kept > 0) {
      pieces.push(source);
      if (token.type === 'open') kept += 1;
      else if (token.type === 'close') kept -= 1;
    } else if (token.type !== 'text' || source.trim() !== '') {
      if (!(token.type === 'close' && last?.type === 'open')) line();
      pieces.push(token.type === 'text' ? source.trim() : source);
      if (token.type === 'open' && mixed.has(token)) kept = 1;
      last = token;
    }
    if (token.type === 'open') depth += 1;
    if (token.type === 'close') last = token;
    if (pieces.length % perSlice === 0) yield 0.5 + token.end / text.length / 2;
  }
  const doctype = tokens.find((token) => token.type === 'doctype');
  return { text: pieces.join(''), fault, doctype: doctype ? doctypeOf(text, doctype) : null };
}

function doctypeOf(text: string, { start, end }: XmlToken): 'plain' | 'entities' {
  return text.slice(start, end).includes('<!ENTITY') ? 'entities' : 'plain';
}

/** All pieces, which elements hold text, and the first fault in how tags are nested. */
function* readAll(text: string): Sliced<Read> {
  const tokens: XmlToken[] = [];
  const mixed = new Set<XmlToken>();
  const stack: { token: XmlToken; name: string }[] = [];
  let fault: XmlFault | null = null;
  const work = xmlTokens(text);
  let step = work.next();
  for (; !step.done; step = work.next()) {
    const token = step.value;
    const top = stack.at(-1);
    tokens.push(token);
    if (token.type === 'open') stack.push({ token, name: tagName(text, token) });
    else if (token.type === 'close') {
      const name = tagName(text, token);
      if (top?.name !== name) {
        const open = top ? `<${top.name}> is open` : 'nothing is open';
        fault ??= { at: token.start, what: `</${name}> stands where ${open}` };
      }
      stack.pop();
    } else if (top && holdsText(text, token)) mixed.add(top.token);
    if (tokens.length % perSlice === 0) yield token.end / text.length / 2;
  }
  // What cannot be cut into pieces explains what stays open before it.
  const unclosed = stack.at(-1);
  const open = unclosed ? { at: unclosed.token.start, what: `<${unclosed.name}> is not closed` } : null;
  return { tokens, mixed, fault: fault ?? step.value ?? open };
}

function holdsText(text: string, { type, start, end }: XmlToken): boolean {
  return type === 'cdata' || type === 'broken' || (type === 'text' && text.slice(start, end).trim() !== '');
}
