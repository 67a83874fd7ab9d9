import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { limits } from '../limits.ts';
import { probePath } from '../receiver/types.ts';
import { type GetAnswer, get } from './http-get.ts';
import { isNameError, reasonOfAnswer, reasonOfError } from './reasons.ts';
import { findWayIn } from './way-in.ts';

/** What one probe found out. `reason` is null exactly when it is good. */
export interface ProbeResult {
  ok: boolean;
  /** Milliseconds; null unless it is good. */
  roundTripMs: number | null;
  reason: string | null;
  /** True when it was never sent, because this machine could not resolve the name: that says nothing about the tunnel. */
  unsent?: boolean;
}

export interface Probes {
  /** The receiver's part: the answer to `GET /.tapline/probe/<nonce>`, or null when that nonce is none of ours (404). */
  handle(nonce: string): string | null;
  /**
   * Sends one probe through a public URL. Never rejects: whatever goes wrong is the `reason`.
   * @param url public URL without a trailing slash.
   * @param server URL of the tunnel server; see `findWayIn` for what a loopback one changes.
   */
  run(url: string, signal: AbortSignal, server?: URL | null): Promise<ProbeResult>;
}

export interface ProbesOptions {
  /** Version of Tapline, for the User-Agent. */
  version: string;
  /** Milliseconds for one probe; default `limits.tunnel.probeTimeoutMs`. */
  timeoutMs?: number;
  /** Resolves the host name of the public URL; default the system's. */
  lookup?: LookupFunction;
}

/**
 * Round-trip probes. One is good only if its nonce arrived at our receiver and the answer that only this process can give
 * came back: a page of the tunnel server, or another program under the same name, cannot look like a working tunnel.
 */
export function createProbes(options: ProbesOptions): Probes {
  const { version, timeoutMs = limits.tunnel.probeTimeoutMs, lookup } = options;
  const secret = randomBytes(32);
  const waiting = new Map<string, { arrived: boolean }>();
  const answerTo = (nonce: string) => createHmac('sha256', secret).update(nonce).digest('hex');

  const exchange = async (url: string, signal: AbortSignal, server: URL | null): Promise<GetAnswer> => {
    const wayIn = await findWayIn(new URL(url), server);
    return await get({
      url: wayIn.url,
      // The reminder page of localtunnel's public server is skipped for this header, and for agents that are no browsers:
      // https://github.com/localtunnel/localtunnel/issues/598
      headers: { Host: wayIn.host, 'User-Agent': `Tapline/${version} probe`, 'bypass-tunnel-reminder': '1' },
      timeoutMs,
      signal,
      bodyBytes: 16 * 1024,
      lookup,
    });
  };

  return {
    handle(nonce) {
      const probe = waiting.get(nonce);
      if (!probe) return null;
      probe.arrived = true;
      return answerTo(nonce);
    },

    async run(url, signal, server = null) {
      const nonce = randomBytes(16).toString('hex');
      const probe = { arrived: false };
      waiting.set(nonce, probe);
      const started = performance.now();
      try {
        const answer = await exchange(url + probePath + nonce, signal, server);
        if (probe.arrived && answer.status === 200 && same(answer.body, answerTo(nonce))) {
          return { ok: true, roundTripMs: Math.round((performance.now() - started) * 10) / 10, reason: null };
        }
        const location = answer.headers.location;
        const to = typeof location === 'string' ? location : null;
        const { status, body } = answer;
        return missed(reasonOfAnswer({ url, status, location: to, body, arrived: probe.arrived }));
      } catch (error) {
        if (signal.aborted) return missed('The probe was called off.');
        const subject = probe.arrived
          ? 'The public URL reaches Tapline, but its answers do not come back: the public URL'
          : 'The public URL';
        return { ...missed(reasonOfError(subject, error)), unsent: isNameError(error) };
      } finally {
        waiting.delete(nonce);
      }
    },
  };
}

function missed(reason: string): ProbeResult {
  return { ok: false, roundTripMs: null, reason };
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
