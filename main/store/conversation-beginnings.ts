import type { Database } from 'better-sqlite3';
import { phoneDigits } from '../dialects/phone.ts';
import { limits } from '../limits.ts';
import { type ConversationKey, conversationName, endOf, foldKey } from './keys.ts';

/** A row of the table of conversations. */
export interface Counted extends ConversationKey {
  posts: number;
  first_id: number;
  last_id: number;
}

/** Bounds of what begins with some text: as text, and as digits of a number. Nothing lies between two equal bounds. */
export interface Beginning {
  text: string;
  textEnd: string;
  digits: string;
  digitsEnd: string;
}

/** A number is found with or without its country code, however it is written. Null stands for everything. */
export function beginningOf(prefix: string): Beginning | null {
  const text = foldKey(prefix);
  if (text === '') return null;
  const digits = /^[\d\s()+./-]+$/.test(text) ? phoneDigits(text) : '';
  return { text, textEnd: endOf(text), digits, digitsEnd: digits && endOf(digits) };
}

/** Whether it is among what the bounds enclose. */
export function begins(one: ConversationKey & { digits: string }, { text, digits }: Beginning): boolean {
  if (one.phone.startsWith(text) || one.code.startsWith(text)) return true;
  return digits !== '' && (one.phone.startsWith(digits) || one.digits.startsWith(digits));
}

/** Finds conversations by the beginning of a number or a code. */
export function createBeginnings(db: Database) {
  const code = db.prepare("SELECT 1 FROM value_counts WHERE name = 'code' AND folded >= ? AND folded < ? LIMIT 1");
  const columns = 'phone, code, posts, first_id, last_id';
  const byPhone = db.prepare(`SELECT ${columns} FROM live_conversations WHERE phone >= ? AND phone < ? LIMIT ?`);
  const byDigits = db.prepare(`SELECT ${columns} FROM live_conversations WHERE digits >= ? AND digits < ? LIMIT ?`);
  // The index has all that is asked for, so that the rows of other numbers are not visited.
  const newest = db.prepare(
    `SELECT phone, code FROM conversations INDEXED BY conversations_newest
     WHERE last_id < @before AND (
       (phone >= @text AND phone < @textEnd) OR (code >= @text AND code < @textEnd) OR
       (phone >= @digits AND phone < @digitsEnd) OR (digits >= @digits AND digits < @digitsEnd))
     ORDER BY last_id DESC`,
  );

  /** All whose number begins like that; null when there are too many to take them all. */
  function phones({ text, textEnd, digits, digitsEnd }: Beginning): Counted[] | null {
    const most = limits.store.gatheredConversations;
    const found = new Map<string, Counted>();
    for (const [statement, from, to] of [
      [byPhone, text, textEnd],
      [byPhone, digits, digitsEnd],
      [byDigits, digits, digitsEnd],
    ] as const) {
      if (from === to) continue;
      const rows = statement.all(from, to, most) as Counted[];
      if (rows.length === most) return null;
      for (const row of rows) found.set(conversationName(row), row);
    }
    return [...found.values()];
  }

  return {
    phones,
    /** All that begin like that, in no order; null when they are better looked for from the newest on. */
    few: (wanted: Beginning): Counted[] | null => (code.get(wanted.text, wanted.textEnd) ? null : phones(wanted)),
    /** Those that begin like that, the one with the newest post first, and among them some whose posts were all removed. */
    newest: (wanted: Beginning, before: number) =>
      newest.iterate({ ...wanted, before }) as IterableIterator<ConversationKey>,
  };
}
