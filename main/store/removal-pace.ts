import { limits } from '../limits.ts';

/**
 * What a slice of removal should take, in milliseconds: posts wait for it. How many posts go in that time
 * differs by a factor of ten between machines, and with the size of their bodies.
 */
const sliceMs = 8;
const leastRows = 10;

/**
 * While posts come, the rest behind a slice is so many times as long: they and the index have the disk meanwhile. A removed post writes 6 to 11 KB
 * in all, what is done later for many at once included (docs/performance.md); at this pace that is 20 to 25 MB in a second, which leaves a slow disk
 * room for commits.
 */
const restShare = 6;

/** How much is removed at a time, and how often. */
export interface RemovalPace {
  /** Posts that the next slice takes at most. */
  readonly rows: number;
  /** A slice took so many milliseconds. */
  took(ms: number): void;
  /** How long to rest behind so many milliseconds of work: not at all when no post came since this was asked last. */
  rest(ms: number): number;
}

/** @param lastId the newest id given */
export function createRemovalPace(lastId: () => number): RemovalPace {
  let rows: number = leastRows;
  let seen = lastId();
  return {
    get rows() {
      return rows;
    },
    took(ms) {
      // A slow slice halves the next one or more; a fast one makes it grow slowly, since one in a few is slow by accident.
      const fitting = Math.floor((rows * sliceMs) / ms);
      const next = fitting < rows ? fitting : rows + Math.ceil(rows / 4);
      rows = Math.min(limits.store.deleteRows, Math.max(leastRows, next));
    },
    rest(ms) {
      const newest = lastId();
      const isBusy = newest > seen;
      seen = newest;
      return isBusy ? restShare * ms : 0;
    },
  };
}
