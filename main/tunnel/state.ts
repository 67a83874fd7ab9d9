import type { TunnelState } from '../../contract/index.ts';

/** Failed attempts at reopening after which a tunnel that is being repaired counts as offline. */
const repairTries = 2;

/**
 * State of a tunnel that does not work.
 * @param facts.wasOnline it was online at some time.
 * @param facts.failures attempts at opening it that failed since.
 * @param facts.external nothing here can repair it.
 */
export function stateWhenDown(facts: { wasOnline: boolean; failures: number; external: boolean }): TunnelState {
  const { wasOnline, failures, external } = facts;
  if (external) return 'offline';
  if (!wasOnline) return failures > 0 ? 'offline' : 'connecting';
  return failures < repairTries ? 'reconnecting' : 'offline';
}
