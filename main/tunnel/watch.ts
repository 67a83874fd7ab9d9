import type { TunnelLimits } from './backoff.ts';
import type { ProbeResult, Probes } from './probe.ts';
import type { OpenTunnel } from './provider.ts';
import type { Pause } from './wait.ts';

export interface WatchOptions {
  tunnel: OpenTunnel;
  probes: Probes;
  /** URL of the tunnel server; see `findWayIn`. */
  server?: URL | undefined;
  limits: TunnelLimits;
  pause: Pause;
  signal: AbortSignal;
  /** ISO 8601. */
  isoNow(): string;
  /**
   * Called with every probe.
   * @param at when it was sent, ISO 8601.
   * @param streak how many in a row, this one included, went as this one did.
   */
  onProbe(probe: ProbeResult, at: string, streak: number): void;
  /**
   * Called with every miss from `missesUntilDown` in a row on. True ends the watch, false goes on probing.
   * @param unsent see `ProbeResult`.
   */
  onDown(reason: string, unsent: boolean): boolean;
}

/**
 * Probes an open tunnel until it is down, ended by itself, or `signal` is aborted.
 * @returns why the tunnel is no good any more; of no meaning after an abort.
 */
export async function watchTunnel(options: WatchOptions): Promise<string> {
  const { tunnel, probes, server = null, limits, pause, onProbe, onDown, isoNow } = options;
  const ended = new AbortController();
  let endReason = 'The tunnel ended.';
  const end = (reason: string) => {
    endReason = reason;
    ended.abort();
  };
  tunnel.closed.then(end, () => end(endReason));
  const signal = AbortSignal.any([options.signal, ended.signal]);
  let hits = 0;
  let misses = 0;
  while (!signal.aborted) {
    const at = isoNow();
    const probe = await probes.run(tunnel.url, signal, server);
    if (signal.aborted) break;
    hits = probe.ok ? hits + 1 : 0;
    misses = probe.ok ? 0 : misses + 1;
    onProbe(probe, at, hits || misses);
    const down = misses >= limits.missesUntilDown;
    const { unsent = false, reason } = probe;
    const why = reason ?? 'The public URL does not answer.';
    if (down && onDown(why, unsent)) return why;
    await pause.wait(misses > 0 && (!down || unsent) ? limits.probeAfterMissMs : limits.probeEveryMs, signal);
  }
  return endReason;
}
