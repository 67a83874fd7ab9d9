import type { Delivery, Header } from '../../contract/index.ts';
import type { Answer, AnswerRequest } from '../receiver/types.ts';
import { hopByHopNames, isMarked } from '../replay/headers.ts';
import type { Replayer } from '../replay/replay.ts';
import type { Store } from '../store/types.ts';
import type { TargetBook } from '../targets/target-book.ts';
import { forwardTarget } from './attempt.ts';

/**
 * Asks the target for the answer to a post that is stored already.
 * @returns null when the endpoint's own answer is to go out: the target gave none in time, or one that is cut
 * @throws TaplineError when no target is known or the post cannot be read or sent
 */
export async function passThrough(options: {
  asked: AnswerRequest;
  store: Pick<Store, 'request' | 'addDelivery'>;
  replayer: Pick<Replayer, 'trySending'>;
  targets: TargetBook;
  onDelivery(delivery: Delivery): void;
  onFault(error: unknown): void;
}): Promise<Answer | null> {
  const { asked, store, replayer, targets } = options;
  const { id, endpoint, closing } = asked;
  const target = forwardTarget(endpoint, targets);
  const request = await store.request(id);
  // It asked itself: the answer would be waited for for ever.
  if (isMarked(request.headers)) return null;
  const sending = await replayer.trySending({
    request,
    target,
    origin: 'forward',
    timeoutMs: endpoint.forward.fallbackAfterMs,
    signal: closing,
  });
  // The platform does not wait for our records.
  store.addDelivery(sending).then(options.onDelivery, options.onFault);
  const { response, error } = sending;
  if (error || !response || response.cut || response.status < 200) return null;
  return {
    status: response.status,
    headers: endToEnd(response.headers),
    body: Buffer.from(response.body, 'base64'),
    isTargets: true,
  };
}

/** The lines that are meant for the platform; RFC 9110 section 7.6.1. */
function endToEnd(headers: readonly Header[]): Header[] {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','))
    .map((name) => name.trim().toLowerCase());
  const dropped = new Set([...hopByHopNames, ...named]);
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()));
}
