/** Hands values on without haste. */
export interface Paced<T> {
  /** The first value after a quiet moment is handed on at once; of those that follow, the newest now and then. */
  tell(value: T): void;
  /** Forgets the value that waits: a newer one came another way. */
  drop(): void;
}

/**
 * Numbers that change with every post need not be drawn for every post.
 * @param everyMs least time between two values, in milliseconds
 */
export function paced<T>(everyMs: number, handOn: (value: T) => void): Paced<T> {
  let waiting: { value: T } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const rest = () => {
    timer = setTimeout(() => {
      timer = null;
      if (!waiting) return;
      const { value } = waiting;
      waiting = null;
      rest();
      handOn(value);
    }, everyMs);
  };
  return {
    tell(value) {
      if (timer !== null) {
        waiting = { value };
        return;
      }
      rest();
      handOn(value);
    },
    drop() {
      waiting = null;
    },
  };
}
