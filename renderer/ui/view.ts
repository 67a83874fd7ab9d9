import { useCallback, useSyncExternalStore } from 'react';

export type Screen = 'inbox' | 'incidents' | 'tunnel' | 'settings';
const screens: readonly string[] = ['inbox', 'incidents', 'tunnel', 'settings'];

export interface View {
  screen: Screen;
  /** The opened post. */
  postId: number | null;
}

/** Reads a view from the address's fragment: `#/inbox/42`. Anything else is the inbox. */
export function parseView(hash: string): View {
  const [screen = '', id = ''] = hash.replace(/^#\/?/, '').split('/');
  if (!screens.includes(screen)) return { screen: 'inbox', postId: null };
  return { screen: screen as Screen, postId: screen === 'inbox' && /^\d{1,15}$/.test(id) ? Number(id) : null };
}

export function formatView(view: View): string {
  return view.postId === null ? `#/${view.screen}` : `#/${view.screen}/${view.postId}`;
}

/** What is on screen, kept in the address so that a reload comes back to it. Moving in the list replaces the entry. */
export function useView(): [View, (next: View) => void] {
  const hash = useSyncExternalStore(listen, () => window.location.hash);
  const go = useCallback((next: View) => {
    const to = formatView(next);
    if (to === window.location.hash) return;
    const sameScreen = parseView(window.location.hash).screen === next.screen;
    if (sameScreen) window.history.replaceState(null, '', to);
    else window.history.pushState(null, '', to);
    window.dispatchEvent(new Event('tapline:view'));
  }, []);
  return [parseView(hash), go];
}

function listen(changed: () => void): () => void {
  const names = ['hashchange', 'popstate', 'tapline:view'];
  for (const name of names) window.addEventListener(name, changed);
  return () => {
    for (const name of names) window.removeEventListener(name, changed);
  };
}
