import type { Tunnel } from '../../contract/index.ts';

export type UrlChange = Tunnel['urlChange'];

/**
 * The alarm about a public URL that is no longer what it was. It is about the URL that the platform was given, so it stands,
 * over restarts too, until the user says that the platform has the new one, or until the old one is back.
 * @param change the alarm as it stands.
 * @param known the URL the platform posts to, as far as we know; null before there was one.
 * @param url the URL in force now.
 * @param at ISO 8601.
 */
export function nextUrlChange(change: UrlChange, known: string | null, url: string, at: string): UrlChange {
  if (known === null || known === url) return null;
  return change?.to === url ? change : { from: known, to: url, at };
}
