import type { ForwardState } from '../../contract/index.ts';

/** `none`: no endpoint forwards by a queue, so there is nothing to hold. */
export type Forwarding = 'none' | 'running' | 'paused';

/** What the states of all endpoints come to. */
export function forwardingOf(states: readonly ForwardState[]): Forwarding {
  if (states.some(({ paused }) => paused)) return 'paused';
  return states.some(({ mode }) => mode === 'queue') ? 'running' : 'none';
}
