import { isLoopback } from './way-in.ts';

/** A URL that a server announced. */
export interface AnnouncedUrl {
  url: string;
  /** False for an http one, which an https one of the same tunnel may follow. */
  final: boolean;
}

/** First labels of a service's own pages, which its greeting names beside the URL of the tunnel. */
const ownPages = /^(admin|api|app|blog|console|dash|dashboard|docs?|help|landscape|login|signup|status|support|www)\./;

/** Words by which a URL is announced; a bare URL on a line of its own needs none. */
const announcement = /\b(forward|tunnel|expos|reachable|available|listening|serving|public)\w*\b/i;
const label = /^(https?|url|address|link)\s*:?$/i;

/**
 * Finds the public URL in a line that an SSH server prints, if it is there.
 *
 * The services document no format, so what people recorded is what is known:
 * - localhost.run: `f27f2133f61afa.lhr.life tunneled with tls termination, https://f27f2133f61afa.lhr.life`, after a greeting
 *   that links to https://localhost.run/docs/ and https://admin.localhost.run/ (github.com/htr-tech/zphisher/issues/618,
 *   github.com/ropensci/ssh/issues/48). With the remote command `--output json` the same sentence stands in a JSON line.
 *   It announces another host name in the same session when it takes the first one away.
 * - serveo: `Forwarding HTTP traffic from https://relego.serveo.net`, later also below serveousercontent.com, and then a line for
 *   every request (github.com/thewhiteh4t/seeker/issues/128).
 * - pinggy: a hint that names https://dashboard.pinggy.io, then http and https URLs, each on a line of its own and in
 *   that order, for the same tunnel (recorded in the READMEs of several public repositories).
 * - sish and other servers of one's own: `HTTPS: https://name.example.com`.
 * @param line without control characters; see `createLineReader`.
 * @param sshHost the SSH server's host name: bare links to it are its own pages, and only a server on this machine grants a
 *   loopback URL.
 */
export function urlInLine(line: string, sshHost: string): AnnouncedUrl | null {
  let best: AnnouncedUrl | null = null;
  for (const match of line.matchAll(/https?:\/\/[^\s"'<>|\\`\u2500-\u259f]+/gi)) {
    const before = line.slice(0, match.index);
    const found = readUrl(match[0].replace(/[.,;:!)\]}]+$/, ''), sshHost);
    if (!found || (!isAnnounced(before) && best === null)) continue;
    if (best === null || (!best.final && found.final)) best = found;
  }
  return best;
}

/** Bullets, frames and arrows around a URL are no words. */
function isAnnounced(before: string): boolean {
  const words = before.replace(/[^\p{L}\p{N}:/.,_-]+/gu, ' ').trim();
  return !/[\p{L}\p{N}]/u.test(words) || label.test(words) || announcement.test(words);
}

function readUrl(text: string, sshHost: string): AnnouncedUrl | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.pathname !== '/' || url.search || url.hash || url.username) return null;
  const { hostname, port, protocol } = url;
  const isLocal = isLoopback(hostname);
  if (isLocal) return isLoopbackHost(sshHost) ? { url: url.origin, final: true } : null;
  const isServer = hostname === sshHost || sshHost.endsWith(`.${hostname}`);
  if (!hostname.includes('.') || ownPages.test(hostname) || (isServer && port === '')) return null;
  return { url: url.origin, final: protocol === 'https:' };
}

/** @param host as ssh takes it: IPv6 without brackets. */
function isLoopbackHost(host: string): boolean {
  return isLoopback(host.includes(':') ? `[${host}]` : host);
}
