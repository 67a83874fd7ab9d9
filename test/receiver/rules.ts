import { defaultResponse, type Endpoint, noForward, type ResponseRule } from '../../contract/index.ts';

/** An endpoint that answers by this rule; what is not named is as in a new data folder. */
export function endpointWith(rule: Partial<ResponseRule>, parts: Partial<Endpoint> = {}): Endpoint {
  return {
    path: '/rule',
    dialect: 'txtwire',
    kind: 'callback',
    response: { ...defaultResponse, ...rule },
    target: null,
    forward: noForward,
    ...parts,
  };
}

/** So long that no test waits for it. */
export const foreverMs = 120_000;
