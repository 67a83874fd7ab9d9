import type { Database } from 'better-sqlite3';
import type { FacetName, Kind } from '../../contract/index.ts';
import { createConversationCounts } from './conversation-counts.ts';
import { foldKey } from './keys.ts';

/** What of a post is counted. */
export interface CountedRow {
  id: number;
  received_at: number;
  kind: Kind;
  method: string;
  phone: string | null;
  code: string | null;
  keyword: string | null;
  status: string | null;
  response_status: number | null;
}

export const countedColumns = 'id, received_at, kind, method, phone, code, keyword, status, response_status';

/** Values of these are counted: few of each, and asked for all the time. */
export type CountedName = FacetName | 'method';

export interface Counters {
  /** Takes a post in, with the codes of its findings. */
  add(row: CountedRow, codes: readonly string[]): void;
  /** Takes out a post that was counted. Its row may be deleted already. */
  remove(row: CountedRow): void;
  /** Writes what was taken in and out since the last call; belongs into the transaction that moves the watermark. */
  write(): void;
  /** Takes removed posts out of the table of conversations, for up to so many of these at once; returns how many, 0 when none is due. */
  settle(most: number): number;
  /** The transaction was not committed after all. */
  discard(): void;
}

interface Change {
  name: CountedName;
  value: string;
  posts: number;
}

/** The values of a post that are counted, by name. */
export function* countedValues(
  row: CountedRow,
  codes: readonly string[],
): Generator<[CountedName, string], void, void> {
  yield ['kind', row.kind];
  yield ['method', row.method];
  if (row.status) yield ['status', row.status];
  if (row.keyword) yield ['keyword', row.keyword];
  if (row.code) yield ['code', row.code];
  if (row.response_status !== null) yield ['response', String(row.response_status)];
  for (const code of new Set(codes)) yield ['finding', code];
}

/**
 * Counts posts by value, minute and conversation, so that nobody has to count rows. Changes are gathered and written
 * together: a step of the indexer touches each counter once.
 */
export function createCounters(db: Database): Counters {
  const putValue = db.prepare(
    `INSERT INTO value_counts (name, folded, value, posts) VALUES (@name, @folded, @value, @posts)
     ON CONFLICT (name, folded) DO UPDATE SET posts = posts + excluded.posts`,
  );
  const dropValue = db.prepare('DELETE FROM value_counts WHERE name = @name AND folded = @folded AND posts <= 0');
  const putMinute = db.prepare('UPDATE minutes SET posts = posts + ? WHERE minute = ?');
  const putFindings = db.prepare('INSERT OR REPLACE INTO post_findings (post_id, codes) VALUES (?, ?)');
  const findings = db.prepare('SELECT codes FROM post_findings WHERE post_id = ?').pluck();
  const dropFindings = db.prepare('DELETE FROM post_findings WHERE post_id = ?');
  const conversations = createConversationCounts(db);
  const values = new Map<string, Change>();
  const minutes = new Map<number, number>();

  function change(row: CountedRow, codes: readonly string[], posts: 1 | -1): void {
    for (const [name, value] of countedValues(row, codes)) {
      // Folded once for all posts of a step, when it is written.
      const key = `${name} ${value}`;
      const known = values.get(key);
      if (known) known.posts += posts;
      else values.set(key, { name, value, posts });
    }
    const minute = Math.floor(row.received_at / 60_000);
    minutes.set(minute, (minutes.get(minute) ?? 0) + posts);
  }

  function discard(): void {
    values.clear();
    minutes.clear();
    conversations.discard();
  }

  return {
    add(row, codes) {
      change(row, codes, 1);
      conversations.add(row);
      if (codes.length > 0) putFindings.run(row.id, [...new Set(codes)].join(' '));
    },
    remove(row) {
      const codes = findings.get(row.id) as string | undefined;
      if (codes !== undefined) dropFindings.run(row.id);
      change(row, codes?.split(' ') ?? [], -1);
      conversations.remove(row);
    },
    write() {
      for (const { name, value, posts } of values.values()) {
        const folded = foldKey(value);
        if (posts !== 0) putValue.run({ name, folded, value, posts });
        if (posts < 0) dropValue.run({ name, folded });
      }
      for (const [minute, posts] of minutes) if (posts !== 0) putMinute.run(posts, minute);
      conversations.write();
      discard();
    },
    settle: conversations.settle,
    discard,
  };
}
