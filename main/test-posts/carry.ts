import type { Delivery, Header, TestPost } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Replayer } from '../replay/replay.ts';
import { assembleRequest, type OutgoingRequest } from '../replay/request.ts';
import { type Sent, send } from '../replay/send.ts';
import { type Arrivals, testHeader } from './arrivals.ts';
import { createLines } from './lines.ts';

/** A request that no platform sent. Text is latin-1. */
export interface MadeRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: Header[];
  body: Buffer;
}

export interface CarryOptions {
  replayer: Pick<Replayer, 'sendTest'>;
  arrivals: Arrivals;
  /** URL of the receiver on this machine. */
  receiverUrl(): string;
  /** Public URL, or null while there is none. */
  publicUrl(): string | null;
  /** Where to connect for the public URL, and the Host header to send there. */
  wayIn(publicUrl: URL): Promise<{ url: URL; host: string }>;
  /** Default: `limits.testPosts.timeoutMs`. */
  timeoutMs?: number | undefined;
}

export interface Carriage {
  request: MadeRequest;
  via: TestPost['via'];
  /** Where to, for `target`. */
  target: string | null;
  /** Value of the header that tells a test post. */
  nonce: string;
  signal?: AbortSignal | undefined;
}

export interface Carrier {
  /**
   * Sends a request. Resolves once it is stored as a post, whatever the receiver answers and when; for a target, once that
   * answered or failed to.
   * @throws TaplineError TARGET_MISSING, TARGET_INVALID, BAD_REQUEST, TUNNEL_OFF, TUNNEL_FAILED, STORAGE_FAILED
   */
  carry(carriage: Carriage): Promise<{ postId: number } | Delivery>;
  /** Ends everything under way. */
  close(): void;
}

/** Sends made-up requests to the receiver, through the tunnel, or to a target. */
export function createCarrier(options: CarryOptions): Carrier {
  const { replayer, arrivals } = options;
  const lines = createLines(limits.testPosts.connections);

  async function addressed({ request, via, nonce }: Carriage): Promise<OutgoingRequest> {
    const base = via === 'tunnel' ? options.publicUrl() : options.receiverUrl();
    if (base === null) {
      throw new TaplineError(
        'TUNNEL_OFF',
        'The tunnel has no public URL at the moment. Send the test post to the receiver instead.',
      );
    }
    const whole = new URL(base);
    const { url, host } = via === 'tunnel' ? await options.wayIn(whole) : { url: whole, host: whole.host };
    const outgoing = assembleRequest({
      request: { ...request, httpVersion: '1.1', trailers: [] },
      target: url.origin,
      marker: null,
    });
    const headers: string[] = [];
    for (let i = 0; i + 1 < outgoing.headers.length; i += 2) {
      const name = outgoing.headers[i] as string;
      const key = name.toLowerCase();
      // A kept request may have been a test post once.
      if (key !== testHeader.toLowerCase()) headers.push(name, key === 'host' ? host : (outgoing.headers[i + 1] ?? ''));
    }
    headers.push(testHeader, nonce);
    return { ...outgoing, path: url.pathname.replace(/\/$/, '') + outgoing.path, headers };
  }

  async function throughReceiver(carriage: Carriage): Promise<{ postId: number }> {
    const { via, nonce, signal } = carriage;
    const outgoing = await addressed(carriage);
    const line = await lines.take();
    // Hung up by the caller only until the post is stored; the answer to it is none of theirs.
    const hangUp = new AbortController();
    const stop = () => hangUp.abort();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    const { arrived, forget } = arrivals.expect(nonce);
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    let isOver = false;
    void send(outgoing, {
      timeoutMs: options.timeoutMs ?? limits.testPosts.timeoutMs,
      responseBytes: 4096,
      signal: AbortSignal.any([line.signal, hangUp.signal]),
    }).then((sent) => {
      line.over();
      // A post of ours is told before its answer goes out.
      if (!isOver) reject(whyNotStored(sent, via));
    });
    try {
      const postId = await Promise.race([arrived, givenUp]);
      line.arrived();
      return { postId };
    } finally {
      isOver = true;
      signal?.removeEventListener('abort', stop);
      forget();
    }
  }

  async function toTarget({ request: { target: path, ...rest }, target, signal }: Carriage): Promise<Delivery> {
    if (target === null) {
      throw new TaplineError(
        'TARGET_MISSING',
        'Name a target for the test post, for example http://localhost:8080, or set a default one.',
      );
    }
    const line = await lines.take();
    try {
      const either = signal ? AbortSignal.any([signal, line.signal]) : line.signal;
      return await replayer.sendTest({ request: { ...rest, path }, target, signal: either });
    } finally {
      line.over();
    }
  }

  return {
    carry: (carriage) => (carriage.via === 'target' ? toTarget(carriage) : throughReceiver(carriage)),
    close: () => lines.close(),
  };
}

function whyNotStored({ error, response }: Sent, via: TestPost['via']): TaplineError {
  if (error) return failed(via, error.message);
  if (response?.status === 503 && via === 'receiver') {
    return new TaplineError('STORAGE_FAILED', 'The test post was refused with 503: posts are not being stored.');
  }
  if (via === 'receiver') {
    const message = `The receiver answered the test post with ${response?.status} and did not store it. The incidents say why.`;
    return new TaplineError('BAD_REQUEST', message);
  }
  const hint = 'Another server may stand at the public URL.';
  return failed(via, `It was answered ${response?.status} and not stored by this receiver. ${hint}`);
}

function failed(via: TestPost['via'], why: string): TaplineError {
  return via === 'tunnel'
    ? new TaplineError('TUNNEL_FAILED', `The test post did not come back through the tunnel: ${why}`)
    : new TaplineError('STORAGE_FAILED', `The test post did not reach the receiver: ${why}`);
}
