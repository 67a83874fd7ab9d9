import type { Via } from '../../contract/index.ts';

/** Headers that proxies and tunnels add; a program on this machine has no reason to. */
const proxyHeaders = new Set(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'x-real-ip']);

/**
 * How a post came. A tunnel's connections come from this machine like any other; what tells them apart is the Host they
 * were sent to, and what the tunnel's server added.
 * @param rawHeaders names and values in turn
 * @param publicUrl the tunnel's URL, or null
 */
export function viaOf(rawHeaders: readonly string[], publicUrl: string | null): Via {
  const publicHost = publicUrl === null ? null : new URL(publicUrl).host;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    if (proxyHeaders.has(name)) return 'tunnel';
    if (name === 'host' && (rawHeaders[i + 1] as string).toLowerCase() === publicHost && !isLocal(publicHost))
      return 'tunnel';
  }
  return 'local';
}

function isLocal(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}
