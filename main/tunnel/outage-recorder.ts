import type { Outage } from '../../contract/index.ts';
import type { Store } from '../store/types.ts';
import type { OutageNews } from './outages.ts';

/** When a probe was good for the last time, ISO 8601, in the app's own values. */
const lastGoodValue = 'tunnel-last-good';

/** A run that was killed cannot say when it ended; a value once a minute says it well enough. */
const lastGoodEveryMs = 60_000;

export interface OutageRecorder {
  /** The outage that no good probe has ended yet: of an earlier run, or the time in which Tapline did not run. */
  readonly open: OutageNews | null;
  /** Writes an outage down: a row when it begins, its end when it ends. */
  record(outage: OutageNews): void;
  /** A good probe, ISO 8601. */
  good(at: string): void;
  /** Resolves when everything told so far is written. */
  settled(): Promise<void>;
}

export interface OutageRecorderOptions {
  store: Pick<Store, 'putOutage' | 'lastOutage' | 'value' | 'putValue'>;
  onFault(error: unknown): void;
}

/** Writes outages down, in the order of the news, and takes up what an earlier run left open. */
export async function createOutageRecorder(options: OutageRecorderOptions): Promise<OutageRecorder> {
  const { store, onFault } = options;
  const newest = await store.lastOutage();
  const resumed = newest && newest.to === null ? newest : null;
  const killed = resumed ? null : killedAt(laterOf(store.value(lastGoodValue), newest?.to ?? null));
  let open: { from: string; id: number } | null = resumed;
  let writtenAt = 0;
  let writing: Promise<unknown> = Promise.resolve();
  const write = (step: () => Promise<void>) => {
    writing = writing.then(step).catch(onFault);
  };
  const record = (outage: OutageNews) =>
    write(async () => {
      const id = await store.putOutage({ ...outage, id: open?.from === outage.from ? open.id : null });
      open = outage.to === null ? { from: outage.from, id } : null;
    });

  if (killed) record(killed);
  return {
    open: resumed ? newsOf(resumed) : killed,
    record,
    good(at) {
      const time = Date.parse(at);
      if (Math.abs(time - writtenAt) < lastGoodEveryMs) return;
      writtenAt = time;
      write(() => store.putValue(lastGoodValue, at));
    },
    async settled() {
      await writing;
    },
  };
}

function newsOf({ from, to, provider, reason }: Outage): OutageNews {
  return { from, to, provider, reason };
}

function laterOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a;
  return a > b ? a : b;
}

/** A run that ended in good order left an open outage; one that did not was killed, or the machine went off. */
function killedAt(lastGood: string | null): OutageNews | null {
  return lastGood === null
    ? null
    : {
        from: lastGood,
        to: null,
        provider: 'off',
        reason: 'Tapline was not running: it had not been closed, but ended.',
      };
}
