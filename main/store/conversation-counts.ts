import type { Database } from 'better-sqlite3';
import { phoneDigits } from '../dialects/phone.ts';
import { createConversationEdge } from './conversation-edge.ts';
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

interface Bounds {
  posts: number;
  /** That of the first post, or, where that was removed, lower. */
  first_id: number;
  last_id: number;
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
  const get = db.prepare('SELECT posts, first_id, last_id FROM conversations WHERE phone = ? AND code = ?');
  const setPosts = db.prepare('UPDATE conversations SET posts = ? WHERE phone = ? AND code = ?');
  const setLast = db.prepare('UPDATE conversations SET last_id = ? WHERE phone = ? AND code = ?');
  const drop = db.prepare('DELETE FROM conversations WHERE phone = ? AND code = ?');
  const edge = createConversationEdge(db);
  const added = new Map<string, Added>();
  const removed = new Map<string, Removed>();

  function takeOut({ phone, code, ids }: Removed): void {
    const key = conversationKey(phone, code);
    const known = key && (get.get(key.phone, key.code) as Bounds | undefined);
    if (!known) return;
    const posts = known.posts - ids.size;
    const { first_id: from, last_id: to } = known;
    // The first one is not looked for: retention takes the oldest, and would do so for each. Whoever needs it goes on from here.
    const last = posts > 0 && ids.has(to) ? edge('last', key, { from, to }) : to;
    if (posts <= 0 || last === null) {
      drop.run(key.phone, key.code);
      return;
    }
    setPosts.run(posts, key.phone, key.code);
    if (last !== to) setLast.run(last, key.phone, key.code);
  }

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
      for (const one of removed.values()) takeOut(one);
    },
    discard(): void {
      added.clear();
      removed.clear();
    },
  };
}

function nameOf(phone: string, code: string | null): string {
  return `${phone.length} ${phone} ${code ?? ''}`;
}
