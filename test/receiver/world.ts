import { defaultEndpoints, type Incident } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { startReceiver } from '../../main/receiver/receiver.ts';
import type { Receiver, ReceiverOptions } from '../../main/receiver/types.ts';
import type { CapturedPost } from '../../main/store/types.ts';
import { connectRaw, type RawAnswer, type RawClient } from '../helpers/raw-client.ts';

export type KeptIncident = Omit<Incident, 'id'>;

/** A receiver with all that it hands on. */
export interface World extends AsyncDisposable {
  receiver: Receiver;
  /** In the order in which they were to be stored. */
  posts: CapturedPost[];
  incidents: KeptIncident[];
  /** Why posts were answered 503. */
  refused: unknown[];
  /** Opens a connection to it. */
  connect(host?: string): Promise<RawClient>;
  /** Sends some bytes on a connection of its own and resolves with the first answer. */
  ask(...pieces: (string | Uint8Array)[]): Promise<RawAnswer>;
}

/**
 * Starts a receiver whose posts go into a list.
 * @param options what is to be otherwise; a given `append` is called after the post is in the list
 */
export async function startWorld(options: Partial<ReceiverOptions> = {}): Promise<World> {
  const posts: CapturedPost[] = [];
  const incidents: KeptIncident[] = [];
  const refused: unknown[] = [];
  const receiver = await startReceiver({
    port: 0,
    bodyLimit: () => limits.receiver.bodyBytes,
    endpoints: () => defaultEndpoints,
    probe: (nonce) => (nonce === 'known' ? 'proof' : null),
    via: () => 'local',
    onIncident: (incident) => incidents.push(incident),
    onRefused: (error) => refused.push(error),
    ...options,
    async append(post) {
      posts.push(post);
      return (await options.append?.(post)) ?? posts.length;
    },
  });
  return {
    receiver,
    posts,
    incidents,
    refused,
    connect: (host) => connectRaw(receiver.port, host),
    async ask(...pieces) {
      using client = await connectRaw(receiver.port);
      await client.send(...pieces);
      return await client.answer();
    },
    [Symbol.asyncDispose]: () => receiver.close(),
  };
}

/** A complete request with Host and Content-Length. */
export function post(path: string, body = '', ...lines: string[]): string {
  return [`POST ${path} HTTP/1.1`, 'Host: receiver.test', ...lines, `Content-Length: ${body.length}`, '', body].join(
    '\r\n',
  );
}

/** Something that happens when the test says so. */
export function gate(): { opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** The bytes of an incident, one character each. */
export function bytesOf(incident: KeptIncident | undefined): string {
  return Buffer.from(incident?.bytes ?? '', 'base64').toString('latin1');
}

/** True on machines that have ::1. */
export async function hasIpv6(): Promise<boolean> {
  const { createServer } = await import('node:net');
  const server = createServer();
  const works = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(0, '::1', () => resolve(true));
  });
  server.close();
  return works;
}
