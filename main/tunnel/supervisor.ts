import type { Endpoint, Tunnel, TunnelChoice, TunnelHistory } from '../../contract/index.ts';
import { messageOf, TaplineError } from '../errors.ts';
import { limits as appLimits } from '../limits.ts';
import { backoffMs, type TunnelLimits } from './backoff.ts';
import { createBoard } from './board.ts';
import { watchClock } from './clock-watch.ts';
import { createHistory } from './history.ts';
import { watchNetwork } from './network-watch.ts';
import { askForOldName } from './old-name.ts';
import { closeInTime, openUnderName } from './opening.ts';
import { type OutageNews, watchOutages } from './outages.ts';
import type { ProbeResult, Probes } from './probe.ts';
import type { TunnelProvider } from './provider.ts';
import { watchReturn } from './return-watch.ts';
import { stateWhenDown } from './state.ts';
import { nextUrlChange } from './url-change.ts';
import { createPause, wait } from './wait.ts';
import { watchTunnel } from './watch.ts';

/** What is to make the receiver reachable. */
export interface TunnelLine {
  choice: TunnelChoice;
  /** Null turns the tunnel off. */
  provider: TunnelProvider | null;
  /** Name to ask for and to keep; see `randomName`. Of no meaning where the provider has no names. */
  name: string;
}

export interface TunnelOptions {
  line: TunnelLine;
  /** Port of the receiver on 127.0.0.1 and ::1. */
  port: number;
  probes: Probes;
  /** The URL the platform was given in an earlier run, as `saveUrl` got it last; null before there was one. */
  lastUrl: string | null;
  /** Keeps the URL the platform posts to, as far as we know: the first that worked, then each whose alarm was dismissed. */
  saveUrl(url: string): void;
  /** For `callbackUrl` and `statusUrl`: the first endpoint of each kind. */
  endpoints(): readonly Endpoint[];
  /** An outage of an earlier run that nothing has ended yet. */
  openOutage?: OutageNews | null;
  onOutage?(outage: OutageNews): void;
  /** Called with the instant (ISO 8601) of every good probe. */
  onGood?(at: string): void;
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
  history(): TunnelHistory;
  /** URL of the tunnel server in use; see `findWayIn`. */
  server(): URL | null;
  /** Goes over to another provider or name, or turns the tunnel off. Resolves when the old tunnel is gone. */
  use(line: TunnelLine): Promise<void>;
  /** Closes the tunnel and begins to open it again. Resolves when the old one is gone. */
  restart(): Promise<void>;
  /** Probes, or tries to open, at once: after a wake-up or a change of network. */
  checkNow(): void;
  /**
   * Probes at once and resolves when the probe, or the attempt at opening that had to come first, has ended.
   * @throws TaplineError TUNNEL_OFF
   */
  probe(): Promise<void>;
  /** The platform has the new URL: ends the alarm. */
  dismissUrlChange(): void;
  /** Ends everything. Resolves when no socket and no timer is left. */
  close(): Promise<void>;
}

