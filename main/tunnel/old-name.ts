import { backoffMs, type TunnelLimits } from './backoff.ts';
import { closeInTime, openInTime } from './opening.ts';
import type { Probes } from './probe.ts';
import type { OpenOptions, OpenTunnel, TunnelProvider } from './provider.ts';
import { wait } from './wait.ts';

export interface OldNameOptions extends OpenOptions {
  provider: TunnelProvider;
  probes: Probes;
  limits: TunnelLimits;
  /** From 0 up to 1, for the jitter of the waits. */
  random(): number;
  /** The URL that the platform posts to, as long as it is not the one in force; null when there is nothing to win back. */
  wanted(): string | null;
}

/** Asks for a name in the background, beside an open tunnel that had to take another one. */
export interface OldName {
  /** Aborted when a tunnel under the old URL is open and has brought a probe back. */
  readonly regained: AbortSignal;
  /** Ends the asking. Resolves with the tunnel that was won back, which is the caller's to close from then on. */
  stop(): Promise<OpenTunnel | null>;
}

/**
 * A server that has not noticed the death of our old connections goes on holding the name for them, for as long as it takes;
 * so does whoever took the name. The platform posts to the old URL all the while, hence the asking never ends by itself.
 */
export function askForOldName(options: OldNameOptions): OldName {
  const { provider, probes, limits, random, wanted } = options;
  const stopped = new AbortController();
  const regained = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  const waits = { firstRetryMs: limits.nameAskFirstMs, lastRetryMs: limits.nameAskLastMs };

  /** A tunnel under the URL that is wanted, or null when another was granted, or nothing comes through. */
  const ask = async (): Promise<OpenTunnel | null> => {
    const tunnel = await openInTime({ ...options, signal }).catch(() => null);
    if (!tunnel) return null;
    const isWanted = !signal.aborted && tunnel.url === wanted();
    if (isWanted && (await probes.run(tunnel.url, signal, provider.server)).ok) return tunnel;
    await closeInTime(tunnel, limits.closeTimeoutMs);
    return null;
  };

  const run = async (): Promise<OpenTunnel | null> => {
    for (let attempt = 1; wanted() !== null; attempt += 1) {
      await wait(backoffMs(attempt, waits, random()), signal);
      if (signal.aborted || wanted() === null) return null;
      const tunnel = await ask();
      if (!tunnel) continue;
      regained.abort();
      return tunnel;
    }
    return null;
  };

  const running = run();
  return {
    regained: regained.signal,
    stop() {
      stopped.abort();
      return running;
    },
  };
}
