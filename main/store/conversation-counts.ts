import type { Database } from 'better-sqlite3';
import { phoneDigits } from '../dialects/phone.ts';
import { type ConversationKey, conversationKey, keyToken } from './keys.ts';

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
  first_id: number;
  last_id: number;
}

/**
 * Keeps the table of conversations: how many posts each has, the first and the last of them, and the longest way in which the
 * number was written, which is the one with a country code.
 */
export function createConversationCounts(db: Database) {
  const put = db.prepare(
    `INSERT INTO conversations (phone, code, digits, posts, first_id, last_id)
     VALUES (@phone, @code, @digits, @posts, @first, @last)
     ON CONFLICT (phone, code) DO UPDATE SET
       digits = iif(length(excluded.digits) > length(digits), excluded.digits, digits), posts = posts + excluded.posts,
       first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id)`,
  );
  const get = db.prepare('SELECT posts, first_id, last_id FROM conversations WHERE phone = ? AND code = ?');
  const set = db.prepare('UPDATE conversations SET posts = ?, first_id = ?, last_id = ? WHERE phone = ? AND code = ?');
  const drop = db.prepare('DELETE FROM conversations WHERE phone = ? AND code = ?');
  const find = (order: 'ASC' | 'DESC') =>
    db.prepare(
      `SELECT p.id, p.phone, p.code FROM post_text t JOIN posts p ON p.id = t.rowid
       WHERE post_text MATCH ? AND t.rowid > CAST(? AS INTEGER) AND t.rowid < CAST(? AS INTEGER) ORDER BY t.rowid ${order}`,
    );
  const upwards = find('ASC');
  const downwards = find('DESC');
  const added = new Map<string, Added>();
  const removed = new Map<string, Removed>();

  /** The first post of a conversation in a stretch of ids, from either end. Its index is there: counting follows indexing. */
  function edge(
    key: ConversationKey,
    { statement, low, high }: { statement: typeof upwards; low: number; high: number },
  ) {
    const tokens = [keyToken('phone', key.phone)];
    if (key.code !== '') tokens.push(keyToken('code', key.code));
    const match = `keys : (${tokens.map((token) => `"${token}"`).join(' AND ')})`;
    for (const row of statement.iterate(match, low, high) as IterableIterator<Post>) {
      // Long values share a token, and a conversation without a code is found among those with one.
      const own = conversationKey(row.phone, row.code);
      if (own?.phone === key.phone && own.code === key.code) return row.id;
    }
    return null;
  }

  function takeOut({ phone, code, ids }: Removed): void {
    const key = conversationKey(phone, code);
    const known = key && (get.get(key.phone, key.code) as Bounds | undefined);
    if (!known) return;
    const posts = known.posts - ids.size;
    const { first_id: low, last_id: high } = known;
    const first = ids.has(low) ? edge(key, { statement: upwards, low, high: high + 1 }) : low;
    const last = ids.has(high) ? edge(key, { statement: downwards, low: low - 1, high }) : high;
    if (posts <= 0 || first === null || last === null) drop.run(key.phone, key.code);
    else set.run(posts, first, last, key.phone, key.code);
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
        if (key) put.run({ ...key, digits: phoneDigits(phone), ...counts });
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
