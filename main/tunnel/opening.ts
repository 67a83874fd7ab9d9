import type { TunnelLimits } from './backoff.ts';
import type { OpenOptions, OpenTunnel, TunnelProvider } from './provider.ts';
import { settledWithin, wait } from './wait.ts';

export interface OpeningOptions extends OpenOptions {
  provider: TunnelProvider;
  limits: TunnelLimits;
}

/**
 * Opens a tunnel under the name asked for. After a loss the server holds the old name for about a second more and grants
 * another one meanwhile; that one is given back and the right one asked for again, `nameTries` times in all, before
 * another name is accepted.
 * @throws Error with a sentence when it cannot be opened, takes longer than `openTimeoutMs`, or `signal` is aborted.
 */
export async function openUnderName(options: OpeningOptions): Promise<OpenTunnel> {
  const { provider, name, limits, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    const tunnel = await openInTime(options);
    const granted = provider.nameOf(tunnel.url);
    if (granted === null || granted === name || attempt >= limits.nameTries) return tunnel;
    await closeInTime(tunnel, limits.closeTimeoutMs);
    await wait(limits.nameRetryMs, signal);
    signal.throwIfAborted();
  }
}

/**
 * Opens a tunnel, under whatever name is granted. The provider is not trusted to heed the signal: what it opens when nobody
 * wants it any more is closed again.
 * @throws Error as `openUnderName`.
 */
export async function openInTime(options: OpeningOptions): Promise<OpenTunnel> {
  const { provider, port, name, limits, signal, onTrouble } = options;
  signal.throwIfAborted();
  const opening = new AbortController();
  const settled = new AbortController();
  const attempt = provider.open({ port, name, signal: opening.signal, onTrouble });
  const timeUp = wait(limits.openTimeoutMs, AbortSignal.any([signal, settled.signal]));
  const tunnel = await Promise.race([attempt, timeUp]).finally(() => settled.abort());
  if (tunnel) return tunnel;
  opening.abort();
  const leftover = attempt.then((late) => closeInTime(late, limits.closeTimeoutMs));
  await settledWithin(leftover, limits.closeTimeoutMs);
  throw new Error(
    signal.aborted
      ? 'The opening of the tunnel was called off.'
      : `The tunnel did not open within ${limits.openTimeoutMs / 1000} s. It is tried again.`,
  );
}

/** Closes a tunnel, and goes on after `ms` milliseconds if the provider does not come to an end. */
export function closeInTime(tunnel: OpenTunnel, ms: number): Promise<void> {
  return settledWithin(tunnel.close(), ms);
}
