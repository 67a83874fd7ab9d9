import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { DecodedPost } from '../dialects/dialect.ts';
import { limits } from '../limits.ts';
import type { DecodePacked } from './decoding.ts';
import { createIntake, type IntakeBlock } from './intake.ts';
import { type PackedPost, unpack } from './packing.ts';

/** Posts that came together, as `pack` made them. */
export interface PostBlock {
  posts: number;
  block: ArrayBuffer;
}

export interface Appender {
  /**
   * Stores a block of posts in one transaction and returns the first of their consecutive ids. On return they are on
   * disk; if it throws, none of them is stored.
   */
  append(block: PostBlock): { firstId: number; count: number; visibleId: number };
  /** Makes rows of posts that a burst left in the intake, some of the oldest, in one transaction. Returns how many. */
  unfold(posts: number): number;
  /** The newest id ever given, deleted posts included. */
  readonly lastId: number;
  /** Posts up to here have their rows; those above are in the intake. */
  readonly visibleId: number;
  /** Posts in the intake, and their bytes. */
  readonly folded: { posts: number; bytes: number };
}

export interface AppenderOptions {
  db: Database;
  lastId: number;
  decode: DecodePacked;
  /** Told after the commit, so that the indexer need not decode again. */
  onStored(id: number, post: PackedPost, decoded: DecodedPost): void;
}

/** The accepting path of the store: what happens here happens before the platform gets its answer. */
export function createAppender({ db, lastId, decode, onStored }: AppenderOptions): Appender {
  const insert = db.prepare(
    `INSERT INTO posts (id, received_at, receive_ms, kind, dialect, endpoint, method, path, phone, code, keyword, ticket,
       custom_ticket, status, excerpt, response_status, via, findings, duplicate_of, digest, body_size, http_version,
       remote_address, target, headers, trailers, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const recent = recentDigests(db);
  const intake = createIntake(db);
  const pace = paceOver(limits.store.burstMs);
  let newest = lastId;

  function store(id: number, post: PackedPost): DecodedPost {
    const { decoded, endpoint } = decode(post);
    const { keys } = decoded;
    const comparable = decoded.fields.length > 0 || post.body.length > 0;
    const digest = comparable ? digestOf(post) : null;
    const duplicateOf = digest ? recent.see(digest, id) : null;
    insert.run(
      id,
      post.receivedAt,
      post.receiveMs,
      decoded.kind,
      decoded.dialect,
      endpoint,
      post.method,
      decoded.path,
      keys.phone,
      keys.code,
      keys.keyword,
      keys.ticket,
      keys.customTicket,
      keys.status,
      decoded.excerpt,
      post.responseStatus,
      post.via,
      decoded.findings.length + (duplicateOf === null ? 0 : 1),
      duplicateOf,
      digest,
      post.body.length,
      post.httpVersion,
      post.remoteAddress,
      post.target,
      post.headers,
      post.trailers,
      post.body,
    );
    return decoded;
  }

  function inTransaction(write: () => void): void {
    begin.run();
    try {
      write();
      commit.run();
    } catch (error) {
      recent.forget();
      if (db.inTransaction) rollback.run();
      throw error;
    }
    recent.keep();
  }

  function storeAtOnce({ firstId, block }: IntakeBlock): void {
    const posts = unpack(block);
    const decoded: DecodedPost[] = [];
    inTransaction(() => {
      for (const [i, post] of posts.entries()) decoded.push(store(firstId + i, post));
    });
    for (const [i, post] of posts.entries()) onStored(firstId + i, post, decoded[i] as DecodedPost);
  }

  /** Posts that come many at a time; large ones are not worth writing twice. Behind a post in the intake comes no other way. */
  function isBurst({ posts, block }: PostBlock): boolean {
    const isFast = pace(posts) >= limits.store.burstPosts;
    return intake.posts > 0 || (isFast && block.byteLength <= posts * limits.store.burstPostBytes);
  }

  return {
    get lastId() {
      return newest;
    },
    get visibleId() {
      return intake.firstId === null ? newest : intake.firstId - 1;
    },
    get folded() {
      return { posts: intake.posts, bytes: intake.bytes };
    },
    append(given) {
      const taken = { ...given, firstId: newest + 1 };
      if (isBurst(given)) intake.add(taken);
      else storeAtOnce(taken);
      newest += given.posts;
      return { firstId: taken.firstId, count: given.posts, visibleId: this.visibleId };
    },
    unfold(most) {
      const blocks = intake.oldest(most);
      if (blocks.length === 0) return 0;
      inTransaction(() => {
        for (const block of blocks) {
          // What decoding found is let go at once: there is more to come than the indexer could keep.
          for (const [i, post] of unpack(block.block).entries()) store(block.firstId + i, post);
          intake.remove(block);
        }
      });
      intake.taken(blocks);
      return blocks.reduce((sum, { posts }) => sum + posts, 0);
    },
  };
}

/** Counts what came in the current and in the last stretch of time, whichever is more. */
function paceOver(ms: number): (came: number) => number {
  let since = 0;
  let current = 0;
  let last = 0;
  return (came) => {
    const now = performance.now();
    if (now - since >= ms) {
      last = now - since < 2 * ms ? current : 0;
      since = now;
      current = 0;
    }
    current += came;
    return Math.max(current, last);
  };
}

/** Posts are duplicates when method, target and body are the same bytes; 8 bytes of SHA-256 stand for them. */
function digestOf(post: PackedPost): Buffer {
  return createHash('sha256')
    .update(`${post.method} ${post.target}\n`, 'latin1')
    .update(post.body)
    .digest()
    .subarray(0, 8);
}

/**
 * The digests of the newest posts. What a transaction adds counts for good only once it is committed. Those of an earlier run are read
 * by the first post, or soon after the start: thousands of them take longer than everything else that a start reads.
 */
function recentDigests(db: Database) {
  const window = limits.store.duplicateWindow;
  const exists = db.prepare('SELECT 1 FROM posts WHERE id = ?');
  const kept = new Map<string, number>();
  const added = new Map<string, number>();
  const newest = 'FROM posts WHERE id > (SELECT max(id) FROM posts) - ? AND digest IS NOT NULL';
  const stored = db.prepare(`SELECT id, digest ${newest} ORDER BY id`);
  // Damage among them shows at once, while the file may still be moved aside; to look takes a fraction of taking them over.
  db.prepare(`SELECT count(*) ${newest}`).get(window);
  let isRead = false;
  function read(): void {
    if (isRead || !db.open) return;
    isRead = true;
    for (const row of stored.all(window) as { id: number; digest: Buffer }[]) {
      kept.set(row.digest.toString('latin1'), row.id);
    }
  }
  const readSoon = (): void => {
    try {
      read();
    } catch {
      // What is wrong with the file is for the next post to say, which is answered with it.
      isRead = false;
    }
  };
  setTimeout(readSoon, limits.store.readDigestsAfterMs).unref();
  return {
    /** The earlier post with this digest, or null; from now on it is this one. */
    see(digest: Buffer, id: number): number | null {
      read();
      const key = digest.toString('latin1');
      const earlier = added.get(key) ?? kept.get(key);
      added.set(key, id);
      return earlier !== undefined && earlier > id - window && exists.get(earlier) ? earlier : null;
    },
    keep(): void {
      for (const [key, id] of added) {
        // Deleting first moves the key to the young end of the map.
        kept.delete(key);
        kept.set(key, id);
      }
      added.clear();
      for (const key of kept.keys()) {
        if (kept.size <= window) break;
        kept.delete(key);
      }
    },
    /** The transaction was not committed after all. */
    forget: () => added.clear(),
  };
}
