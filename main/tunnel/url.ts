import type { TunnelProvider } from './provider.ts';

/**
 * A URL that already leads to the receiver, by means that are none of our business. Nothing is opened or closed; whether it
 * really leads here is what the probes find out.
 * @throws Error with a sentence when `text` is no http(s) URL.
 */
export function createUrlTunnel(text: string): TunnelProvider {
  const url = parsePublicUrl(text);
  return {
    id: 'url',
    external: true,
    nameOf: () => null,
    open({ signal }) {
      if (signal.aborted) return Promise.reject(new Error('The opening of the tunnel was called off.'));
      const closed = Promise.withResolvers<string>();
      return Promise.resolve({
        url,
        closed: closed.promise,
        async close() {
          closed.resolve('The tunnel was closed.');
        },
      });
    },
  };
}

/**
 * Reads a public URL as a user gives it; a path in front of the receiver's own paths is allowed.
 * @returns the URL without a trailing slash.
 * @throws Error with a sentence when it is not usable as one.
 */
export function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error(`"${text}" is no http(s) URL: give one that already leads here, such as https://sms.example.com.`);
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new Error(`The tunnel URL "${url.origin}…" must end after its path: no "?", "#", user name or password.`);
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}
