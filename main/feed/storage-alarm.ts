import type { AppStatus } from '../../contract/index.ts';

export interface StorageAlarm {
  /** Storing broke (a sentence why) or works again (null). */
  report(problem: string | null): void;
  /** A post was answered 503. */
  refused(): void;
  state(): AppStatus['storage'];
}

const quiet: AppStatus['storage'] = { ok: true, reason: null, since: null, refused: 0 };

/** How often a growing number of refused posts is told. */
const tellEveryMs = 500;

/**
 * Keeps what the inspector shows while posts are not being stored.
 * @param changed called when the state is another one
 */
export function createStorageAlarm(changed: () => void): StorageAlarm {
  let state = quiet;
  let timer: NodeJS.Timeout | null = null;
  return {
    report(problem) {
      state = problem === null ? quiet : { ok: false, reason: problem, since: new Date().toISOString(), refused: 0 };
      changed();
    },
    refused() {
      // Refused for another reason, such as closing.
      if (state.ok) return;
      state = { ...state, refused: state.refused + 1 };
      if (timer) return;
      timer = setTimeout(() => {
        timer = null;
        changed();
      }, tellEveryMs);
      timer.unref();
    },
    state: () => state,
  };
}
