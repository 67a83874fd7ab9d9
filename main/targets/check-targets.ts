import type { Target } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { checkHeaders, framingNames } from '../replay/headers.ts';
import { parseTarget } from '../replay/target.ts';

/**
 * Checks what the form of the contract cannot: that names differ, URLs can be sent to, and headers leave requests whole.
 * @throws TaplineError BAD_REQUEST, TARGET_INVALID
 */
export function checkTargets(targets: readonly Target[]): void {
  const seen = new Set<string>();
  for (const { name, url, headers } of targets) {
    const key = name.trim().toLowerCase();
    if (seen.has(key)) {
      throw new TaplineError('BAD_REQUEST', `Two targets are named "${name}". Give each a name of its own.`);
    }
    seen.add(key);
    parseTarget(url);
    checkHeaders(headers);
    const framing = headers.find(([header]) => framingNames.has(header.toLowerCase()));
    if (framing) {
      throw new TaplineError(
        'BAD_REQUEST',
        `The target "${name}" cannot set ${framing[0]}: Tapline makes it from each request. Take it out.`,
      );
    }
  }
}
