import { defaultResponse, type Endpoint, noForward } from '../../contract/index.ts';

/** A new endpoint with a path that is not taken. */
export function newEndpoint(endpoints: readonly Endpoint[]): Endpoint {
  let n = 1;
  const path = () => (n === 1 ? '/other' : `/other-${n}`);
  while (endpoints.some((each) => each.path === path())) n += 1;
  return {
    path: path(),
    dialect: 'txtwire',
    kind: 'other',
    response: defaultResponse,
    target: null,
    forward: noForward,
  };
}

/** What keeps the endpoints from being saved; null when nothing does. */
export function endpointFault(endpoints: readonly Endpoint[]): 'bad-path' | 'twice' | null {
  if (endpoints.some((each) => !/^\/\S*$/.test(each.path))) return 'bad-path';
  return new Set(endpoints.map((each) => each.path)).size < endpoints.length ? 'twice' : null;
}
