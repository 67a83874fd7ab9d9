import type { Database } from 'better-sqlite3';
import { phoneDigits } from '../dialects/phone.ts';
import { createConversationRemovals } from './conversation-removals.ts';
import { conversationKey } from './keys.ts';

interface Post {
  id: number;
  phone: string | null;
  code: string | null;
}

/** Posts with a number and a code as they are written; other spellings of the same conversation stand beside them. */
interface Added {
  phone: string;
  code: string | null;
  posts: number;
  first: number;
  last: number;
}

interface Removed {
  phone: string;
  code: string | null;
  ids: Set<number>;
}

/**
 * Keeps the table of conversations: how many posts each has, where they begin and end, and the longest way in which the
 * number was written, which is the one with a country code.
 */
export function createConversationCounts(db: Database) {
  const put = db.prepare(
    `INSERT INTO conversations (phone, code, digits, posts, first_id, last_id)
     VALUES (@phone, @code, @digits, @posts, @first, @last)
     ON CONFLICT (phone, code) DO UPDATE SET
       posts = posts + excluded.posts, first_id = min(first_id, excluded.first_id),
       last_id = max(last_id, excluded.last_id)`,
  );
  // Whatever is set, an index of it is written, also when it stays the same: what seldom changes has a statement of its own.
  const lengthen = db.prepare(
    `UPDATE conversations SET digits = @digits
     WHERE phone = @phone AND code = @code AND length(digits) < length(@digits)`,
  );
  const removals = createConversationRemovals(db);
  const added = new Map<string, Added>();
  const removed = new Map<string, Removed>();

  return {
    add({ id, phone, code }: Post): void {
      if (!phone) return;
      const name = nameOf(phone, code);
      const known = added.get(name);
      if (known) {
        known.posts++;
        known.last = id;
      } else added.set(name, { phone, code, posts: 1, first: id, last: id });
    },
    remove({ id, phone, code }: Post): void {
      if (!phone) return;
      const name = nameOf(phone, code);
      const known = removed.get(name);
      if (known) known.ids.add(id);
      else removed.set(name, { phone, code, ids: new Set([id]) });
    },
    write(): void {
      for (const { phone, code, ...counts } of added.values()) {
        const key = conversationKey(phone, code);
        if (!key) continue;
        const digits = phoneDigits(phone);
        put.run({ ...key, digits, ...counts });
        lengthen.run({ ...key, digits });
      }
      for (const { phone, code, ids } of removed.values()) {
        const key = conversationKey(phone, code);
        if (key) removals.remove(key, ids);
      }
    },
    settle: removals.settle,
    discard(): void {
      added.clear();
      removed.clear();
    },
  };
}

function nameOf(phone: string, code: string | null): string {
  return `${phone.length} ${phone} ${code ?? ''}`;
}
