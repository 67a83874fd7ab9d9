import type { Endpoint, Tunnel } from '../../contract/index.ts';
import { messageOf } from '../errors.ts';
import { limits as appLimits } from '../limits.ts';
import { backoffMs, type TunnelLimits } from './backoff.ts';
import { createBoard } from './board.ts';
import { watchClock } from './clock-watch.ts';
import { closeInTime, openUnderName } from './opening.ts';
import { type OutageNews, watchOutages } from './outages.ts';
import type { ProbeResult, Probes } from './probe.ts';
import type { TunnelProvider } from './provider.ts';
import { stateWhenDown } from './state.ts';
import { nextUrlChange } from './url-change.ts';
import { createPause } from './wait.ts';
import { watchTunnel } from './watch.ts';

export interface TunnelOptions {
  /** Null turns the tunnel off. */
  provider: TunnelProvider | null;
  /** Port of the receiver on 127.0.0.1 and ::1. */
  port: number;
  /** Name to ask for and to keep; see `randomName`. */
  name: string;
  probes: Probes;
  /** The URL the platform was given in an earlier run, as `saveUrl` got it last; null before there was one. */
  lastUrl: string | null;
  /** Keeps the URL the platform posts to, as far as we know: the first that worked, then each whose alarm was dismissed. */
  saveUrl(url: string): void;
  /** For `callbackUrl` and `statusUrl`: the first endpoint of each kind. */
  endpoints(): readonly Endpoint[];
  onOutage?(outage: OutageNews): void;
  limits?: Partial<TunnelLimits>;
  /** From 0 up to 1, for the jitter of the back-off. */
  random?(): number;
  /** Milliseconds since 1970. */
  now?(): number;
}

export interface TunnelSupervisor {
  snapshot(): Tunnel;
  /** Calls `listener` after every change of the snapshot (`lastProbe` changes with every probe). Returns the way out. */
  subscribe(listener: (tunnel: Tunnel) => void): () => void;
  /** Closes the tunnel and begins to open it again. Resolves when the old one is gone. */
  restart(): Promise<void>;
  /** Probes, or tries to open, at once: after a wake-up or a change of network. */
  checkNow(): void;
  /** The platform has the new URL: ends the alarm. */
  dismissUrlChange(): void;
  /** Ends everything. Resolves when no socket and no timer is left. */
  close(): Promise<void>;
}

/** Starts the tunnel and keeps it up. Whatever goes wrong with it is a state with a reason; nothing here throws. */
export function createTunnel(options: TunnelOptions): TunnelSupervisor {
  const { provider, port, probes, endpoints, saveUrl, random = Math.random, now = Date.now } = options;
  const limits: TunnelLimits = { ...appLimits.tunnel, ...options.limits };
  const external = provider?.external ?? false;
  const id = provider?.id ?? 'off';
  const isoNow = () => new Date(now()).toISOString();
  const pause = createPause();
  const outages = watchOutages(id, (outage) => options.onOutage?.(outage));
  const board = createBoard({
    endpoints,
    isoNow,
    facts: {
      state: provider ? 'connecting' : 'off',
      url: null,
      provider: id,
      lastProbe: null,
      reason: provider ? 'The tunnel is being opened.' : null,
      urlChange: null,
    },
  });

  let name = options.name;
  let known = options.lastUrl;
  let wasOnline = false;
  /** Attempts that did not get as far as a good probe, in a row. */
  let failures = 0;
  /** Losses in a row, each soon after the tunnel came online. */
  let flaps = 0;
  let closed = false;

  const down = (reason: string) => {
    outages.down(isoNow(), reason);
    board.change({ state: stateWhenDown({ wasOnline, failures, external }), reason });
  };

  /** Counts an attempt that has ended. Returns the milliseconds to wait before the next. */
  const endAttempt = (reason: string): number => {
    const lost = board.facts.state === 'online';
    flaps = lost ? flaps + 1 : flaps;
    failures = lost ? 0 : failures + 1;
    down(reason);
    return backoffMs(lost ? flaps - 1 : failures, limits, random());
  };

  const onProbe = (probe: ProbeResult, at: string, streak: number) => {
    const lastProbe = { at, ...probe };
    if (!probe.ok) {
      outages.missed(at);
      board.change({ lastProbe });
      return;
    }
    wasOnline = true;
    failures = 0;
    if (streak > 1) flaps = 0;
    outages.up(isoNow());
    if (known === null && board.facts.url !== null) {
      known = board.facts.url;
      saveUrl(known);
    }
    board.change({ lastProbe, state: 'online', reason: null });
  };

  const onDown = (reason: string): boolean => {
    if (external) down(reason);
    return !external;
  };

  /** One tunnel from opening to closing. Returns the milliseconds to wait before the next. */
  const attempt = async (by: TunnelProvider, signal: AbortSignal): Promise<number> => {
    const tunnel = await openUnderName({ provider: by, port, name, limits, signal, onTrouble: pause.wake });
    try {
      if (signal.aborted) return 0;
      board.change({ url: tunnel.url, urlChange: nextUrlChange(board.facts.urlChange, known, tunnel.url, isoNow()) });
      const reason = await watchTunnel({ tunnel, probes, limits, pause, signal, isoNow, onProbe, onDown });
      return signal.aborted ? 0 : endAttempt(reason);
    } finally {
      await closeInTime(tunnel, limits.closeTimeoutMs);
    }
  };

  const run = async (by: TunnelProvider, signal: AbortSignal) => {
    while (!signal.aborted) {
      const delay = await attempt(by, signal).catch((error: unknown) =>
        signal.aborted ? 0 : endAttempt(messageOf(error)),
      );
      if (delay > 0) await pause.wait(delay, signal);
    }
  };

  let session = new AbortController();
  let running = Promise.resolve();
  /** Begins anew when what runs has ended; the session it belongs to may have been aborted by then. */
  const begin = () => {
    const { signal } = session;
    if (provider) running = running.then(() => run(provider, signal));
  };
  begin();
  const stopClock = watchClock(now, () => supervisor.checkNow());

  const supervisor: TunnelSupervisor = {
    snapshot: board.snapshot,
    subscribe: board.subscribe,
    async restart() {
      if (!provider || closed) return;
      session.abort();
      session = new AbortController();
      failures = 0;
      flaps = 0;
      const reason = 'The tunnel is being restarted, as it was asked for.';
      outages.down(isoNow(), reason);
      board.change({ state: wasOnline ? 'reconnecting' : 'connecting', reason });
      const ended = running;
      begin();
      await ended;
    },
    checkNow() {
      failures = Math.min(failures, 1);
      pause.wake();
    },
    dismissUrlChange() {
      const { url, urlChange } = board.facts;
      if (!urlChange || url === null) return;
      known = url;
      name = provider?.nameOf(url) ?? name;
      saveUrl(url);
      board.change({ urlChange: null });
    },
    async close() {
      closed = true;
      board.close();
      stopClock();
      session.abort();
      await running;
    },
  };
  return supervisor;
}
