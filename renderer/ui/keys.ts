/** What of a keyboard event tells one key from another. */
export type KeyStroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * Tells whether a key was pressed.
 *
 * @param name `KeyboardEvent.key`, behind `Mod+` (Ctrl, or Cmd on a Mac) and `Shift+` where these are part of it. Signs such
 * as `?` need Shift on some keyboards and not on others, so Shift counts only with keys that have a name.
 */
export function matchesKey(event: KeyStroke, name: string): boolean {
  const parts = name.split('+');
  const key = parts.at(-1) ?? '';
  if (event.altKey || parts.includes('Mod') !== (event.ctrlKey || event.metaKey)) return false;
  if (key.length > 1) return event.key === key && parts.includes('Shift') === event.shiftKey;
  if (parts.includes('Mod')) return event.key.toLowerCase() === key && parts.includes('Shift') === event.shiftKey;
  return event.key === key;
}

const glyphs: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Enter: '↵',
  Delete: 'Del',
  Shift: '⇧',
  ContextMenu: 'Menu',
  ' ': 'Space',
};

/** How a key is written on screen, part by part. */
export function keyCaps(name: string, mac: boolean): string[] {
  return name.split('+').map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
    if (part.length === 1 && name.includes('Mod+')) return part.toUpperCase();
    return glyphs[part] ?? part;
  });
}

/** True on a Mac, where Cmd takes the place of Ctrl. */
export function isMac(): boolean {
  return /mac/i.test(window.tapline?.platform ?? navigator.platform);
}
