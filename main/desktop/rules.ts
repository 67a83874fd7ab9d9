import { resolve } from 'node:path';

/** Where the window's page lives. Parsed URLs of this scheme have no usable `origin` in Node, so parts are compared. */
export const scheme = 'app';
export const host = 'tapline';
export const origin = `${scheme}://${host}`;
export const startUrl = `${origin}/`;

const externalUrlChars = 2048;

/** True for a URL that our own protocol handler serves. */
export function isOwnUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${scheme}:` && parsed.host === host && !parsed.username;
}

/** The window shows one page for ever: only that page may be loaded (again). */
export function mayNavigate(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && isOwnUrl(url) && (parsed.pathname === '/' || parsed.pathname === '/index.html');
}

/**
 * The address to ask the user about, or null when it must not be opened at all. Credentials are refused: they are a way to
 * make one host look like another (`https://bank.example@evil.example`).
 */
export function externalUrl(value: unknown): URL | null {
  if (typeof value !== 'string' || value.length > externalUrlChars) return null;
  const url = URL.parse(value);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  return url.username || url.password ? null : url;
}

/** The parts of Electron's WebFrameMain that decide who is speaking. */
export interface SendingFrame {
  origin: string;
  parent: unknown;
}

/** True when a message comes from the main frame of our page. Electron gives null for a frame that is already gone. */
export function isOurFrame(frame: SendingFrame | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === origin;
}

/**
 * Every permission is denied but one: writing text to the clipboard after a click, which the copy buttons need and which
 * Electron asks for under this name.
 */
export function mayUse(permission: string, requestingUrl: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnUrl(requestingUrl);
}

/** The page may save what it made itself (exports, bodies), and nothing from elsewhere. */
export function mayDownload(url: string): boolean {
  return url.startsWith(`blob:${origin}/`);
}

/** A page that crashes again within this time, in milliseconds, is not loaded once more. */
export const crashLoopMs = 10_000;

/** Decides whether the page is loaded again after its process ended. Times in milliseconds. */
export function mayReload(reason: string, lastCrashAt: number | null, now: number): boolean {
  if (reason === 'clean-exit') return false;
  return lastCrashAt === null || now - lastCrashAt > crashLoopMs;
}

/**
 * The arguments meant for Tapline. A packaged app gets nothing else; a bare Electron is told first which app to run, and
 * before that whatever a debugger or a test driver wants of Electron itself.
 */
export function ownArguments(argv: string[], appPath: string, packaged: boolean): string[] {
  if (packaged) return argv.slice(1);
  const at = argv.findIndex((argument, index) => index > 0 && resolve(argument) === resolve(appPath));
  return argv.slice(at === -1 ? 2 : at + 1);
}
