import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { defaultEndpoints, type Tunnel, type TunnelState } from '../../contract/index.ts';
import { probePath } from '../../main/receiver/types.ts';
import type { OutageNews } from '../../main/tunnel/outages.ts';
import { createProbes, type Probes } from '../../main/tunnel/probe.ts';
import type { TunnelProvider } from '../../main/tunnel/provider.ts';
import {
  createTunnel,
  type TunnelLine,
  type TunnelOptions,
  type TunnelSupervisor,
} from '../../main/tunnel/supervisor.ts';
import { freePort } from '../helpers/free-port.ts';

/** Limits that let a whole life of a tunnel fit into a second or two. */
export const fast = {
  firstRetryMs: 40,
  lastRetryMs: 160,
  probeEveryMs: 60,
  probeAfterMissMs: 20,
  nameRetryMs: 20,
  closeTimeoutMs: 2000,
};

export interface HttpServer extends AsyncDisposable {
  port: number;
  url: string;
}

/** A server on 127.0.0.1 and, where there is one, on ::1, as the receiver listens. */
export async function serve(listener: RequestListener, port = 0): Promise<HttpServer> {
  const first = await listen(listener, '127.0.0.1', port);
  const taken = (first.address() as AddressInfo).port;
  const servers = [first, await listen(listener, '::1', taken).catch(() => null)];
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}`,
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        if (!server) continue;
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

async function listen(listener: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(listener).listen(port || (await freePort()), host);
  await once(server, 'listening');
  return server;
}

export interface Captured {
  method: string;
  target: string;
  rawHeaders: string[];
  body: Buffer;
}

export interface BareReceiver extends HttpServer {
  posts: Captured[];
  /** Takes over the answers to probes; null gives them back. */
  answerWith: ((response: ServerResponse) => void) | null;
}

/** As much of a receiver as a tunnel needs: answers probes, keeps everything else. */
export async function serveReceiver(probes: Probes): Promise<BareReceiver> {
  const posts: Captured[] = [];
  let answerWith: BareReceiver['answerWith'] = null;
  const server = await serve((request, response) => {
    const target = request.url ?? '';
    if (target.startsWith(probePath)) {
      if (answerWith) {
        answerWith(response);
        return;
      }
      const answer = probes.handle(target.slice(probePath.length));
      response.writeHead(answer === null ? 404 : 200, { 'Content-Type': 'text/plain' }).end(answer ?? '');
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posts.push({
        method: request.method ?? '',
        target,
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(chunks),
      });
      response.end();
    });
  });
  return {
    ...server,
    posts,
    get answerWith() {
      return answerWith;
    },
    set answerWith(value) {
      answerWith = value;
    },
  };
}

export interface TunnelWorld extends AsyncDisposable {
  tunnel: TunnelSupervisor;
  receiver: BareReceiver;
  /** Every snapshot that was told, oldest first. */
  seen: Tunnel[];
  outages: OutageNews[];
  saved: string[];
  /** Waits until a condition holds. */
  until(holds: (tunnel: Tunnel) => boolean, limitMs?: number): Promise<Tunnel>;
  untilState(state: TunnelState, limitMs?: number): Promise<Tunnel>;
}

export type WorldOptions = Partial<Omit<TunnelOptions, 'line' | 'probes' | 'port'>> & {
  /** Made for the receiver's URL; null = off. */
  provider(receiver: BareReceiver): TunnelProvider | null;
  name?: string;
  probeTimeoutMs?: number;
  /** Resolves the names of public URLs for the probes. */
  lookup?: LookupFunction;
};

/** A line as the app makes one, around any provider. */
export function lineOf(provider: TunnelProvider | null, name = 'calm-fox-4821'): TunnelLine {
  return {
    choice: provider ? { provider: 'localtunnel', host: 'http://127.0.0.1', name } : { provider: 'off' },
    provider,
    name,
  };
}

/** A supervisor with a receiver behind it. */
export async function startWorld(options: WorldOptions): Promise<TunnelWorld> {
  const { probeTimeoutMs = 2000, lookup, provider, name = 'calm-fox-4821', limits, ...rest } = options;
  const probes = createProbes({ version: '0.0.0', timeoutMs: probeTimeoutMs, lookup });
  const receiver = await serveReceiver(probes);
  const seen: Tunnel[] = [];
  const outages: OutageNews[] = [];
  const saved: string[] = [];
  const tunnel = createTunnel({
    line: lineOf(provider(receiver), name),
    port: receiver.port,
    probes,
    lastUrl: null,
    saveUrl: (url) => saved.push(url),
    endpoints: () => defaultEndpoints,
    onOutage: (outage) => outages.push(outage),
    limits: { ...fast, ...limits },
    ...rest,
  });
  tunnel.subscribe((snapshot) => seen.push(snapshot));

  const until: TunnelWorld['until'] = (holds, limitMs = 10_000) =>
    new Promise((resolve, reject) => {
      const check = (snapshot: Tunnel) => {
        if (!holds(snapshot)) return;
        clearTimeout(timer);
        leave();
        resolve(snapshot);
      };
      const timer = setTimeout(() => {
        leave();
        reject(new Error(`Still ${JSON.stringify(tunnel.snapshot())} after ${limitMs} ms.`));
      }, limitMs);
      const leave = tunnel.subscribe(check);
      check(tunnel.snapshot());
    });

  return {
    tunnel,
    receiver,
    seen,
    outages,
    saved,
    until,
    untilState: (state, limitMs) => until((snapshot) => snapshot.state === state, limitMs),
    async [Symbol.asyncDispose]() {
      await tunnel.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}
