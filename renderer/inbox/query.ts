import type { Kind, PostSummary } from '../../contract/index.ts';

export type KindFilter = 'all' | Kind;

/** The query for the server: the filter's term, then what the user typed. */
export function composeQuery(text: string, kind: KindFilter): string {
  return [kind === 'all' ? '' : `kind:${kind}`, whileTyping(text).trim()].filter(Boolean).join(' ');
}

/** A bare word at the very end is still being typed, so it counts as the beginning of one; a blank after it finishes it. */
function whileTyping(text: string): string {
  const inPhrase = text.split('"').length % 2 === 0;
  return !inPhrase && /(^|\s)-?[^\s":*-][^\s":*]+$/.test(text) ? `${text}*` : text;
}

/**
 * Tells whether a live post belongs to the list, or null when only the server can tell: words are searched in bodies,
 * which never travel with the feed.
 */
export function matchesLive(post: PostSummary, text: string, kind: KindFilter): boolean | null {
  if (text.trim() !== '') return null;
  return kind === 'all' || post.kind === kind;
}
