/** Says when the time for one answer is over; looks at the clock at once when told to. */
export type IsOver = (look?: boolean) => boolean;

/** Starts the time for one answer; told how often the clock is looked at, in questions (32 when not told). */
export type Watch = (lookEvery?: number) => IsOver;

/**
 * Starts now.
 * @param ms time for the answer, in milliseconds
 * @param lookEvery how often the clock is looked at, in questions
 */
export function stopwatch(ms: number, lookEvery = 32): IsOver {
  const end = performance.now() + ms;
  let asked = 0;
  let isOver = false;
  return (look = false) => {
    asked++;
    if (look || asked % lookEvery === 0) isOver = performance.now() > end;
    return isOver;
  };
}
