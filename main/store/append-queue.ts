import { limits } from '../limits.ts';
import type { PostBlock } from './appender.ts';
import { pack, packedSize, packTexts } from './packing.ts';
import type { CapturedPost } from './types.ts';

interface Waiting {
  post: CapturedPost;
  texts: string;
  size: number;
  resolve(id: number): void;
  reject(error: Error): void;
}

/** Posts that wait, the oldest first, and how many bytes of them one commit takes. */
interface Line {
  posts: Waiting[];
  readonly mostBytes: number;
}

export interface AppendQueue {
  /** Resolves with the id after the commit. @throws TaplineError STORAGE_FAILED */
  append(post: CapturedPost): Promise<number>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  /** True while more than half of what may wait does. */
  readonly crowded: boolean;
}

/** What may wait and what one commit takes; bytes are those of the packed posts. */
export type QueueBounds = Record<
  | 'queuedPosts'
  | 'queuedBytes'
  | 'batchPosts'
  | 'batchBytes'
  | 'largePostBytes'
  | 'largeBatchBytes'
  | 'gatherFrom'
  | 'gatherTo'
  | 'gatherMs',
  number
>;

/**
 * Group commit: while the writer thread commits one batch, the posts that come form the next, so a slow disk makes batches
 * larger instead of the queue longer. What may wait is bounded; above that posts are refused rather than memory grown. Large posts
 * take turns with all others: whoever sends a small one waits for the commit of one of them, not of all that came before.
 */
export function createAppendQueue(options: {
  /** Stores a block in one transaction. */
  commit(block: PostBlock): Promise<{ firstId: number; count: number }>;
  /** A post found no room; makes the error it is refused with. */
  refuse(problem: string): Error;
  bounds?: QueueBounds | undefined;
}): AppendQueue {
  const bounds = options.bounds ?? limits.store;
  const small: Line = { posts: [], mostBytes: bounds.batchBytes };
  const large: Line = { posts: [], mostBytes: bounds.largeBatchBytes };
  let waitingBytes = 0;
  /** Whose turn it was last. */
  let served = large;
  let committing = false;
  let gathering: { wanted: number; go(): void } | null = null;
  let idleWaiters: (() => void)[] = [];

  const inLine = () => small.posts.length + large.posts.length;

  function takeBatch(): Waiting[] {
    const next = served === small ? large : small;
    if (next.posts.length > 0) served = next;
    const { posts, mostBytes } = served;
    let bytes = 0;
    let count = 0;
    for (const { size } of posts) {
      if (count > 0 && (count >= bounds.batchPosts || bytes + size > mostBytes)) break;
      bytes += size;
      count++;
    }
    const batch = count === posts.length ? posts : posts.slice(0, count);
    served.posts = count === posts.length ? [] : posts.slice(count);
    waitingBytes -= bytes;
    return batch;
  }

  /**
   * A commit costs the same for many. When few came while the last one ran, the senders that it answered are waited for, who send
   * again within a moment; until as many are here as took part in the last round. A post that comes alone waits for nobody.
   */
  function gather(lastBatch: number): Promise<void> | null {
    const { gatherFrom, gatherTo, gatherMs } = bounds;
    const wanted = Math.min(lastBatch + inLine(), gatherTo);
    if (lastBatch < gatherFrom || inLine() >= wanted) return null;
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        gathering = null;
        resolve();
      };
      const timer = setTimeout(go, gatherMs);
      gathering = { wanted, go };
    });
  }

  async function run(): Promise<void> {
    committing = true;
    let lastBatch = 0;
    while (inLine() > 0 || lastBatch >= bounds.gatherFrom) {
      const company = gather(lastBatch);
      if (company) await company;
      const batch = takeBatch();
      lastBatch = batch.length;
      if (lastBatch === 0) break;
      try {
        const block = pack(
          batch.map((entry) => entry.post),
          batch.map((entry) => entry.texts),
        );
        const { firstId } = await options.commit({ posts: batch.length, block });
        for (let i = 0; i < batch.length; i++) (batch[i] as Waiting).resolve(firstId + i);
      } catch (error) {
        for (const entry of batch) entry.reject(error as Error);
      }
    }
    committing = false;
    for (const resolve of idleWaiters) resolve();
    idleWaiters = [];
  }

  return {
    append(post) {
      const texts = packTexts(post);
      const size = packedSize(post, texts);
      if (inLine() >= bounds.queuedPosts || (inLine() > 0 && waitingBytes + size > bounds.queuedBytes)) {
        const message = `${inLine()} posts wait for the disk, as many as Tapline holds in memory. Wait, or use a faster disk; Tapline goes on by itself.`;
        return Promise.reject(options.refuse(message));
      }
      return new Promise((resolve, reject) => {
        (size > bounds.largePostBytes ? large : small).posts.push({ post, texts, size, resolve, reject });
        waitingBytes += size;
        if (gathering && inLine() >= gathering.wanted) gathering.go();
        if (!committing) void run();
      });
    },
    idle() {
      if (!committing && inLine() === 0) return Promise.resolve();
      return new Promise((resolve) => idleWaiters.push(resolve));
    },
    get crowded() {
      return inLine() > bounds.queuedPosts / 2 || waitingBytes > bounds.queuedBytes / 2;
    },
  };
}
