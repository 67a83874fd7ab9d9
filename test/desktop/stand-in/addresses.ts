/**
 * Chromium takes no scheme that it was not built with, so `app://tapline/x` is loaded as `https://tapline.app.stand-in.invalid/x`:
 * an origin of its own and a secure context, too. Nothing of it ever leaves the machine.
 */
const suffix = '.app.stand-in.invalid';

/** What Chromium loads for a URL of the app. */
export function toBrowser(url: string): string {
  const match = /^app:\/\/([^/?#]+)(.*)$/.exec(url);
  return match ? `https://${match[1]}${suffix}${match[2] || '/'}` : url;
}

/** The URL as the app knows it. */
export function fromBrowser(url: string): string {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:' || !parsed.host.endsWith(suffix)) return url;
  return `app://${parsed.host.slice(0, -suffix.length)}${url.slice(parsed.origin.length)}`;
}
