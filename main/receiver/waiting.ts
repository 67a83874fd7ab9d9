/** Answers that are held back for a time. Closing ends all of it, in the order in which it began. */
export interface Waiting {
  /**
   * Calls `act` once: after that time, or when the waiting is ended (at once when it was already).
   * @param ms milliseconds
   * @returns the way out, for when nobody waits any more
   */
  start(ms: number, act: () => void): () => void;
  end(): void;
}

/** @param most how many may wait; of more, the oldest is ended */
export function createWaiting(most = Number.POSITIVE_INFINITY): Waiting {
  const underWay = new Set<() => void>();
  let ended = false;

  return {
    start(ms, act) {
      if (ended) {
        act();
        return () => {};
      }
      const cancel = () => {
        clearTimeout(timer);
        underWay.delete(finish);
      };
      const finish = () => {
        cancel();
        act();
      };
      const timer = setTimeout(finish, ms);
      underWay.add(finish);
      const [oldest] = underWay.size > most ? underWay : [];
      oldest?.();
      return cancel;
    },
    end() {
      ended = true;
      for (const finish of [...underWay]) finish();
    },
  };
}
