import type { Database } from 'better-sqlite3';
import { limits } from '../limits.ts';
import type { Counters } from './counters.ts';
import { createDueTexts } from './due-texts.ts';
import { createRemovalPace, type RemovalPace } from './removal-pace.ts';

export interface DueRemovals {
  /** A post was removed; belongs into that transaction. */
  add(id: number): void;
  /** So many posts were removed, and that was committed. */
  added(posts: number): void;
  /** True when so much is due that it comes before more removals; then until nothing is due any more. */
  readonly isPressing: boolean;
  /** False when nothing is due. */
  readonly isAny: boolean;
  /** One slice of what is due, in a transaction; false when nothing was. */
  settle(): boolean;
}

/**
 * What a removed post leaves to be done: its conversation's number of posts and its entries in the text index, each on a page anywhere in the
 * file. It is done for thousands of posts at once, in the order in which it lies there, so that a page is written once for
 * several posts instead of once for each.
 */
export function createDueRemovals(options: { db: Database; counters: Counters; lastId(): number }): DueRemovals {
  const { db, counters, lastId } = options;
  const texts = createDueTexts(db);
  const parts = [
    { settle: counters.settle, pace: createRemovalPace(lastId) },
    { settle: texts.settle, pace: createRemovalPace(lastId) },
  ];
  const isLeft = db
    .prepare('SELECT EXISTS (SELECT 1 FROM texts_due) OR EXISTS (SELECT 1 FROM conversations_due)')
    .pluck();
  // How much an earlier run left is not worth counting: it is done first.
  let due = isLeft.get() === 1 ? limits.store.dueRemovals : 0;
  let isPressing = due > 0;

  const settleSome = db.transaction(({ settle, pace }: { settle(most: number): number; pace: RemovalPace }) =>
    settle(pace.rows),
  );

  return {
    add: texts.add,
    added(posts) {
      due += posts;
      isPressing ||= due >= limits.store.dueRemovals;
    },
    get isPressing() {
      return isPressing;
    },
    get isAny() {
      return due > 0;
    },
    settle() {
      for (const part of parts) {
        const began = performance.now();
        if (settleSome.immediate(part) === 0) continue;
        part.pace.took(performance.now() - began);
        return true;
      }
      due = 0;
      isPressing = false;
      return false;
    },
  };
}
