export interface Repeated {
  /** What it told since the last look, mostly times in milliseconds. */
  take(): number[];
  /** Ends behind the one that is under way; resolves with how many failed. */
  stop(): Promise<number>;
}

/** Runs something again and again, with a rest of `everyMs` behind each, and keeps what it tells, until told to stop. */
export function repeat(everyMs: number, once: (n: number) => Promise<number>): Repeated {
  let told: number[] = [];
  let faults = 0;
  let isOver = false;
  const running = (async () => {
    for (let n = 0; !isOver; n++) {
      await once(n).then(
        (value) => told.push(value),
        () => faults++,
      );
      await new Promise((done) => setTimeout(done, everyMs));
    }
  })();
  return {
    take() {
      const taken = told;
      told = [];
      return taken;
    },
    async stop() {
      isOver = true;
      await running;
      return faults;
    },
  };
}
