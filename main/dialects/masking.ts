import type { ByteRange, Field, SecretRanges } from '../../contract/index.ts';
import { asBuffer } from './bytes.ts';
import { mask } from './findings.ts';
import { plainName } from './spelling.ts';

/**
 * Where the credentials of a post stand, sorted and apart. What of the body was not decoded is searched for what looks like
 * `name=value`, `"name": "value"` or `<name>value</name>`. A body with a credential that no single range holds (inside a
 * compressed one) is covered whole.
 * @param names from secretFieldNames
 */
export function secretRanges(
  post: { fields: readonly Field[]; body: Uint8Array },
  names: ReadonlySet<string>,
): SecretRanges {
  const query: ByteRange[] = [];
  const body: ByteRange[] = [];
  let decodedEnd = 0;
  for (const field of post.fields) {
    const inQuery = field.source === 'query';
    if (!inQuery && field.range) decodedEnd = Math.max(decodedEnd, field.range.end);
    if (!field.secret || (!field.value && field.part === null)) continue;
    if (field.range) (inQuery ? query : body).push({ ...field.range });
    else if (!inQuery) return { query, body: [{ start: 0, end: post.body.length }] };
  }
  const rest = asBuffer(post.body).subarray(decodedEnd).toString('latin1');
  for (const { start, end } of secretsInText(rest, names)) {
    body.push({ start: decodedEnd + start, end: decodedEnd + end });
  }
  return { query: joinRanges(query), body: joinRanges(body) };
}

/**
 * The bytes with each range replaced by "••••••" in UTF-8. Double quotes at both ends of a range stay, so that masked JSON
 * is still JSON.
 */
export function maskBytes(bytes: Uint8Array, ranges: readonly ByteRange[]): Buffer {
  const all = asBuffer(bytes);
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end } of joinRanges(ranges, all.length)) {
    const quotes = end - start >= 2 && all[start] === 0x22 && all[end - 1] === 0x22;
    pieces.push(all.subarray(at, start), Buffer.from(quotes ? `"${mask}"` : mask));
    at = end;
  }
  pieces.push(all.subarray(at));
  return Buffer.concat(pieces);
}

/** True when text of unknown form seems to hold a credential. */
export function holdsSecret(text: string, names: ReadonlySet<string>): boolean {
  return secretsInText(text, names).length > 0;
}

const words = /[A-Za-z][\w-]{1,63}/g;

/** Values behind secret names in text of unknown form. */
function secretsInText(text: string, names: ReadonlySet<string>): ByteRange[] {
  const found: ByteRange[] = [];
  words.lastIndex = 0;
  for (let word = words.exec(text); word; word = words.exec(text)) {
    if (!names.has(plainName(word[0]))) continue;
    const range = valueBehind(text, word.index + word[0].length);
    if (!range) continue;
    found.push(range);
    words.lastIndex = range.end;
  }
  return found;
}

const beforeValue = /["']?\s{0,8}([=:>])\s{0,8}(["']?)/y;
/** How far a value reaches, by what stands before it. A header-like value has blanks in it, others have not. */
const reach = { '"': /[^"]+/y, "'": /[^']+/y, '>': /[^<]+/y, ':': /[^\r\n"'<>&,;{}\]]+/y, '=': /[^\s"'<>&,;{}\]]+/y };

function valueBehind(text: string, from: number): ByteRange | null {
  beforeValue.lastIndex = from;
  const before = beforeValue.exec(text);
  if (!before) return null;
  const inside = reach[(before[2] || before[1]) as keyof typeof reach];
  inside.lastIndex = from + before[0].length;
  const value = inside.exec(text);
  return value ? { start: value.index, end: value.index + value[0].length } : null;
}

/**
 * Ranges in order, overlapping ones as one, empty ones left out.
 * @param size bytes there are; what reaches beyond is cut
 */
export function joinRanges(ranges: readonly ByteRange[], size = Number.POSITIVE_INFINITY): ByteRange[] {
  const joined: ByteRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const start = Math.max(0, range.start);
    const end = Math.min(size, range.end);
    const last = joined.at(-1);
    if (end <= start) continue;
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}
