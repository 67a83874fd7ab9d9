/** A request as it is stored. */
export interface RawRow {
  target: string;
  headers: string;
  body: Buffer;
}

/** The words of a text as they would stand in an ordinary form; empty where any of it could be written in another way. */
export function plainWords(text: string): string[] {
  if (/[^ -~]/.test(text)) return [];
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The one content type whose words stand in the bytes as they are read. Names and values of headers take turns, a line each. */
const form =
  /(^|\n)content-type\napplication\/x-www-form-urlencoded\s*(;\s*charset="?(utf-8|us-ascii|iso-8859-1)"?\s*)?(\n|$)/i;
const typeOrCoding = /(^|\n)content-(type|encoding|transfer-encoding)\n/gi;

/** Bytes beyond printable ASCII, and letters, digits or a further `%` that are written as `%XX`. */
const hidden = /[^ -~\n]|%(25|3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]|[89a-f])/i;

/**
 * Whether a request may hold all of these words, by a look at its bytes: false only when one of them is certainly missing. It
 * costs a tenth of decoding, and most requests do not have what is searched for.
 * @param words as `plainWords` gives them
 */
export function mayHold({ target, headers, body }: RawRow, words: readonly string[]): boolean {
  const text = `${target}\n${headers}\n${body.toString('latin1')}`;
  const folded = text.toLowerCase();
  if (words.every((word) => folded.includes(word)) || hidden.test(text)) return true;
  return body.length > 0 && !(form.test(headers) && headers.match(typeOrCoding)?.length === 1);
}
