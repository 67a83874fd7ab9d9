import type { Endpoint } from '../../contract/index.ts';

/**
 * The path of a request target, as it came: of `/a?b`, of `http://host/a?b`, of `*`.
 * @param target raw request target
 */
export function pathOf(target: string): string {
  let path = target;
  if (!path.startsWith('/')) {
    const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(path);
    if (absolute) path = path.slice(absolute[0].length) || '/';
  }
  const query = path.indexOf('?');
  return query < 0 ? path : path.slice(0, query);
}

/**
 * The endpoint that a request target leads to, or null. Paths are compared as they came, without decoding; one slash at
 * the end makes no difference, because platforms and people add and drop it.
 */
export function endpointFor(endpoints: readonly Endpoint[], target: string): Endpoint | null {
  const path = withoutSlash(pathOf(target));
  return endpoints.find((endpoint) => withoutSlash(endpoint.path) === path) ?? null;
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
