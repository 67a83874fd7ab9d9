const anyEnd = /\r\n|\n|\r/;

/** The text as a text area holds it, where every line ends with LF alone. */
export function withPlainEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/**
 * What a text becomes by being typed over in a text area: lines that were not touched end as they did, and new ones as the lines
 * around them.
 *
 * @param before the text as it was, with its own line ends
 * @param typed what the text area holds now
 * @param original the text that editing began with; its first line end is the one for new lines
 */
export function withEndsOf(before: string, typed: string, original: string): string {
  if (typed === withPlainEnds(original)) return original;
  const end = anyEnd.exec(original)?.[0] ?? '\n';
  // Each line end is one sign in the text area, whatever it is in the text: compared piece by piece, both have the same length.
  const old = before.match(/\r\n|[\s\S]/g) ?? [];
  const plain = old.map((piece) => (anyEnd.test(piece) ? '\n' : piece));
  const shortest = Math.min(plain.length, typed.length);
  let head = 0;
  while (head < shortest && plain[head] === typed[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && plain[plain.length - 1 - tail] === typed[typed.length - 1 - tail]) tail += 1;
  const middle = typed.slice(head, typed.length - tail).replaceAll('\n', end);
  const after = old.slice(0, head).join('') + middle + old.slice(old.length - tail).join('');
  // A CR and a LF that ended a line each may have come together, and would end one.
  return withPlainEnds(after) === typed ? after : typed.replaceAll('\n', end);
}
