import type { Endpoint } from '../../contract/index.ts';
import { messageOf, TaplineError } from '../errors.ts';
import { parseStatuses } from '../replay/expect.ts';
import type { Replayer, Sending } from '../replay/replay.ts';
import type { StoredRequest } from '../store/types.ts';
import { tryToConnect } from '../targets/health.ts';
import type { ResolvedTarget, TargetBook } from '../targets/target-book.ts';

/** What came of one try to forward a post. */
export type Attempt =
  | { type: 'sent'; sending: Sending }
  /** It was sent, and the answer is not one to be content with. */
  | { type: 'refused'; sending: Sending; reason: string }
  /** It cannot be sent at all. */
  | { type: 'hopeless'; target: string; reason: string }
  /** Nothing listens, or no target is known: no try of the post's. */
  | { type: 'down'; reason: string }
  | { type: 'broken-off' };

/** Codes of failures that happen before a connection stands. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EHOSTDOWN',
]);

/**
 * Where an endpoint's posts are forwarded.
 * @throws TaplineError TARGET_MISSING, TARGET_INVALID
 */
export function forwardTarget({ path, forward }: Endpoint, targets: TargetBook): ResolvedTarget {
  return targets.forPost(path, forward.target);
}

/** Sends a post to its endpoint's target and judges what came back. */
export async function attempt(options: {
  request: StoredRequest;
  endpoint: Endpoint;
  targets: TargetBook;
  replayer: Pick<Replayer, 'trySending'>;
  signal: AbortSignal;
}): Promise<Attempt> {
  const { request, endpoint, targets, replayer, signal } = options;
  let target: ResolvedTarget;
  try {
    target = forwardTarget(endpoint, targets);
  } catch (error) {
    return { type: 'down', reason: messageOf(error) };
  }
  let sending: Sending;
  try {
    sending = await replayer.trySending({ request, target, origin: 'forward', signal });
  } catch (error) {
    const isPost = error instanceof TaplineError && error.code === 'BAD_REQUEST';
    return isPost
      ? { type: 'hopeless', target: target.url, reason: error.message }
      : { type: 'down', reason: messageOf(error) };
  }
  const { response, error } = sending;
  if (signal.aborted && error) return { type: 'broken-off' };
  if (error) {
    const reason = await whyUnreachable(error, target, response !== null);
    return reason === null ? { type: 'refused', sending, reason: error.message } : { type: 'down', reason };
  }
  const status = response?.status ?? 0;
  if (parseStatuses(endpoint.forward.accept)?.(status)) return { type: 'sent', sending };
  return {
    type: 'refused',
    sending,
    reason: `${target.name ?? target.url} answered ${status}, and only ${endpoint.forward.accept.trim()} counts.`,
  };
}

/** Null when the target could be reached, and what went wrong is its own doing. */
async function whyUnreachable(
  error: NonNullable<Sending['error']>,
  target: ResolvedTarget,
  isAnswered: boolean,
): Promise<string | null> {
  if (unreachable.has(error.code)) return error.message;
  // A time limit does not say whether anybody took the connection.
  return error.code === 'ETIMEDOUT' && !isAnswered ? tryToConnect(target.url) : null;
}