/** Starts the tunnel and keeps it up. Whatever goes wrong with it is a state with a reason; nothing here throws. */
export function createTunnel(options: TunnelOptions): TunnelSupervisor {
  const { port, probes, endpoints, saveUrl, onGood = () => {}, random = Math.random, now = Date.now } = options;
  const limits: TunnelLimits = { ...appLimits.tunnel, ...options.limits };
  const isoNow = () => new Date(now()).toISOString();
  const pause = createPause();
  const outages = watchOutages({
    open: options.openOutage ?? null,
    tell: (outage) => options.onOutage?.(outage),
  });
  let line = options.line;
  let name = line.name;
  const board = createBoard({ endpoints, isoNow, facts: factsOf(line) });
  const first = board.snapshot();
  const history = createHistory(first.since);
  history.take(first);
  board.subscribe(history.take);

  let known = options.lastUrl;
  let wasOnline = false;
  /** Attempts that did not get as far as a good probe, in a row. */
  let failures = 0;
  /** Losses in a row, each soon after the tunnel came online. */
  let flaps = 0;
  let closed = false;
  /** Probes and failed attempts so far, for who waits for the next. */
  const outcomes = new Set<() => void>();
  const tellOutcome = () => {
    for (const heard of outcomes) heard();
    outcomes.clear();
  };

  const noteOutage = (reason: string) => outages.down({ at: isoNow(), reason, provider: line.provider?.id ?? 'off' });
  const down = (reason: string) => {
    noteOutage(reason);
    const external = line.provider?.external ?? false;
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
    const { ok, roundTripMs, reason } = probe;
    const lastProbe = { at, ok, roundTripMs, reason };
    if (!ok) {
      outages.missed(at);
      board.change({ lastProbe });
      tellOutcome();
      return;
    }
    wasOnline = true;
    failures = 0;
    if (streak > 1) flaps = 0;
    const answeredAt = isoNow();
    outages.up(answeredAt);
    onGood(answeredAt);
    if (known === null && board.facts.url !== null) {
      known = board.facts.url;
      saveUrl(known);
    }
    board.change({ lastProbe, state: 'online', reason: null });
    tellOutcome();
  };

  /**
   * A tunnel whose public name cannot be resolved here may well bring posts in, since others ask other name servers; and
   * nothing could be opened in its place.
   */
  const onDown = (reason: string, unsent: boolean): boolean => {
    const keep = unsent || (line.provider?.external ?? false);
    if (keep) down(reason);
    return !keep;
  };

  /** The URL to win back while a tunnel under another name is in use. */
  const wantedUrl = (by: TunnelProvider): string | null => {
    const from = board.facts.urlChange?.from ?? null;
    return from !== null && by.nameOf(from) === name ? from : null;
  };

  /** One tunnel from opening to closing, under one name or two. Returns the milliseconds to wait before the next. */
  const attempt = async (by: TunnelProvider, signal: AbortSignal): Promise<number> => {
    const opening = { provider: by, port, name, limits, signal, onTrouble: pause.wake };
    let tunnel = await openUnderName(opening);
    const ended = new AbortController();
    const leaving: Promise<void>[] = [];
    try {
      for (;;) {
        if (signal.aborted) return 0;
        const { url } = tunnel;
        board.change({ url, urlChange: nextUrlChange(board.facts.urlChange, known, url, isoNow()) });
        const oldName = askForOldName({ ...opening, probes, random, wanted: () => wantedUrl(by) });
        const reason = await watchTunnel({
          tunnel,
          probes,
          server: by.server,
          limits,
          pause,
          signal: AbortSignal.any([signal, oldName.regained]),
          isoNow,
          onProbe,
          onDown,
        });
        const regained = await oldName.stop();
        if (!regained) return signal.aborted ? 0 : endAttempt(reason);
        const other = tunnel;
        const linger = wait(limits.nameLingerMs, AbortSignal.any([signal, ended.signal]));
        leaving.push(linger.then(() => closeInTime(other, limits.closeTimeoutMs)));
        tunnel = regained;
      }
    } finally {
      ended.abort();
      await Promise.all([...leaving, closeInTime(tunnel, limits.closeTimeoutMs)]);
    }
  };

  /** Waits for the next attempt, or less when a server that was out of reach is back. */
  const untilRetry = async (by: TunnelProvider, delay: number, signal: AbortSignal) => {
    const over = new AbortController();
    const { reach } = by;
    const watching = reach
      ? watchReturn({
          reach,
          everyMs: limits.reachEveryMs,
          signal: AbortSignal.any([signal, over.signal]),
          onReturn: pause.wake,
        })
      : null;
    await pause.wait(delay, signal);
    over.abort();
    await watching;
  };

  const run = async (by: TunnelProvider, signal: AbortSignal) => {
    while (!signal.aborted) {
      const delay = await attempt(by, signal).catch((error: unknown) =>
        signal.aborted ? 0 : endAttempt(messageOf(error)),
      );
      tellOutcome();
      if (delay <= 0 || signal.aborted) continue;
      board.change({ retryAt: new Date(now() + delay).toISOString() });
      await untilRetry(by, delay, signal);
      if (!signal.aborted) board.change({ retryAt: null });
    }
  };

  let session = new AbortController();
  let running = Promise.resolve();
  /** Begins anew when what runs has ended; the session it belongs to may have been aborted by then. */
  const begin = () => {
    const { provider } = line;
    const { signal } = session;
    if (provider) running = running.then(() => run(provider, signal));
  };
  /** Ends the session and begins another. Resolves when the old tunnel is gone. */
  const beginAnew = async () => {
    session.abort();
    session = new AbortController();
    failures = 0;
    flaps = 0;
    const ended = running;
    begin();
    await ended;
  };
  begin();
  const stopClock = watchClock(now, () => supervisor.checkNow());
  const stopNetwork = watchNetwork(() => supervisor.checkNow());

  const supervisor: TunnelSupervisor = {
    snapshot: board.snapshot,
    subscribe: board.subscribe,
    history: history.read,
    server: () => line.provider?.server ?? null,
    async use(next) {
      if (closed) return;
      noteOutage(next.provider ? 'Another tunnel was chosen.' : 'The tunnel was turned off.');
      line = next;
      name = next.name;
      wasOnline = false;
      board.change(factsOf(next));
      await beginAnew();
      tellOutcome();
    },
    async restart() {
      if (!line.provider || closed) return;
      const reason = 'The tunnel is being restarted, as it was asked for.';
      noteOutage(reason);
      board.change({ state: wasOnline ? 'reconnecting' : 'connecting', reason, retryAt: null });
      await beginAnew();
    },
    checkNow() {
      failures = Math.min(failures, 1);
      pause.wake();
    },
    async probe() {
      if (!line.provider || closed)
        throw new TaplineError('TUNNEL_OFF', 'The tunnel is off: there is no public URL to test.');
      const outcome = Promise.withResolvers<void>();
      outcomes.add(outcome.resolve);
      this.checkNow();
      await outcome.promise;
    },
    dismissUrlChange() {
      const { url, urlChange } = board.facts;
      if (!urlChange || url === null) return;
      known = url;
      name = line.provider?.nameOf(url) ?? name;
      saveUrl(url);
      board.change({ urlChange: null });
    },
    async close() {
      if (!closed && line.provider) noteOutage('Tapline was closed.');
      closed = true;
      board.close();
      stopClock();
      stopNetwork();
      session.abort();
      await running;
      tellOutcome();
    },
  };
  return supervisor;
}

/** What is known when a line is taken into use. */
function factsOf({ choice, provider, name }: TunnelLine) {
  const asked = 'name' in choice ? choice.name : null;
  return {
    state: provider ? ('connecting' as const) : ('off' as const),
    url: null,
    provider: provider?.id ?? 'off',
    choice,
    name: choice.provider === 'localtunnel' ? name : asked,
    lastProbe: null,
    reason: provider ? 'The tunnel is being opened.' : null,
    retryAt: null,
    urlChange: null,
  };
}
