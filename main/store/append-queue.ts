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
  'queuedPosts' | 'queuedBytes' | 'batchPosts' | 'batchBytes' | 'gatherFrom' | 'gatherTo' | 'gatherMs',
  number
>;

/**
 * Group commit: while the writer thread commits one batch, the posts that come form the next, so a slow disk makes batches
 * larger instead of the queue longer. What may wait is bounded; above that posts are refused rather than memory grown.
 */
export function createAppendQueue(options: {
  /** Stores a block in one transaction. */
  commit(block: PostBlock): Promise<{ firstId: number; count: number }>;
  /** A post found no room; makes the error it is refused with. */
  refuse(problem: string): Error;
  bounds?: QueueBounds | undefined;
}): AppendQueue {
  const bounds = options.bounds ?? limits.store;
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let committing = false;
  let gathering: { wanted: number; go(): void } | null = null;
  let idleWaiters: (() => void)[] = [];

  function takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { size } of waiting) {
      if (count > 0 && (count >= bounds.batchPosts || bytes + size > bounds.batchBytes)) break;
      bytes += size;
      count++;
    }
    const batch = count === waiting.length ? waiting : waiting.slice(0, count);
    waiting = count === waiting.length ? [] : waiting.slice(count);
    waitingBytes -= bytes;
    return batch;
  }

  /**
   * A commit costs the same for many. When few came while the last one ran, the senders that it answered are waited for, who send
   * again within a moment; until as many are here as took part in the last round. A post that comes alone waits for nobody.
   */
  function gather(lastBatch: number): Promise<void> | null {
    const { gatherFrom, gatherTo, gatherMs } = bounds;
    const wanted = Math.min(lastBatch + waiting.length, gatherTo);
    if (lastBatch < gatherFrom || waiting.length >= wanted) return null;
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
    while (waiting.length > 0 || lastBatch >= bounds.gatherFrom) {
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
      if (waiting.length >= bounds.queuedPosts || (waiting.length > 0 && waitingBytes + size > bounds.queuedBytes)) {
        const message = `${waiting.length} posts wait for the disk, as many as Tapline holds in memory. Wait, or use a faster disk; Tapline goes on by itself.`;
        return Promise.reject(options.refuse(message));
      }
      return new Promise((resolve, reject) => {
        waiting.push({ post, texts, size, resolve, reject });
        waitingBytes += size;
        if (gathering && waiting.length >= gathering.wanted) gathering.go();
        if (!committing) void run();
      });
    },
    idle() {
      if (!committing && waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => idleWaiters.push(resolve));
    },
    get crowded() {
      return waiting.length > bounds.queuedPosts / 2 || waitingBytes > bounds.queuedBytes / 2;
    },
  };
}
