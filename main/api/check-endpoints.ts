import type { Endpoint } from '../../contract/index.ts';
import { dialectById } from '../dialects/registry.ts';
import { TaplineError } from '../errors.ts';
import { announcesTrailer, isSendable } from '../receiver/answer.ts';
import { endpointFor } from '../receiver/endpoints.ts';
import { probePath } from '../receiver/types.ts';
import { parseStatuses } from '../replay/expect.ts';
import type { TargetBook } from '../targets/target-book.ts';

/**
 * Checks what the form of the contract cannot: that each endpoint can be reached, answered and replayed.
 * @param targets knows the names that may stand for targets
 * @throws TaplineError BAD_REQUEST, DIALECT_UNKNOWN, TARGET_INVALID
 */
export function checkEndpoints(endpoints: readonly Endpoint[], targets: Pick<TargetBook, 'resolve'>): void {
  for (const endpoint of endpoints) {
    const { path, dialect, response, target, forward } = endpoint;
    if (/[?#]/.test(path)) {
      throw bad(`The path ${path} must end before "?" or "#": an endpoint takes posts with any query.`);
    }
    if (endpointFor(endpoints, path) !== endpoint) {
      throw bad(
        `The path ${path} is there twice; each endpoint needs its own. A slash at the end makes no difference.`,
      );
    }
    if (!/^[!-~]+$/.test(path)) {
      throw bad(`The path ${path} must be written as it travels: ${encodeURI(path)}.`);
    }
    if (`${path}/`.startsWith(probePath)) {
      throw bad(`Paths under ${probePath} belong to Tapline's own probes; choose another one.`);
    }
    const unsendable = response.headers.find((header) => !isSendable(header));
    if (unsendable) {
      throw bad(
        `The header "${unsendable[0]}" of ${path} cannot be sent: its name or value has characters HTTP does not allow.`,
      );
    }
    if (response.headers.some(announcesTrailer)) {
      throw bad(
        `The header "Trailer" of ${path} announces lines behind the body, and an answer has none. Leave it out.`,
      );
    }
    if (dialectById(dialect) === null) {
      throw new TaplineError('DIALECT_UNKNOWN', `There is no dialect "${dialect}"; GET /api/dialects lists them.`);
    }
    if (target !== null) targets.resolve(target);
    if (forward.target !== null) targets.resolve(forward.target);
    if (parseStatuses(forward.accept) === null) {
      throw bad(
        `The accepted statuses "${forward.accept}" of ${path} are not readable. Write them like 200, 2xx or 200,204.`,
      );
    }
  }
}

function bad(message: string): TaplineError {
  return new TaplineError('BAD_REQUEST', message);
}
