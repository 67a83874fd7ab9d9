import { lookup } from 'node:dns/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../errors.ts';

/** Where to connect for a public URL, and the Host header to send there. */
export interface WayIn {
  /** Scheme, host and port to connect to, with the path of the public URL. */
  url: URL;
  /** `name.example.com`, with the port where it is not the scheme's own. */
  host: string;
}

const lookupLimitMs = 2000;

/**
 * The way in for a public URL, which is almost always the URL itself.
 *
 * The exception is a tunnel server on this very machine: it grants names below a domain that only its operator's DNS would
 * know (`http://calm-fox.lt.test:4000`). Nobody can reach those by name, yet the server itself can be reached, and it tells
 * tunnels apart by the Host header alone. So when the tunnel host is a loopback address and the granted name does not
 * resolve, its way in is the tunnel host, with the granted name as Host.
 * @param publicUrl a granted URL, or one below it.
 * @param tunnelHost URL of the tunnel server; null where there is none.
 */
export async function findWayIn(publicUrl: URL, tunnelHost: URL | null): Promise<WayIn> {
  const direct = { url: publicUrl, host: publicUrl.host };
  if (!tunnelHost || !isLoopback(tunnelHost.hostname) || isLoopback(publicUrl.hostname)) return direct;
  if (await resolves(publicUrl.hostname)) return direct;
  const url = new URL(publicUrl.pathname + publicUrl.search, tunnelHost);
  return { url, host: publicUrl.host };
}

/** @param hostname as in `URL.hostname`: IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** A look-up cannot be cancelled, so one that hangs is left behind and counts as no answer. */
async function resolves(hostname: string): Promise<boolean> {
  const limit = new AbortController();
  try {
    const found = lookup(hostname).then(
      () => true,
      (error: unknown) => !['ENOTFOUND', 'EAI_AGAIN'].includes(codeOf(error) ?? ''),
    );
    return await Promise.race([found, delay(lookupLimitMs, false, { signal: limit.signal })]);
  } finally {
    limit.abort();
  }
}
