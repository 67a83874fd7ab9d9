import type { Database } from 'better-sqlite3';
import { type ConversationKey, conversationKey, keyToken } from './keys.ts';

interface Row {
  id: number;
  phone: string | null;
  code: string | null;
}

/** Finds the first and the last indexed post of a conversation in a stretch of ids. */
export function createConversationEdge(db: Database) {
  const find = (order: 'ASC' | 'DESC') =>
    db.prepare(
      `SELECT p.id, p.phone, p.code FROM post_text t JOIN posts p ON p.id = t.rowid
       WHERE post_text MATCH ? AND t.rowid >= CAST(? AS INTEGER) AND t.rowid <= CAST(? AS INTEGER) ORDER BY t.rowid ${order}`,
    );
  const statements = { first: find('ASC'), last: find('DESC') };

  /** @returns the id of the post, or null where the index has none from `from` to `to` */
  return (which: 'first' | 'last', key: ConversationKey, { from, to }: { from: number; to: number }): number | null => {
    const tokens = [keyToken('phone', key.phone)];
    if (key.code !== '') tokens.push(keyToken('code', key.code));
    const match = `keys : (${tokens.map((token) => `"${token}"`).join(' AND ')})`;
    for (const row of statements[which].iterate(match, from, to) as IterableIterator<Row>) {
      // Long values share a token, and a conversation without a code is found among those with one.
      const own = conversationKey(row.phone, row.code);
      if (own?.phone === key.phone && own.code === key.code) return row.id;
    }
    return null;
  };
}
