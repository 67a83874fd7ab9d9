/** One stretch of a value: plain text, or one character that the eye would miss. */
export interface Piece {
  text: string;
  /** Sign shown in place of the character; null for plain text. */
  sign: string | null;
  /** What the character is, for the tooltip and for screen readers; null for plain text. */
  label: string | null;
}

const named: Record<string, [sign: string, label: string]> = {
  '\t': ['⇥', 'tab'],
  '\n': ['↵', 'line feed'],
  '\r': ['␍', 'carriage return'],
  '\u007f': ['␡', 'delete'],
  '\u00a0': ['⍽', 'no-break space'],
  '\u00ad': ['SHY', 'soft hyphen'],
  '\u200b': ['ZWSP', 'zero width space'],
  '\u200c': ['ZWNJ', 'zero width non-joiner'],
  '\u200e': ['LRM', 'left-to-right mark'],
  '\u200f': ['RLM', 'right-to-left mark'],
  '\u2028': ['LS', 'line separator'],
  '\u2029': ['PS', 'paragraph separator'],
  '\u202a': ['LRE', 'left-to-right embedding'],
  '\u202b': ['RLE', 'right-to-left embedding'],
  '\u202c': ['PDF', 'pop directional formatting'],
  '\u202d': ['LRO', 'left-to-right override'],
  '\u202e': ['RLO', 'right-to-left override'],
  '\u2060': ['WJ', 'word joiner'],
  '\u2066': ['LRI', 'left-to-right isolate'],
  '\u2067': ['RLI', 'right-to-left isolate'],
  '\u2068': ['FSI', 'first strong isolate'],
  '\u2069': ['PDI', 'pop directional isolate'],
  '\ufeff': ['BOM', 'byte order mark'],
  '\ufffd': ['\ufffd', 'bytes that are no UTF-8'],
};

// Zero width joiners stay as they are: emoji are made of them. Spaces count where they begin or end the value, or are several in a row.
const odd =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /^ +| +$| {2,}|[\u0000-\u001f\u007f-\u009f\u00a0\u00ad\u1680\u2000-\u200c\u200e\u200f\u2028-\u202f\u205f\u2060\u2066-\u2069\u3000\ufeff\ufffd]/gu;

/** Splits a value so that control characters and odd blanks can be drawn as visible signs. Joined, the texts are the value. */
export function visiblePieces(value: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of value.matchAll(odd)) {
    if (match.index > from) pieces.push(plain(value.slice(from, match.index)));
    pieces.push(signFor(match[0]));
    from = match.index + match[0].length;
  }
  if (from < value.length) pieces.push(plain(value.slice(from)));
  return pieces;
}

function plain(text: string): Piece {
  return { text, sign: null, label: null };
}

function signFor(text: string): Piece {
  if (text.startsWith(' ')) {
    return { text, sign: '·'.repeat(text.length), label: text.length === 1 ? 'blank' : `${text.length} blanks` };
  }
  const known = named[text];
  if (known) return { text, sign: known[0], label: known[1] };
  const code = text.codePointAt(0) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code < 0x20) return { text, sign: String.fromCharCode(0x2400 + code), label: `control character ${hex}` };
  return { text, sign: hex, label: `character ${hex}` };
}
