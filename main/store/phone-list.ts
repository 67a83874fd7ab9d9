import type { Database } from 'better-sqlite3';
import type { ValueCount } from '../../contract/index.ts';
import { phoneDigits } from '../dialects/phone.ts';
import { limits } from '../limits.ts';
import { type Beginning, beginningOf, begins, type Counted, createBeginnings } from './conversation-beginnings.ts';
import { conversationKey } from './keys.ts';
import type { Watch } from './stopwatch.ts';

interface PhoneCount {
  count: number;
  /** Its newest post. */
  last: number;
}

/** Lists numbers by how many posts they have, out of the table of conversations. */
export function createPhoneList(options: { db: Database; counted(): number; watch: Watch }) {
  const { db, counted, watch } = options;
  const beginning = createBeginnings(db);
  const newest = db.prepare('SELECT phone FROM conversations ORDER BY last_id DESC LIMIT ?').pluck();
  const one = db.prepare('SELECT sum(posts) AS count, max(last_id) AS last FROM live_conversations WHERE phone = ?');
  const recent = db.prepare('SELECT id, phone FROM posts WHERE id > ? AND phone IS NOT NULL ORDER BY id DESC');
  const written = db.prepare('SELECT phone FROM posts WHERE id = ?').pluck();

  /** Numbers of the table that begin like that; of very many, those that were heard of last. */
  function numbers(wanted: Beginning | null): Map<string, PhoneCount> {
    const all: Counted[] | null = wanted && beginning.phones(wanted);
    const found = new Map<string, PhoneCount>();
    for (const { phone, posts, last_id: id } of all ?? []) {
      const known = found.get(phone);
      found.set(phone, { count: posts + (known?.count ?? 0), last: Math.max(id, known?.last ?? 0) });
    }
    if (all) return found;
    const most = limits.store.completedValues;
    const recently = wanted
      ? phonesOf(beginning.newest(wanted, Number.MAX_SAFE_INTEGER))
      : (newest.all(most) as string[]);
    for (const phone of recently) {
      if (found.size === most) break;
      if (found.has(phone)) continue;
      const counts = one.get(phone) as PhoneCount | { count: null; last: null };
      // The posts of some were all removed.
      if (counts.count !== null) found.set(phone, counts);
    }
    return found;
  }

  return (prefix: string, limit: number): ValueCount[] => {
    const wanted = beginningOf(prefix);
    const found = numbers(wanted);
    const isOver = watch();
    for (const row of recent.iterate(counted()) as IterableIterator<{ id: number; phone: string }>) {
      if (isOver()) break;
      const phone = conversationKey(row.phone, null)?.phone ?? '';
      if (wanted && !begins({ phone, code: '', digits: phoneDigits(row.phone) }, wanted)) continue;
      const known = found.get(phone) ?? (one.get(phone) as { count: number | null; last: number | null });
      found.set(phone, { count: (known.count ?? 0) + 1, last: Math.max(known.last ?? 0, row.id) });
    }
    return [...found.values()]
      .sort((a, b) => b.count - a.count || b.last - a.last)
      .slice(0, limit)
      .map(({ count, last }) => ({ value: written.get(last) as string, count }));
  };
}

function* phonesOf(conversations: Iterable<{ phone: string }>): Generator<string, void, void> {
  for (const { phone } of conversations) yield phone;
}
