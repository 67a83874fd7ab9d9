import { isToken } from './token.ts';

/** Names by which this machine is reached over loopback. Any other Host is somebody's DNS pointing here. */
const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True when a Host header names this machine. */
export function isOwnHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  return ownNames.has(host.replace(/:\d{1,5}$/, '').toLowerCase());
}

/** True when a request was not made by a page of another origin. Scripts and typed addresses send no Origin. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || origin === `http://${host}`;
}

/** Cookies are shared by all ports of a host, so each inspector names its own. */
export function cookieName(port: number): string {
  return `tapline-${port}`;
}

/**
 * True when a request carries the token, in `Authorization: Bearer` or in the inspector's cookie.
 * @param cookie the Cookie header
 */
export function isAuthorized(options: {
  authorization: string | undefined;
  cookie: string | undefined;
  port: number;
  token: string;
}): boolean {
  const bearer = /^Bearer +(\S+)$/i.exec(options.authorization ?? '')?.[1];
  if (bearer !== undefined) return isToken(bearer, options.token);
  const prefix = `${cookieName(options.port)}=`;
  const pair = options.cookie
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  return pair !== undefined && isToken(pair.slice(prefix.length), options.token);
}
