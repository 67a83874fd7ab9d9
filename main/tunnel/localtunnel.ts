import type { LookupFunction } from 'node:net';
import { openPool } from './localtunnel-pool.ts';
import { register } from './localtunnel-register.ts';
import { nameInUrl } from './name.ts';
import type { TunnelProvider } from './provider.ts';

export interface LocaltunnelOptions {
  /** URL of the localtunnel server. */
  host: string;
  /** Version of Tapline, for the User-Agent. */
  version: string;
  /** Resolves the server's host name for the registration; default the system's. */
  lookup?: LookupFunction;
}

/**
 * Tunnels of a localtunnel server. The registration is our own; the connections are the package's, watched closely, because
 * it loses some of them silently.
 * @throws Error with a sentence when `host` is no http(s) URL.
 */
export function createLocaltunnel(options: LocaltunnelOptions): TunnelProvider {
  const { version, lookup } = options;
  const host = parseTunnelHost(options.host);
  return {
    id: 'localtunnel',
    server: host,
    reach: {
      host: host.hostname.replace(/^\[|\]$/g, ''),
      port: Number(host.port) || (host.protocol === 'https:' ? 443 : 80),
    },
    nameOf: nameInUrl,
    async open({ port, name, signal, onTrouble }) {
      const registration = await register({ host, name, userAgent: `Tapline/${version}`, signal, lookup });
      const pool = await openPool({ registration, localPort: port, signal, onTrouble });
      return { url: registration.url, closed: pool.closed, close: pool.close };
    },
  };
}

/**
 * Reads the URL of a tunnel server.
 * @throws Error with a sentence when it is no http(s) URL.
 */
export function parseTunnelHost(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error(`The tunnel host "${text}" is no http(s) URL: give one such as https://localtunnel.me.`);
  }
  return url;
}
