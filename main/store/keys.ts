import type { FindingCode, KeyFilter, Kind } from '../../contract/index.ts';
import type { PostKeys } from '../dialects/dialect.ts';
import { phoneDigits } from '../dialects/phone.ts';

/**
 * Keys are found through the text index, too: each becomes one token, a letter for the key and its value in hexadecimal,
 * so that no tokenizer can split it and a beginning of the value is a beginning of the token. All begin with a character
 * for private use, which the tokenizer counts as a letter: the columns of the index share one list of terms, and a
 * beginning that somebody types must not run through millions of keys.
 */
const keyMark = '\u{e000}';

const letters: Record<KeyFilter, string> = {
  kind: 'k',
  phone: 'p',
  code: 'c',
  keyword: 'w',
  ticket: 't',
  status: 's',
  method: 'm',
  response: 'r',
  finding: 'f',
};

/** Longer values share a token with others of the same beginning; searches recheck the row. */
export const tokenValueBytes = 48;

/** National numbers are compared by so many digits, so that a missing or added country code does not hide a post. */
const nationalDigits = 10;

/** Case does not matter for keys, nor the blanks around them. */
export function foldKey(value: string): string {
  return value.trim().toLowerCase();
}

/** The token that stands for a key's value in the index. */
export function keyToken(name: KeyFilter, value: string): string {
  return `${keyMark}${letters[name]}${Buffer.from(foldKey(value), 'utf8').subarray(0, tokenValueBytes).toString('hex')}`;
}

/** What a phone number is compared by: its last ten digits; a short code stays whole. */
export function phoneCore(phone: string): string {
  return phoneDigits(phone).slice(-nationalDigits);
}

export interface Indexed {
  kind: Kind;
  method: string;
  responseStatus: number | null;
  keys: PostKeys;
  findings: readonly FindingCode[];
}

/** All key tokens of a post, separated by blanks. */
export function keyTokens(post: Indexed): string {
  const { keys } = post;
  const tokens = [keyToken('kind', post.kind), keyToken('method', post.method)];
  if (post.responseStatus !== null) tokens.push(keyToken('response', String(post.responseStatus)));
  if (keys.phone) {
    const digits = phoneDigits(keys.phone);
    if (digits) {
      tokens.push(keyToken('phone', digits));
      if (digits.length > nationalDigits) tokens.push(keyToken('phone', phoneCore(digits)));
    } else tokens.push(keyToken('phone', keys.phone));
  }
  if (keys.code) tokens.push(keyToken('code', keys.code));
  if (keys.keyword) tokens.push(keyToken('keyword', keys.keyword));
  if (keys.ticket) tokens.push(keyToken('ticket', keys.ticket));
  if (keys.customTicket) tokens.push(keyToken('ticket', keys.customTicket));
  if (keys.status) tokens.push(keyToken('status', keys.status));
  for (const code of new Set(post.findings)) tokens.push(keyToken('finding', code));
  return tokens.join(' ');
}

/** Marks posts to paths that no endpoint has. */
export const strayToken = `${keyMark}stray`;
