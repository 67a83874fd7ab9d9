import type { Database } from 'better-sqlite3';
import { createConversationEdge } from './conversation-edge.ts';
import type { ConversationKey } from './keys.ts';

interface Bounds {
  posts: number;
  /** That of the first post, or, where that was removed, lower. */
  first_id: number;
  last_id: number;
}

interface Due extends ConversationKey {
  posts: number;
}

/**
 * Takes removed posts out of the table of conversations. A post touches a page anywhere in the file, so what only changes a number is
 * due first, in a small table beside it, and is done for many conversations at once in the order of their keys: several to a page.
 * Readers see `live_conversations`, which has done it already.
 */
export function createConversationRemovals(db: Database) {
  const get = db.prepare('SELECT posts, first_id, last_id FROM live_conversations WHERE phone = ? AND code = ?');
  const addDue = db.prepare(
    `INSERT INTO conversations_due (phone, code, posts) VALUES (?, ?, ?)
     ON CONFLICT (phone, code) DO UPDATE SET posts = posts + excluded.posts`,
  );
  const nextDue = db.prepare(
    'SELECT phone, code, posts FROM conversations_due WHERE (phone, code) > (?, ?) ORDER BY phone, code LIMIT ?',
  );
  const dropDue = db.prepare('DELETE FROM conversations_due WHERE phone = ? AND code = ?');
  // Whatever is set, an index of it is written, also when it stays the same.
  const takePosts = db.prepare('UPDATE conversations SET posts = posts - ? WHERE phone = ? AND code = ? AND posts > ?');
  const setLast = db.prepare('UPDATE conversations SET last_id = ? WHERE phone = ? AND code = ?');
  const drop = db.prepare('DELETE FROM conversations WHERE phone = ? AND code = ?');
  const edge = createConversationEdge(db);
  /** Up to here it was gone through in this pass. */
  let reached: ConversationKey | null = null;

  const dueBehind = (key: ConversationKey | null, most: number) =>
    nextDue.all(key?.phone ?? '', key?.code ?? '', most) as Due[];

  function settle({ phone, code, posts }: Due): void {
    if (takePosts.run(posts, phone, code, posts).changes === 0) drop.run(phone, code);
    dropDue.run(phone, code);
  }

  return {
    /** Takes posts out that were counted. */
    remove(key: ConversationKey, ids: ReadonlySet<number>): void {
      const known = get.get(key.phone, key.code) as Bounds | undefined;
      if (!known) return;
      addDue.run(key.phone, key.code, ids.size);
      // The first one is not looked for: retention takes the oldest, and would do so for each. Whoever needs it goes on from here.
      const { posts, first_id: from, last_id: to } = known;
      if (posts <= ids.size || !ids.has(to)) return;
      // Its place among the others changes, and that is where they are read from.
      const last = edge('last', key, { from, to });
      if (last !== null) setLast.run(last, key.phone, key.code);
      else {
        drop.run(key.phone, key.code);
        dropDue.run(key.phone, key.code);
      }
    },
    /** Brings up to so many conversations up to date, within a transaction; returns how many, 0 when none is due. */
    settle(most: number): number {
      let some = dueBehind(reached, most);
      // What became due behind where this pass had come begins the next one.
      if (some.length === 0 && reached) some = dueBehind(null, most);
      reached = some.at(-1) ?? null;
      for (const one of some) settle(one);
      return some.length;
    },
  };
}
