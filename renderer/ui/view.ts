import { useCallback, useSyncExternalStore } from 'react';

export type Screen = 'inbox' | 'conversations' | 'incidents' | 'targets' | 'tunnel' | 'settings' | 'compare';
const screens: readonly string[] = ['inbox', 'conversations', 'incidents', 'targets', 'tunnel', 'settings'];

/** Which conversation is open. */
export interface ConversationKey {
  phone: string;
  /** Null for posts that name no short code. */
  code: string | null;
}

export interface View {
  screen: Screen;
  /** The opened post. */
  postId: number | null;
  /** What the inbox is searched for. */
  query?: string;
  /** The opened conversation, on that screen. */
  conversation?: ConversationKey;
  /** The two posts side by side, on the screen `compare`. */
  compared?: readonly [number, number];
}

const inbox: View = { screen: 'inbox', postId: null };

/**
 * Reads a view from the address's fragment: `#/inbox/42?q=kind:status`, `#/conversations/<phone>/<code>`,
 * `#/compare/41/42`. Anything else is the inbox.
 */
export function parseView(hash: string): View {
  const at = hash.indexOf('?');
  const path = at < 0 ? hash : hash.slice(0, at);
  const [screen = '', first = '', second = ''] = path.replace(/^#\/?/, '').split('/');
  if (screen === 'compare') {
    const compared = [postId(first), postId(second)] as const;
    const [a, b] = compared;
    return a === null || b === null ? inbox : { screen, postId: null, compared: [a, b] };
  }
  if (!screens.includes(screen)) return inbox;
  const query = screen === 'inbox' && at >= 0 ? (new URLSearchParams(hash.slice(at + 1)).get('q') ?? '') : '';
  const phone = screen === 'conversations' ? decoded(first) : '';
  if (phone) return { screen: 'conversations', postId: null, conversation: { phone, code: decoded(second) || null } };
  return { screen: screen as Screen, postId: screen === 'inbox' ? postId(first) : null, ...(query ? { query } : {}) };
}

/** The hash that stands for a view; `parseView` reads it. */
export function formatView(view: View): string {
  const { screen, conversation, compared } = view;
  if (screen === 'compare') return compared ? `#/compare/${compared[0]}/${compared[1]}` : '#/inbox';
  if (screen === 'conversations' && conversation) {
    const { phone, code } = conversation;
    return `#/conversations/${encodeURIComponent(phone)}${code === null ? '' : `/${encodeURIComponent(code)}`}`;
  }
  const search = view.query ? `?q=${encodeURIComponent(view.query)}` : '';
  return `#/${screen}${view.postId === null ? '' : `/${view.postId}`}${search}`;
}

function postId(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * What is on screen, kept in the address so that a reload comes back to it. Moving in the list replaces the entry; `push`
 * makes a new one, to come back from.
 */
export function useView(): [View, (next: View, how?: 'push' | 'replace') => void] {
  const hash = useSyncExternalStore(listen, () => window.location.hash);
  const go = useCallback((next: View, how: 'push' | 'replace' = 'replace') => {
    const to = formatView(next);
    if (to === window.location.hash) return;
    const sameScreen = parseView(window.location.hash).screen === next.screen;
    if (sameScreen && how === 'replace') window.history.replaceState(null, '', to);
    else window.history.pushState(null, '', to);
    window.dispatchEvent(new Event('tapline:view'));
  }, []);
  return [parseView(hash), go];
}

/** Who keeps the address as it is, and what is called when it was kept; the last one counts. */
const holders = new Set<() => void>();
let heldAt = '';

/**
 * Keeps the address as it is while something typed would be lost with what is on screen: going back is taken back.
 *
 * @param told called when that was done
 * @returns what lets go of it
 */
export function holdView(told: () => void): () => void {
  heldAt = window.location.href;
  holders.add(told);
  return () => holders.delete(told);
}

/** True when the user went somewhere else, and was taken back. */
function tookBack(): boolean {
  const told = [...holders].at(-1);
  if (!told || window.location.href === heldAt) return false;
  window.history.pushState(null, '', heldAt);
  told();
  return true;
}

function listen(changed: () => void): () => void {
  const moved = () => {
    if (!tookBack()) changed();
  };
  // What the window itself does is meant.
  const went = () => {
    heldAt = window.location.href;
    changed();
  };
  for (const name of ['hashchange', 'popstate']) window.addEventListener(name, moved);
  window.addEventListener('tapline:view', went);
  return () => {
    for (const name of ['hashchange', 'popstate']) window.removeEventListener(name, moved);
    window.removeEventListener('tapline:view', went);
  };
}
