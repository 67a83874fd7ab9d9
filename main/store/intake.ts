import type { Database } from 'better-sqlite3';

/** A block of posts as it came from the accepting side, with the ids that were given to them. */
export interface IntakeBlock {
  firstId: number;
  posts: number;
  /** What `pack` made. */
  block: ArrayBuffer;
}

export interface Intake {
  /** Stores a block in one transaction; on return it is on disk. */
  add(block: IntakeBlock): void;
  /** The oldest blocks, at least one where there is one, until they hold so many posts. */
  oldest(posts: number): IntakeBlock[];
  /** Within the caller's transaction; `taken` says that it was committed. */
  remove(block: IntakeBlock): void;
  /** These blocks are gone for good. */
  taken(blocks: readonly IntakeBlock[]): void;
  /** The id of the oldest post in here, or null. */
  readonly firstId: number | null;
  readonly posts: number;
  readonly bytes: number;
}

interface Row {
  first_id: number;
  posts: number;
  block: Buffer;
}

/**
 * Where the posts of a burst are stored first: one row for all posts of a commit, as the accepting side packed them, undecoded.
 * That costs the writer a tenth of a row for each post, and a post in here is as safe as one in `posts`. The rows of `posts` are
 * made from it when there is time, or when somebody looks.
 */
export function createIntake(db: Database): Intake {
  const insert = db.prepare('INSERT INTO intake (first_id, posts, block) VALUES (?, ?, ?)');
  const read = db.prepare('SELECT first_id, posts, block FROM intake ORDER BY first_id');
  const erase = db.prepare('DELETE FROM intake WHERE first_id = ?');
  const first = db.prepare('SELECT min(first_id) FROM intake').pluck();
  const sizes = db.prepare(
    'SELECT min(first_id) AS firstId, coalesce(sum(posts), 0) AS posts, coalesce(sum(length(block)), 0) AS bytes FROM intake',
  );
  // A start after a kill, or after a burst that had no time left.
  let { firstId, posts, bytes } = sizes.get() as { firstId: number | null; posts: number; bytes: number };

  return {
    get firstId() {
      return firstId;
    },
    get posts() {
      return posts;
    },
    get bytes() {
      return bytes;
    },
    add(block) {
      insert.run(block.firstId, block.posts, Buffer.from(block.block));
      firstId ??= block.firstId;
      posts += block.posts;
      bytes += block.block.byteLength;
    },
    oldest(wanted) {
      const blocks: IntakeBlock[] = [];
      let found = 0;
      for (const row of read.iterate() as IterableIterator<Row>) {
        if (found >= wanted) break;
        // The buffer may be a part of a larger one.
        const { buffer, byteOffset, byteLength } = row.block;
        const block = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
        blocks.push({ firstId: row.first_id, posts: row.posts, block });
        found += row.posts;
      }
      return blocks;
    },
    remove: (block) => void erase.run(block.firstId),
    taken(blocks) {
      for (const block of blocks) {
        posts -= block.posts;
        bytes -= block.block.byteLength;
      }
      firstId = posts === 0 ? null : (first.get() as number);
    },
  };
}
