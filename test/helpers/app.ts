import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type App, createApp } from '../../main/app.ts';
import { createLog } from '../../main/log.ts';
import type { AppOptions } from '../../main/options.ts';

export interface ApiAnswer<T = unknown> {
  status: number;
  headers: IncomingHttpHeaders;
  /** The JSON of the answer, or null when it is none. */
  body: T;
  bytes: Buffer;
}

export interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | undefined;
}

/** A whole Tapline in this process, over real sockets and files. */
export interface TestApp extends AsyncDisposable {
  app: App;
  folder: string;
  token: string;
  /** `http://127.0.0.1:<port>` of the inspector. */
  inspector: string;
  receiver: string;
  /** Calls a route of the API with the token; `path` without `/api`. */
  api<T = unknown>(method: string, path: string, body?: unknown): Promise<ApiAnswer<T>>;
  /** Asks the inspector's server anything, with exactly these headers (and Host). */
  ask(path: string, options?: AskOptions): Promise<ApiAnswer>;
  /** Sends a form to the receiver. Resolves with the status it was answered. */
  post(path: string, body?: string, headers?: Record<string, string>): Promise<number>;
}

/**
 * Starts one on free ports, with a data folder of its own and the tunnel off.
 * @param options what is to be otherwise; a given `dataFolder` is left in place
 */
export async function startApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const folder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'tapline-app-')));
  const app = await createApp(
    {
      dataFolder: folder,
      receiverPort: 0,
      inspectorPort: 0,
      tunnel: { provider: 'off' },
      target: null,
      rendererFolder: join(folder, 'no-renderer'),
      ...options,
    },
    createLog({ TAPLINE_LOG: 'silent' }),
  );
  const { inspector } = app;
  const { token } = inspector;
  const origin = new URL(inspector.url).origin;
  const receiver = app.status().receiver.url;
  const ask: TestApp['ask'] = (path, how = {}) => send(origin, path, how);
  return {
    app,
    folder,
    token,
    inspector: origin,
    receiver,
    ask,
    api: async <T>(method: string, path: string, body?: unknown) =>
      (await ask(`/api${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })) as ApiAnswer<T>,
    async post(path, body = '', headers = {}) {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      return (await send(receiver, path, { method: 'POST', headers: { ...type, ...headers }, body })).status;
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      if (options.dataFolder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

function send(origin: string, path: string, { method = 'GET', headers = {}, body }: AskOptions): Promise<ApiAnswer> {
  const { hostname, port } = new URL(origin);
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const length = bytes ? { 'content-length': String(bytes.length) } : {};
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname,
      port,
      path,
      method,
      headers: { ...length, ...headers },
      agent: false,
      signal: AbortSignal.timeout(30_000),
    });
    outgoing.on('error', reject);
    outgoing.on('response', async (response) => {
      try {
        const answered = await buffer(response);
        const isJson = /^application\/json\b/.test(response.headers['content-type'] ?? '');
        const json: unknown = isJson && answered.length > 0 ? JSON.parse(answered.toString('utf8')) : null;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: json, bytes: answered });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.end(bytes);
  });
}
