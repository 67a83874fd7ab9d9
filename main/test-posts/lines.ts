/** A connection that a test post has to itself. */
export interface Line {
  /** Aborted when it is to hang up. */
  signal: AbortSignal;
  /** The post is stored: the line only waits for an answer, and gives way when another is wanted. */
  arrived(): void;
  /** It is free again. */
  over(): void;
}

/** Sees to it that test posts do not open more connections than there may be. */
export interface Lines {
  /** Waits for a line. Once all are closed, lines are aborted from the start. */
  take(): Promise<Line>;
  /** Hangs up all, and all to come. */
  close(): void;
}

interface Taken {
  hangUp: AbortController;
  isWaiting: boolean;
}

/** @param most lines at a time */
export function createLines(most: number): Lines {
  const taken = new Set<Taken>();
  let closed = false;
  let { promise: moved, resolve: move } = Promise.withResolvers<void>();

  function somethingMoved(): void {
    move();
    ({ promise: moved, resolve: move } = Promise.withResolvers<void>());
  }

  return {
    async take() {
      while (taken.size >= most && !closed) {
        const waiting = [...taken].find((one) => one.isWaiting);
        if (waiting) {
          taken.delete(waiting);
          waiting.hangUp.abort();
        } else await moved;
      }
      const line: Taken = { hangUp: new AbortController(), isWaiting: false };
      if (closed) line.hangUp.abort();
      taken.add(line);
      return {
        signal: line.hangUp.signal,
        arrived() {
          line.isWaiting = true;
          somethingMoved();
        },
        over() {
          taken.delete(line);
          somethingMoved();
        },
      };
    },
    close() {
      closed = true;
      for (const { hangUp } of taken) hangUp.abort();
      somethingMoved();
    },
  };
}
