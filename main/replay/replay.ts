import type { Delivery, Edits, Expectation, Header } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Store, StoredRequest } from '../store/types.ts';
import type { ResolvedTarget } from '../targets/target-book.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { differences, isDemanding } from './expect.ts';
import { assembleRequest, buildRequest, editedBody, type OutgoingRequest } from './request.ts';
import { pairs, send } from './send.ts';

export interface ReplayerOptions {
  store: Pick<Store, 'request' | 'addDelivery'>;
  /** Finds what was named as a target; when absent, only URLs are targets. */
  resolve?(text: string): ResolvedTarget;
  /** Default: `limits.replay`. */
  timeoutMs?: number;
  responseBytes?: number;
}

/** A sending that was not written down yet. */
export type Sending = Omit<Delivery, 'id'>;

export interface SendingOptions {
  request: StoredRequest;
  target: ResolvedTarget;
  origin: 'replay' | 'forward';
  edits?: Edits | undefined;
  /** The target's own when absent. */
  expect?: Expectation | null | undefined;
  /** The target's own time limit when absent, or when that is shorter. Milliseconds. */
  timeoutMs?: number | undefined;
  /** Of a job with many: its number, and where its connections wait. Less is kept of the answers. */
  job?: { id: number; pool: ConnectionPool } | undefined;
  signal?: AbortSignal | undefined;
}

export interface Replayer {
  /**
   * Sends a stored post to a target and stores the delivery, whether or not the target answered.
   * @param options.target a name or URL, or what was found for one
   * @throws TaplineError POST_NOT_FOUND, TARGET_INVALID, BAD_REQUEST (edits that cannot be sent), STORAGE_FAILED. Nothing
   * is sent in the first three cases.
   */
  replay(options: {
    postId: number;
    target: string | ResolvedTarget;
    edits?: Edits | undefined;
    origin?: 'replay' | 'forward' | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<Delivery>;
  /**
   * Sends a post and compares the answer with what is expected; stores nothing.
   * @throws TaplineError TARGET_INVALID, or BAD_REQUEST when it cannot be sent
   */
  trySending(options: SendingOptions): Promise<Sending>;
  /**
   * Sends a sample straight to a target; it never becomes a post.
   * @throws TaplineError TARGET_INVALID, BAD_REQUEST, STORAGE_FAILED
   */
  sendTest(options: {
    request: { method: string; path: string; headers: Header[]; body: Buffer };
    target: string;
    signal?: AbortSignal | undefined;
  }): Promise<Delivery>;
}

/** Sends posts to targets and keeps a record of every sending. */
export function createReplayer(options: ReplayerOptions): Replayer {
  const { store, timeoutMs = limits.replay.timeoutMs, responseBytes = limits.replay.responseBytes } = options;
  const resolve = options.resolve ?? bare;

  async function trySending(sending: SendingOptions): Promise<Sending> {
    const { request: post, target, origin, edits = {}, job, signal } = sending;
    const request = buildRequest(post, target, edits);
    const expect = sending.expect === undefined ? target.expect : sending.expect;
    const limit = Math.min(target.timeoutMs ?? timeoutMs, sending.timeoutMs ?? Number.POSITIVE_INFINITY);
    const kept = job ? Math.min(responseBytes, limits.replay.jobResponseBytes) : responseBytes;
    const looksAtBody = isDemanding(expect) && (expect.bodyContains !== null || expect.json.length > 0);
    const sent = await send(request, {
      timeoutMs: limit,
      responseBytes: looksAtBody ? responseBytes : kept,
      readBytes: job ? responseBytes : undefined,
      pool: job?.pool,
      signal,
    });
    const found = isDemanding(expect) ? differences(expect, sent) : null;
    return {
      postId: post.id,
      target: target.url,
      origin,
      ...sent,
      response: sent.response && shortened(sent.response, kept),
      request: { ...told(request), editedBody: editedBody(edits)?.toString('base64') ?? null },
      jobId: job?.id ?? null,
      passed: found && found.length === 0,
      differences: found ?? [],
    };
  }

  return {
    trySending,
    async replay({ postId, target, edits, origin = 'replay', signal }) {
      const request = await store.request(postId);
      const found = typeof target === 'string' ? resolve(target) : target;
      return store.addDelivery(await trySending({ request, target: found, edits, origin, signal }));
    },
    async sendTest({ request: { path, ...sample }, target, signal }) {
      const found = resolve(target);
      const request = assembleRequest({
        request: { ...sample, target: path, httpVersion: '1.1', trailers: [] },
        target: found.url,
        headers: found.headers,
        marker: null,
      });
      const sent = await send(request, { timeoutMs: found.timeoutMs ?? timeoutMs, responseBytes, signal });
      return store.addDelivery({
        postId: null,
        target: found.url,
        origin: 'test',
        ...sent,
        request: { ...told(request), editedBody: null },
        jobId: null,
        passed: null,
        differences: [],
      });
    },
  };
}

/** A URL as a target with nothing of its own. */
function bare(url: string): ResolvedTarget {
  return { name: null, url: url.trim(), headers: [], timeoutMs: null, expect: null };
}

function told(request: OutgoingRequest): Omit<Delivery['request'], 'editedBody'> {
  return {
    method: request.method,
    target: request.path,
    headers: pairs(request.headers),
    bodySize: request.body.length,
  };
}

/** The answer with a body of so many bytes at most. */
function shortened(response: NonNullable<Delivery['response']>, bytes: number): NonNullable<Delivery['response']> {
  if (response.body.length * 0.75 <= bytes + 2) return response;
  const body = Buffer.from(response.body, 'base64');
  return body.length <= bytes ? response : { ...response, body: body.toString('base64', 0, bytes), cut: true };
}
