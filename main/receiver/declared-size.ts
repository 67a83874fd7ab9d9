import type { IncomingMessage } from 'node:http';

/** `Content-Length` as a number, or null when there is none. */
export function declaredSize(request: IncomingMessage): number | null {
  const value = request.headers['content-length'];
  return value === undefined ? null : Number(value);
}
