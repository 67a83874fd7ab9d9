import type { LookupFunction } from 'node:net';
import { z } from 'zod';
import { limits } from '../limits.ts';
import { type GetAnswer, get } from './http-get.ts';
import { reasonOfError, shorten, signInReason } from './reasons.ts';

/** What the tunnel server granted. */
export interface Registration {
  /** Public URL without a trailing slash. */
  url: string;
  /** Address to connect the slots to, when the server names one; else its host name. */
  remoteHost: string;
  remotePort: number;
  /** How many connections the server takes at a time. */
  slots: number;
}

/** More connections than this are never opened, whatever a server allows. The public server and the npm one allow 10. */
const mostSlots = 32;

const registrationSchema = z.object({
  id: z.string().min(1),
  ip: z.string().nullish(),
  port: z.int().min(1).max(65_535),
  url: z.url({ protocol: /^https?$/ }),
  max_conn_count: z.int().min(1).nullish(),
});

/**
 * Asks a localtunnel server for a name: `GET <host>/<name>`. The package's own request is not used because it repeats
 * itself every second for ever and cannot be cancelled (lib/Tunnel.js, `_init`).
 * @throws Error with a sentence when the server cannot be reached or its answer is no registration.
 */
export async function register(options: {
  host: URL;
  name: string;
  userAgent: string;
  signal: AbortSignal;
  lookup?: LookupFunction | undefined;
}): Promise<Registration> {
  const { host, name, userAgent, signal, lookup } = options;
  const subject = `The tunnel server ${host.origin}`;
  const answer = await get({
    url: new URL(`${host.pathname.replace(/\/$/, '')}/${encodeURIComponent(name)}`, host),
    headers: { 'User-Agent': userAgent, Accept: 'application/json', 'bypass-tunnel-reminder': '1' },
    timeoutMs: limits.tunnel.openTimeoutMs,
    signal,
    bodyBytes: 64 * 1024,
    lookup,
  }).catch((error: unknown) => {
    throw new Error(signal.aborted ? 'The opening of the tunnel was called off.' : reasonOfError(subject, error), {
      cause: error,
    });
  });
  const parsed = registrationSchema.safeParse(answer.status === 200 ? jsonOf(answer.body) : null);
  if (!parsed.success) throw new Error(reasonOfRefusal(host, answer));
  const { ip, port, url, max_conn_count } = parsed.data;
  return {
    url: url.replace(/\/+$/, ''),
    remoteHost: ip || host.hostname.replace(/^\[|\]$/g, ''),
    remotePort: port,
    slots: Math.min(max_conn_count ?? 1, mostSlots),
  };
}

/** Why an answer to a registration grants nothing, in a sentence. */
export function reasonOfRefusal(server: URL, answer: GetAnswer): string {
  const subject = `The tunnel server ${server.origin}`;
  const { status, headers, body } = answer;
  const location = typeof headers.location === 'string' ? headers.location : null;
  const signIn = signInReason({ url: server.href, status, location, body });
  if (signIn !== null) return signIn;
  const said = z.object({ message: z.string().min(1) }).safeParse(jsonOf(body));
  if (status >= 300 && status < 400) {
    const to = location === null ? '' : ` to ${shorten(location)}`;
    return `${subject} redirects${to} instead of granting a tunnel: give the right address with --tunnel-host.`;
  }
  if (status === 429) return `${subject} answers 429: it was asked too often. It is asked again, less often.`;
  if (said.success) return `${subject} refuses: ${shorten(said.data.message)} (${status})`;
  if (status >= 500) return `${subject} answers ${status}: it is out of order at the moment.`;
  if (status === 200) {
    return `${subject} answers with something that is no registration: it may be no localtunnel server. Give the right address with --tunnel-host.`;
  }
  return `${subject} answers ${status} instead of granting a tunnel: it may be no localtunnel server. Give the right address with --tunnel-host.`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
