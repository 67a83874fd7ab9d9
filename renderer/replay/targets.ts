import type { Endpoint } from '../../contract/index.ts';

const recentKept = 6;

/** True for what the core will take as a target: an http(s) URL with a host. */
export function isTarget(text: string): boolean {
  try {
    const url = new URL(text);
    return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
  } catch {
    return false;
  }
}

/** What the user probably means: `localhost:8080` and `8080` become URLs. */
export function completeTarget(text: string): string {
  const trimmed = text.trim();
  if (/^\d{2,5}$/.test(trimmed)) return `http://localhost:${trimmed}`;
  if (trimmed !== '' && !trimmed.includes('://')) return `http://${trimmed}`;
  return trimmed;
}

/** Where a replay goes: what was picked for this endpoint, else what the endpoint says, else the default; null when nothing does. */
export function effectiveTarget(options: {
  chosen: string | null;
  endpoint: string | null;
  endpoints: readonly Endpoint[];
  fallback: string | null;
}): string | null {
  const own = options.endpoints.find((each) => each.path === options.endpoint)?.target;
  return options.chosen ?? own ?? options.fallback;
}

/** Puts a target first among the recent ones. */
export function withRecent(recent: readonly string[], target: string): string[] {
  return [target, ...recent.filter((each) => each !== target)].slice(0, recentKept);
}

/** Reads the recent targets as they were stored; anything else than a list of targets is none. */
export function parseRecent(stored: string | null): string[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(list)
      ? list.filter((each) => typeof each === 'string' && isTarget(each)).slice(0, recentKept)
      : [];
  } catch {
    return [];
  }
}
