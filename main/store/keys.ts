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

/** The folded value that a token stands for; null for a token that long values share. */
export function tokenValue(token: string): string | null {
  const bytes = Buffer.from(token.slice(keyMark.length + 1), 'hex');
  return bytes.length < tokenValueBytes ? bytes.toString('utf8') : null;
}

/** What a phone number is compared by: its last ten digits; a short code stays whole. */
export function phoneCore(phone: string): string {
  return phoneDigits(phone).slice(-nationalDigits);
}

/** What makes posts one conversation: the number as it is compared, and the code without case (empty for none). */
export interface ConversationKey {
  phone: string;
  code: string;
}

/** The conversation of a post with this number and code; null without a number. */
export function conversationKey(phone: string | null, code: string | null): ConversationKey | null {
  if (!phone) return null;
  return { phone: phoneCore(phone) || foldKey(phone), code: foldKey(code ?? '') };
}

/** The key as one string, no two keys alike. */
export function conversationName({ phone, code }: ConversationKey): string {
  return `${phone.length} ${phone} ${code}`;
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

/** Text that sorts behind everything that begins with `prefix`. */
export function endOf(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}
