/** Where new versions are announced, or a sentence that says why that address is not used. Null = nowhere: updates are off. */
export type UpdateFeed = { url: string } | { problem: string } | null;

/**
 * Reads the address of the update feed. Without one Tapline never asks anybody for a new version.
 * @param env `TAPLINE_UPDATE_FEED` wins over what was packaged, and turns updates off when it is empty
 * @param packaged address in the package's own package.json, if it has one
 */
export function updateFeed(env: NodeJS.ProcessEnv, packaged: unknown): UpdateFeed {
  const given = env.TAPLINE_UPDATE_FEED ?? packaged;
  if (typeof given !== 'string' || given.trim() === '') return null;
  const url = URL.parse(given.trim());
  // What comes from there is run: nobody on the way may put something else in its place.
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !isSafe || url.username !== '') {
    return {
      problem: `Updates are off, because the address of their feed is not an https address without credentials: ${given}. Correct TAPLINE_UPDATE_FEED, or unset it.`,
    };
  }
  return { url: url.href };
}

/** What the updater reads its feed from, as a file. JSON is YAML, which it expects. */
export function updaterConfig(url: string): string {
  return `${JSON.stringify({ provider: 'generic', url, updaterCacheDirName: 'tapline-updater' })}\n`;
}

/** What went wrong, for the user. @param error whatever the updater threw; its messages may hold whole answers and stacks */
export function updateProblem(error: unknown, url: string): string {
  const { host } = new URL(url);
  const { code, message, statusCode } = (error ?? {}) as { code?: unknown; message?: unknown; statusCode?: unknown };
  const words = `${String(code ?? '')} ${String(message ?? error)}`;
  if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|net::ERR_/.test(words)) {
    return `${host} cannot be reached. Check the network, and try again later.`;
  }
  if (statusCode === 404 || /CHANNEL_FILE_NOT_FOUND|\b404\b/.test(words)) {
    return `${host} announces no version for this system. Check the address of the update feed.`;
  }
  if (/CHECKSUM_MISMATCH|checksum mismatch|sha512/i.test(words)) {
    return `What ${host} sent is not what it announced, so it was thrown away. Try again later.`;
  }
  if (/signature|not signed/i.test(words)) {
    return `What ${host} sent is not signed by the maker of this Tapline, so it was thrown away. Install the new version by hand.`;
  }
  const [line = ''] = String(message ?? error).split('\n');
  return `The update failed (${line.slice(0, 200)}). Try again later, or install the new version by hand.`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}
