import type { Delivery, Edits, Header } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/types.ts';
import { assembleRequest, buildRequest, type OutgoingRequest } from './request.ts';
import { pairs, send } from './send.ts';

export interface ReplayerOptions {
  store: Pick<Store, 'request' | 'addDelivery'>;
  /** Default: `limits.replay`. */
  timeoutMs?: number;
  responseBytes?: number;
}

export interface Replayer {
  /**
   * Sends a stored post to a target and stores the delivery, whether or not the target answered.
   * @throws TaplineError POST_NOT_FOUND, TARGET_INVALID, BAD_REQUEST (edits that cannot be sent), STORAGE_FAILED. Nothing
   * is sent in the first three cases.
   */
  replay(options: {
    postId: number;
    target: string;
    edits?: Edits | undefined;
    origin?: 'replay' | 'forward' | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<Delivery>;
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

  async function deliver(
    request: OutgoingRequest,
    about: Pick<Delivery, 'postId' | 'target' | 'origin'>,
    signal: AbortSignal | undefined,
  ): Promise<Delivery> {
    const sent = await send(request, { timeoutMs, responseBytes, signal });
    return store.addDelivery({
      ...about,
      ...sent,
      request: {
        method: request.method,
        target: request.path,
        headers: pairs(request.headers),
        bodySize: request.body.length,
      },
    });
  }

  return {
    async replay({ postId, target, edits, origin = 'replay', signal }) {
      const request = buildRequest(await store.request(postId), target, edits);
      return deliver(request, { postId, target: target.trim(), origin }, signal);
    },
    async sendTest({ request: { path, ...sample }, target, signal }) {
      const request = assembleRequest({
        request: { ...sample, target: path, httpVersion: '1.1', trailers: [] },
        target,
        marker: null,
      });
      return deliver(request, { postId: null, target: target.trim(), origin: 'test' }, signal);
    },
  };
}
