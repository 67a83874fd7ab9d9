/** Milliseconds until what failed is tried again by itself: so often, and then no more. */
const restsMs = [2000, 10_000, 60_000];

/** Keeps what failed from being asked again at once, and for ever. */
export interface RetryPace {
  failed(): void;
  worked(): void;
  /** Why it failed may be over: it can be asked at once. */
  renew(): void;
  /** Ends the clock. */
  stop(): void;
}

/**
 * Creates the pace of one kind of call.
 * @param onResting told when asking has to rest, and when it may go on
 */
export function createRetryPace(onResting: (resting: boolean) => void): RetryPace {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    failed() {
      const rest = restsMs[failures++];
      clearTimeout(timer);
      if (rest !== undefined) timer = setTimeout(() => onResting(false), rest);
      onResting(true);
    },
    worked() {
      failures = 0;
    },
    renew() {
      failures = 0;
      clearTimeout(timer);
      onResting(false);
    },
    stop: () => clearTimeout(timer),
  };
}
