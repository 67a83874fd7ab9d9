import type { Database } from 'better-sqlite3';
import type { Settings } from '../../contract/index.ts';
import { notDue } from './due-texts.ts';
import { strayToken } from './keys.ts';
import { createOldPosts, type Found } from './old-posts.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Bytes of a row besides its body: request line, headers, keys. Only steers how much one slice takes. */
const rowBytes = 600;

/** What retention knows besides the settings. */
export interface RetentionState {
  /** Milliseconds since 1970. */
  now: number;
  /** Posts stored. */
  stored: number;
  /** Most ids in one slice. */
  most: number;
}

interface OldRow {
  id: number;
  body_size: number;
}

const found = (ids: number[]): Found => ({ ids, isLooking: false });

/**
 * Chooses the next posts that the retention settings let go, by count and by size those that were stored first. Pinned posts
 * stay, and do not count as posts kept: otherwise a folder of pins would leave no room for what comes in.
 */
export function retainable(db: Database): (settings: Settings, state: RetentionState) => Found {
  const pinned = 'SELECT post_id FROM marks WHERE pinned = 1';
  const oldest = db.prepare(`SELECT id, body_size FROM posts WHERE id NOT IN (${pinned}) ORDER BY id LIMIT ?`);
  const oldPosts = createOldPosts(db);
  const strays = db
    .prepare(
      `SELECT rowid FROM post_text WHERE post_text MATCH 'keys : ${strayToken}' AND rowid NOT IN (${pinned})
         AND ${notDue}
       ORDER BY rowid DESC LIMIT ? OFFSET ?`,
    )
    .pluck();
  const countPinned = db.prepare('SELECT count(*) FROM marks WHERE pinned = 1').pluck();

  function beyondCount(keepPosts: number | null, { stored, most }: RetentionState): number[] {
    if (keepPosts === null || stored <= keepPosts) return [];
    const surplus = stored - (countPinned.get() as number) - keepPosts;
    return surplus > 0 ? (oldest.all(Math.min(surplus, most)) as OldRow[]).map((row) => row.id) : [];
  }

  function beyondAge(keepDays: number | null, { now, most }: RetentionState): Found {
    return keepDays === null ? found([]) : oldPosts(now - keepDays * dayMs, most);
  }

  function beyondSize(keepBytes: number | null, { most }: RetentionState): number[] {
    if (keepBytes === null) return [];
    let surplus = usedBytes(db) - keepBytes;
    const ids: number[] = [];
    if (surplus <= 0) return ids;
    for (const row of oldest.all(most) as OldRow[]) {
      if (surplus <= 0) break;
      surplus -= row.body_size + rowBytes;
      ids.push(row.id);
    }
    return ids;
  }

  return (settings, state) => {
    const ids = beyondCount(settings.keepPosts, state);
    if (ids.length > 0) return found(ids);
    const old = beyondAge(settings.keepDays, state);
    if (old.ids.length > 0 || old.isLooking) return old;
    const large = beyondSize(settings.keepBytes, state);
    if (large.length > 0) return found(large);
    return found(strays.all(state.most, settings.keepStrays) as number[]);
  };
}

/** Bytes of the file that hold data; pages that are free for reuse do not count. */
function usedBytes(db: Database): number {
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}
