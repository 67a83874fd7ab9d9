import { useCallback, useState } from 'react';
import { readStored, writeStored } from '../ui/stored.ts';

const recentKept = 20;
const storedAs = 'recent-searches';

/** Puts a search first among the recent ones. */
export function withRecentSearch(recent: readonly string[], query: string): string[] {
  const wanted = query.trim();
  if (wanted === '') return [...recent];
  return [wanted, ...recent.filter((each) => each !== wanted)].slice(0, recentKept);
}

/** Reads the recent searches as they were stored; anything else than a list of texts is none. */
export function parseRecentSearches(stored: string | null): string[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    if (!Array.isArray(list)) return [];
    return list.filter((each): each is string => typeof each === 'string' && each.trim() !== '').slice(0, recentKept);
  } catch {
    return [];
  }
}

/** The searches of this window, newest first. */
export function useRecentSearches() {
  const [recent, setRecent] = useState(() => parseRecentSearches(readStored(storedAs)));
  const change = useCallback((next: (old: readonly string[]) => string[]) => {
    // Read again, so that what another window has searched meanwhile stays.
    const list = next(parseRecentSearches(readStored(storedAs)));
    writeStored(storedAs, JSON.stringify(list));
    setRecent(list);
  }, []);
  return {
    recent,
    add: useCallback((query: string) => change((old) => withRecentSearch(old, query)), [change]),
    clear: useCallback(() => change(() => []), [change]),
  };
}
