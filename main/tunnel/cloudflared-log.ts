import { lastWords, type Reading } from './program-tunnel.ts';
import { shorten } from './reasons.ts';

/** The line in the box that follows "Your quick Tunnel has been created!" (cmd/cloudflared/tunnel/quick_tunnel.go). */
const boxedUrl = /\|\s+(https?:\/\/[^\s|/]+)\/?\s+\|/;

/** Since 2022.2 the first (connection/observer.go, control.go), before that the second; the URL leads nowhere before it. */
const registered = /\bRegistered tunnel connection\b|\bConnection \S+ registered\b/;

/** Lines about a connection that was lost or is being made again (connection/http2.go, quic.go, supervisor/tunnel.go). */
const lost =
  /Lost connection with the edge|Unregistered tunnel connection|Connection terminated|Serve tunnel error|Failed to serve (quic|tunnel) connection|Retrying connection in up to|Unable to establish connection/;

/**
 * A reader for what cloudflared logs, one for each run: the URL comes some seconds before the connection that serves it,
 * and the tunnel is open when there are both. After a loss cloudflared connects again by itself, under the same URL.
 */
export function readCloudflared(): (line: string) => Reading | null {
  let url: string | null = null;
  return (line) => {
    const boxed = boxedUrl.exec(line)?.[1];
    if (boxed) url = boxed;
    if (registered.test(line)) return url === null ? null : { kind: 'open', url };
    return lost.test(line) ? { kind: 'trouble' } : null;
  };
}

/**
 * What the last lines of the log say of a failure, in a sentence; null when they say nothing. The texts are cloudflared's:
 * quick_tunnel.go, and for 429 (Cloudflare's error 1015) github.com/cloudflare/cloudflared/issues/972.
 */
export function reasonInLog(lines: readonly string[]): string | null {
  const text = lines.join('\n');
  if (/429 Too Many Requests|error code: 1015/.test(text)) {
    return 'Cloudflare refuses another quick tunnel for now: too many were asked for (429). It is asked again, less often.';
  }
  const status = /status_code="(\d{3} [^"]*)"/.exec(text)?.[1];
  if (status && /unmarshal/.test(text))
    return `Cloudflare’s quick tunnel service answers ${status}: it grants no tunnel now.`;
  if (/failed to parse quick Tunnel ID/.test(text)) {
    return 'Cloudflare’s quick tunnel service grants no tunnel now: its answer has no tunnel in it.';
  }
  if (/failed to request quick Tunnel.*(no such host|server misbehaving)/.test(text)) {
    return 'Cloudflare’s quick tunnel service cannot be reached: its name cannot be resolved. Check the network.';
  }
  const request = /failed to request quick Tunnel: (.*)/.exec(text)?.[1];
  if (request) return `Cloudflare’s quick tunnel service cannot be reached: ${shorten(request)}.`;
  if (
    /Unable to establish connection|failed to dial to edge|Failed to (create new|dial a?) ?quic connection/i.test(text)
  ) {
    return 'cloudflared cannot connect to Cloudflare: a firewall may be in the way of port 7844 (TCP and UDP).';
  }
  const unknown = /flag provided but not defined: (\S+)/.exec(text)?.[1];
  if (unknown) return `This cloudflared does not know ${unknown}: install a newer one.`;
  const words = lastWords(lines.filter((line) => /\b(ERR|FTL)\b/.test(line))) ?? lastWords(lines, isLogged);
  return words === null ? null : `cloudflared says: ${shorten(words.replace(/^\S+Z (ERR|FTL) /, ''))}.`;
}

/** What is no failure: information, warnings, and the usage that follows a wrong flag. */
function isLogged(line: string): boolean {
  return /\b(INF|WRN|DBG)\b/.test(line);
}
